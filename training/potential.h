/* SPDX-License-Identifier: GPL-2.0-only */
/* Energies and gradients in double, for what comes before and after a rollout: spreading a start, quenching an end.
   Scalar loops over core's pair functions; positions and gradients are [atoms][3]. */
#ifndef L2H_POTENTIAL_H
#define L2H_POTENTIAL_H

#include "system.h"

/* Energy of the system's landscape, and its gradient. Finite for finite positions (see L2H_LJ_CORE2). */
double l2h_potential(const struct l2h_system *system, const double *position, double *gradient);

/* Soft spheres (Eq. 8) of the system's diameter: energy and gradient. */
double l2h_soft_spheres(const struct l2h_system *system, const double *position, double *gradient);

/* Distance of the closest pair. */
double l2h_closest_pair(int atoms, const double *position);

/* sqrt(mean of the squares of 3 `atoms` components) */
double l2h_gradient_rms(int atoms, const double *gradient);

#endif
