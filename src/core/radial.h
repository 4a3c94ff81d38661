/* SPDX-License-Identifier: GPL-2.0-only */
/* Radial symmetry functions (section 3.1, after Behler and Parrinello 2007):
     phi_k(i) = sum over j != i of exp(-eta_k d^2) Gamma(d),   Gamma(d) = (cos(pi d / c) + 1) / 2 inside c, else 0
   with d in units of the length scale, c = 2.5 and the paper's eight eta_k. */
#ifndef L2H_RADIAL_H
#define L2H_RADIAL_H

#include "core/real.h"

#define L2H_RADIALS 8
#define L2H_RADIAL_CUTOFF 2.5
/* clang-format off */
#define L2H_RADIAL_ETAS {0.0009, 0.01, 0.02, 0.035, 0.06, 0.1, 0.2, 0.4}
/* clang-format on */

/* Adds one neighbour's share to phi[8]. r2: squared distance in squared length scales.
   Two exponentials do for eight: all eta_k but the first are whole multiples (2, 4, 7, 12, 20, 40, 80) of 0.005.
   Gamma = cos^2(pi d / 2c), a function of d^2 alone. */
L2H_FN void l2h_radial_add(real r2, real phi[L2H_RADIALS])
{
  const real_scalar c2 = REAL(L2H_RADIAL_CUTOFF * L2H_RADIAL_CUTOFF);
  const real_mask inside = r2 < c2;
  const real d2 = real_min(r2, real_of(c2));
  const real gamma = real_select(inside, real_cos2_half_pi(d2 * (REAL(1) / c2)), real_of(0));

  const real g1 = real_exp_near_zero(REAL(-0.005) * d2);
  const real g2 = g1 * g1, g3 = g2 * g1, g4 = g2 * g2, g7 = g4 * g3, g8 = g4 * g4;
  const real g12 = g8 * g4, g20 = g12 * g8, g40 = g20 * g20, g80 = g40 * g40;

  phi[0] += gamma * real_exp_near_zero(REAL(-0.0009) * d2);
  phi[1] += gamma * g2;
  phi[2] += gamma * g4;
  phi[3] += gamma * g7;
  phi[4] += gamma * g12;
  phi[5] += gamma * g20;
  phi[6] += gamma * g40;
  phi[7] += gamma * g80;
}

#endif
