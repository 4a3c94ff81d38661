/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of a command line. Every function below returns 0, or -1 with a message that names the option. */
#ifndef L2H_OPTIONS_H
#define L2H_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"

/* Exit status of a command line that makes no sense; 1 is for work that failed. */
#define L2H_USAGE_STATUS 2

int l2h_option_whole(const char *option, const char *text, long least, long most, long *value, struct l2h_error *error);
int l2h_option_seed(const char *option, const char *text, uint64_t *seed, struct l2h_error *error);

/* --scales natural or paper. */
int l2h_option_scales(const char *text, bool *paper, struct l2h_error *error);

/* Whether getopt_long's last answer was a complaint ('?' or ':'); puts it in words. */
int l2h_option_complaint(int answer, char *const *arguments, struct l2h_error *error);

#endif
