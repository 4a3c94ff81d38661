/* SPDX-License-Identifier: GPL-2.0-only */
/* Gupta's second-moment tight binding (A.2; Eq. 6 in its standard form):
     E = sum over i of [ sum over j != i of A exp(-p (r/d0 - 1))  -  sqrt( sum over j != i of xi^2 exp(-2q (r/d0 - 1)) )
   ] with A, xi, p, q, d0 of the pair's two species. LAMMPS's smatb writes the same. */
#ifndef L2H_GUPTA_H
#define L2H_GUPTA_H

#include "core/real.h"

/* One row of Table 4, in the table's (mended) meaning. */
struct l2h_gupta_parameters {
  double p, q, d0 /* length */, a, xi /* energy */;
};

/* The same as a pair of atoms needs it; each number may differ from lane to lane. */
struct l2h_gupta_bond {
  real a, xi2, minus_p, minus_2q, per_d0;
};

L2H_FN struct l2h_gupta_bond l2h_gupta_bond_of(const struct l2h_gupta_parameters *parameters)
{
  const struct l2h_gupta_bond bond = {real_of(REAL(parameters->a)), real_of(REAL(parameters->xi * parameters->xi)),
                                      real_of(REAL(-parameters->p)), real_of(REAL(-2 * parameters->q)),
                                      real_of(REAL(1 / parameters->d0))};
  return bond;
}

/* What one neighbour adds to an atom's hopping density: xi^2 exp(-2q (r/d0 - 1)) [energy^2]. */
L2H_FN real l2h_gupta_hopping(real r, const struct l2h_gupta_bond *bond)
{
  return bond->xi2 * real_exp(bond->minus_2q * (r * bond->per_d0 - REAL(1)));
}

/* What one neighbour adds to an atom's repulsion: A exp(-p (r/d0 - 1)) [energy]. */
L2H_FN real l2h_gupta_repulsion(real r, const struct l2h_gupta_bond *bond)
{
  return bond->a * real_exp(bond->minus_p * (r * bond->per_d0 - REAL(1)));
}

/* An atom's band energy -sqrt(density), and its slope by the density; an atom without neighbours has neither. */
L2H_FN real l2h_gupta_band(real density, real *slope)
{
  const real root = real_sqrt(density);
  const real_mask alone = density <= REAL(1e-30);
  *slope = real_select(alone, real_of(0), REAL(-0.5) / real_select(alone, real_of(1), root));
  return -root;
}

/* f/r of a pair [energy/length^2], so that the force on i from j is (f/r)(x_i - x_j), in two parts: that of its
   repulsion, counted by both atoms, and that of its hopping, to be multiplied by the sum of both atoms' slopes.
   inverse: 1/r. */
L2H_FN real l2h_gupta_repulsion_force(real inverse, const struct l2h_gupta_bond *bond, real repulsion)
{
  return REAL(-2) * bond->per_d0 * bond->minus_p * repulsion * inverse;
}
L2H_FN real l2h_gupta_hopping_force(real inverse, const struct l2h_gupta_bond *bond, real hopping)
{
  return -bond->per_d0 * bond->minus_2q * hopping * inverse;
}

/* Both. repulsion and hopping are the pair's terms above, slopes the sum of both atoms' slopes of the band. */
L2H_FN real l2h_gupta_force(real r, const struct l2h_gupta_bond *bond, real repulsion, real hopping, real slopes)
{
  return -bond->per_d0 * (REAL(2) * bond->minus_p * repulsion + bond->minus_2q * hopping * slopes) / r;
}

#endif
