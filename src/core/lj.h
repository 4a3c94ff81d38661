/* SPDX-License-Identifier: GPL-2.0-only */
/* Lennard-Jones pair in the paper's form (Eq. 1): V(r) = epsilon [(d0/r)^12 - 2 (d0/r)^6], minimum -epsilon at r = d0.
   LAMMPS's lj/cut writes the same with sigma = d0 / 2^(1/6). */
#ifndef L2H_LJ_H
#define L2H_LJ_H

#include "core/real.h"

/* Of a pair with s2 = (d0 / r)^2 and s6 = s2^3: its energy, and f/r [energy/length^2]. d0sq: d0^2. */
L2H_FN real l2h_lj_energy(real s6, real_scalar epsilon)
{
  return epsilon * s6 * (s6 - REAL(2));
}
L2H_FN real l2h_lj_force(real s2, real s6, real_scalar epsilon, real_scalar d0sq)
{
  return (REAL(12) * epsilon / d0sq) * s2 * s6 * (s6 - REAL(1));
}

/* Pair energy and f/r, so that the force on i from j is (f/r)(x_i - x_j).
   r2: squared distance [length^2], > 0; d0sq: d0^2; returns f/r [energy/length^2], energy through `energy`. */
L2H_FN real l2h_lj_pair(real r2, real_scalar epsilon, real_scalar d0sq, real *energy)
{
  const real s2 = d0sq / r2;
  const real s6 = s2 * s2 * s2;
  *energy = l2h_lj_energy(s6, epsilon);
  return l2h_lj_force(s2, s6, epsilon, d0sq);
}

#endif
