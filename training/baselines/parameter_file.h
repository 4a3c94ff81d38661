/* SPDX-License-Identifier: GPL-2.0-only */
/* A method's parameters as YAML, as `learn2hop tune` writes and `learn2hop baseline --parameters` reads them:
     method: adam
     learning_rate: 0.0123                                                                                            */
#ifndef L2H_PARAMETER_FILE_H
#define L2H_PARAMETER_FILE_H

#include <stdio.h>

#include "baselines/registry.h"

/* Values of the file over those in parameter[]; keys that it lacks stay. 0, or -1 with file, line where it is known,
   and remedy: another method's file, an unknown key, a value out of range. */
int l2h_parameter_file_read(const char *path, const struct l2h_baseline *baseline, double *parameter,
                            struct l2h_error *error);

/* Writes the keys and values. */
void l2h_parameter_file_print(FILE *stream, const struct l2h_baseline *baseline, const double *parameter);

#endif
