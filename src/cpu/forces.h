/* SPDX-License-Identifier: GPL-2.0-only */
/* One instruction set's functions of forces.c and radial_sums.c, by their names within it; engine.h says what they do. L2H_SET, the name
   of the instruction set, comes from the build. */
#ifndef L2H_FORCES_H
#define L2H_FORCES_H

#include "cpu/engine.h"

#define L2H_JOIN_(name, set) name##_##set
#define L2H_JOIN(name, set) L2H_JOIN_(name, set)
#define L2H_KERNEL(name) L2H_JOIN(name, L2H_SET)

void L2H_KERNEL(l2h_gradient)(const struct l2h_landscape *landscape, struct l2h_atoms *atoms);
double L2H_KERNEL(l2h_energy)(const struct l2h_landscape *landscape, struct l2h_atoms *atoms);
void L2H_KERNEL(l2h_radial_sum)(int count, const float *r2, float phi[L2H_RADIALS]);
void L2H_KERNEL(l2h_radial_around)(int count, const float *const place[3], const float at[3], int self,
                                   float phi[L2H_RADIALS]);
double L2H_KERNEL(l2h_potential)(const struct l2h_landscape *landscape, struct l2h_points *points);

#endif
