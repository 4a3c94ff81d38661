/* SPDX-License-Identifier: GPL-2.0-only */
/* The lowest energies known of the landscapes that have been searched long enough to call them known. */
#ifndef L2H_KNOWN_MINIMA_H
#define L2H_KNOWN_MINIMA_H

/* Energy of the putative global minimum of a Lennard-Jones cluster (epsilon = d0 = 1); NaN where none is in the table
   (above 150 atoms). */
double l2h_lj_known_minimum(int atoms);

#endif
