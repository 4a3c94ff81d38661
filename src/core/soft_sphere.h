/* SPDX-License-Identifier: GPL-2.0-only */
/* Soft sphere (Eq. 8, read with a diameter sigma): V(r) = (epsilon/alpha)(1 - r/sigma)^alpha inside sigma, epsilon = 1,
   alpha = 2. Spreads a random start until no two atoms overlap (D.2, harmonic initialization). */
#ifndef L2H_SOFT_SPHERE_H
#define L2H_SOFT_SPHERE_H

#include "core/real.h"

/* r: distance [length], > 0; sigma: diameter [length]. Returns f/r; energy (unit 1) through `energy`. */
L2H_FN real l2h_soft_sphere_pair(real r, real_scalar sigma, real *energy)
{
  const real overlap = real_max(REAL(1) - r / sigma, real_of(0));
  *energy = REAL(0.5) * overlap * overlap;
  return overlap / (sigma * r);
}

#endif
