/* SPDX-License-Identifier: GPL-2.0-only */
/* Energies and gradients in double, for what comes before and after a rollout and for methods that are not learned:
   spreading a start, quenching an end. Positions and gradients are [atoms][3], in the units of the potential. */
#ifndef L2H_POTENTIAL_H
#define L2H_POTENTIAL_H

#include "systems/system.h"

/* Energy of the system's landscape, and its gradient, by the engine's double-precision kernels or LAMMPS. Finite for
   finite positions (landscape.core). */
double l2h_potential(const struct l2h_system *system, const double *position, double *gradient);

/* Soft spheres (Eq. 8) of the system's diameter: energy and gradient. */
double l2h_soft_spheres(const struct l2h_system *system, const double *position, double *gradient);

/* Square of the distance of two places, to the nearest image in a periodic cell, and d = a - b. */
double l2h_difference(const struct l2h_system *system, const double *a, const double *b, double d[3]);

/* Distance of the closest pair. */
double l2h_closest_pair(const struct l2h_system *system, const double *position);

/* sqrt(mean of the squares of 3 `atoms` components) */
double l2h_gradient_rms(int atoms, const double *gradient);

/* Which atoms are frozen, frozen[atoms], and where all of them are to begin, place[atoms][3]: of a system with frozen
   ones that this process has parsed; both live until the program ends its LAMMPSes. */
void l2h_system_frozen(const struct l2h_system *system, const bool **frozen, const double **place);

#endif
