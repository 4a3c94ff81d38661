/* SPDX-License-Identifier: GPL-2.0-only */
/* What the reader and the writer of the weights file must agree on: the order of its rows, and its last line. */
#ifndef L2H_WEIGHTS_ROWS_H
#define L2H_WEIGHTS_ROWS_H

#include <stddef.h>

#include "core/model.h"
#include "core/network.h"

#define L2H_CHECKSUM "checksum" /* begins the last line */

/* A row `label` of `count` numbers; a result other than 0 ends the visits. */
typedef int l2h_visit_row(void *with, const char *label, int count, float *values);

/* All rows of the network that the model has, in the file's order. -1 where a visit ended them. */
int l2h_visit_rows(const struct l2h_model *model, struct l2h_network *network, l2h_visit_row *visit, void *with);

/* The line `checksum H` for `text`, all that comes before it. */
void l2h_checksum_line(char line[32], const char *text, size_t length);

#endif
