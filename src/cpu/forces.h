/* SPDX-License-Identifier: GPL-2.0-only */
/* One instruction set's functions of forces.c and radial_sums.c, by their names within it; engine.h says what they
   do. */
#ifndef L2H_FORCES_H
#define L2H_FORCES_H

#include "cpu/engine.h"
#include "cpu/instruction_set.h"

void L2H_KERNEL(l2h_gradient)(const struct l2h_landscape *landscape, struct l2h_atoms *atoms);
double L2H_KERNEL(l2h_energy)(const struct l2h_landscape *landscape, struct l2h_atoms *atoms);
void L2H_KERNEL(l2h_radial_sum)(int count, const float *r2, float phi[L2H_RADIALS]);
void L2H_KERNEL(l2h_radial_around)(int count, const float *const place[3], const float at[3], int self,
                                   float phi[L2H_RADIALS]);
void L2H_KERNEL(l2h_radial_pairs)(int count, const int *list, int number, const float *r2, float unit2, int self,
                                  float *phi);
double L2H_KERNEL(l2h_potential)(const struct l2h_landscape *landscape, struct l2h_points *points);

#endif
