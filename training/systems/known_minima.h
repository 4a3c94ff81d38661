/* SPDX-License-Identifier: GPL-2.0-only */
/* The lowest energies known of the landscapes that have been searched long enough to call them known. */
#ifndef L2H_KNOWN_MINIMA_H
#define L2H_KNOWN_MINIMA_H

#include "systems/composition.h"

/* Energy of the putative global minimum of a Lennard-Jones cluster (epsilon = d0 = 1); NaN where none is in the table
   (above 150 atoms). */
double l2h_lj_known_minimum(int atoms);

/* Energy [eV] of the putative global minimum of a Gupta cluster with the parameters that the project ships under the
   names of its elements; NaN where none is known, or where the composition names a file of its own. */
double l2h_gupta_known_minimum(const struct l2h_composition *composition);

#endif
