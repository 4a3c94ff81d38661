/* SPDX-License-Identifier: GPL-2.0-only */
/* The distinct minima among many quenched ends, as an extended XYZ file: `--minima`. */
#ifndef L2H_MINIMA_H
#define L2H_MINIMA_H

#include "evaluation/outcome.h"

/* Writes the minima that `starts` ends at position[starts][3 atoms] are, lowest first, each with its energy, its
   forces and how many starts ended there; collection.h says which are one. Ends that are no minima (--quench gd) are
   told apart as they are; those whose energy cannot be computed are left out. Whole or not at all; 0, or -1 with a
   message. */
int l2h_minima_write(const char *path, const struct l2h_system *system, int starts, const struct l2h_outcome *outcome,
                     const double *position, struct l2h_error *error);

#endif
