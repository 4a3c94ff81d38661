/* SPDX-License-Identifier: GPL-2.0-only */
/* Stillinger-Weber (A.3; Eq. 7 with the standard triplet):
     E = sum over pairs of phi2(r)  +  sum over i and pairs j, k of its neighbours of
           lambda epsilon h_ij h_ik (cos theta_jik - cos theta0)^2
     phi2(r) = A epsilon [B (sigma/r)^p - (sigma/r)^q] exp(sigma/(r - a sigma)),   h(r) = exp(gamma sigma/(r - a sigma))
   and nothing beyond a sigma.

   The triplets are never visited. With u_j the unit vector from i to j, and
     S = sum h_j,  V = sum h_j u_j,  T = sum h_j u_j u_j^T,  Q = sum h_j^2
   the square multiplies out, over all ordered pairs less those with j = k, to
     E3_i = lambda epsilon / 2 [ T:T - 2 cos theta0 V.V + cos^2 theta0 S^2 - (1 - cos theta0)^2 Q ]
   so an atom costs its neighbours once, not squared, and lanes full of atoms take the same path. Where lambda and
   theta0 depend on the species of j and k, each species of neighbour has moments of its own and the products mix them.
 */
#ifndef L2H_SW_H
#define L2H_SW_H

#include "core/real.h"

/* One line of a .sw file, LAMMPS's names. */
struct l2h_sw_parameters {
  double epsilon, sigma, a, lambda, gamma, cos_theta0, big_a, big_b, p, q, tol;
};

/* What a pair of atoms needs. */
struct l2h_sw_pair {
  real_scalar a_epsilon, b, sigma, reach, p, q, gamma_sigma;
};

L2H_FN struct l2h_sw_pair l2h_sw_pair_of(const struct l2h_sw_parameters *parameters)
{
  const struct l2h_sw_pair pair = {
    REAL(parameters->big_a * parameters->epsilon), REAL(parameters->big_b), REAL(parameters->sigma),
    REAL(parameters->a * parameters->sigma),       REAL(parameters->p),     REAL(parameters->q),
    REAL(parameters->gamma * parameters->sigma)};
  return pair;
}

/* x^n for x > 0; the whole exponents that nearly all files have cost a multiplication each. */
L2H_FN real l2h_sw_power(real x, real_scalar n)
{
  const int whole = (int)n;
  if ((real_scalar)whole != n || whole < 0 || whole > 12)
    return real_exp(n * real_log(x));
  real power = real_of(1);
  for (int k = 0; k < whole; k++)
    power *= x;
  return power;
}

/* 1/(r - reach) inside the reach; -1 beyond it, where the caller's mask throws the result away. */
L2H_FN real l2h_sw_inverse_gap(real r, real_scalar reach)
{
  return REAL(1) / real_select(r < reach, r - reach, real_of(-1));
}

/* The same and 1/r by one division. */
L2H_FN real l2h_sw_inverses(real r, real_scalar reach, real *inverse)
{
  const real gap = real_select(r < reach, r - reach, real_of(-1)), both = REAL(1) / (r * gap);
  *inverse = gap * both;
  return r * both;
}

/* exp(length/(r - reach)); 0 beyond the reach. gap: of l2h_sw_inverse_gap(). */
L2H_FN real l2h_sw_decay(real r, real_scalar reach, real_scalar length, real gap)
{
  return real_select(r < reach, real_exp(length * gap), real_of(0));
}

/* phi2 of a pair, and f/r, so that the force on i from j is (f/r)(x_i - x_j). inverse: 1/r; decay: of the length sigma,
   times A epsilon. */
L2H_FN real l2h_sw_two_of(real inverse, real gap, real decay, const struct l2h_sw_pair *pair, real *energy)
{
  const real s = pair->sigma * inverse;
  const real wall = pair->b * l2h_sw_power(s, pair->p), well = l2h_sw_power(s, pair->q);
  *energy = decay * (wall - well);
  return decay * ((pair->p * wall - pair->q * well) * inverse + (wall - well) * pair->sigma * gap * gap) * inverse;
}

/* The same of a distance; both 0 beyond the reach. */
L2H_FN real l2h_sw_two(real r, const struct l2h_sw_pair *pair, real *energy)
{
  const real gap = l2h_sw_inverse_gap(r, pair->reach);
  const real decay = real_select(r < pair->reach, pair->a_epsilon * real_exp(pair->sigma * gap), real_of(0));
  return l2h_sw_two_of(REAL(1) / r, gap, decay, pair, energy);
}

/* h(r) of a bond and dh/dr; both 0 beyond the reach. */
L2H_FN real l2h_sw_bond(real r, const struct l2h_sw_pair *pair, real *slope)
{
  const real gap = l2h_sw_inverse_gap(r, pair->reach);
  const real h = l2h_sw_decay(r, pair->reach, pair->gamma_sigma, gap);
  *slope = -pair->gamma_sigma * gap * gap * h;
  return h;
}

/* S, V and T of an atom's bonds, as ten numbers: 1, x, y, z, xx, yy, zz, yz, xz, xy. */
#define L2H_SW_MOMENTS 10

/* Adds one bond. u: unit vector to the neighbour. */
L2H_FN void l2h_sw_moments_add(real h, const real u[3], real moments[L2H_SW_MOMENTS])
{
  const real hx = h * u[0], hy = h * u[1], hz = h * u[2];
  moments[0] += h;
  moments[1] += hx;
  moments[2] += hy;
  moments[3] += hz;
  moments[4] += hx * u[0];
  moments[5] += hy * u[1];
  moments[6] += hz * u[2];
  moments[7] += hy * u[2];
  moments[8] += hx * u[2];
  moments[9] += hx * u[1];
}

/* Adds to field what bonds with these moments do to a bond of the same atom: dE3/dh = field . (1, u, u u^T) less
   l2h_sw_self() h. strength: lambda epsilon. The field of an atom with one species of neighbours is that of its own
   moments, and E3 = (field . moments - l2h_sw_self() Q) / 2. */
L2H_FN void l2h_sw_field_add(real_scalar strength, real_scalar cos_theta0, const real moments[L2H_SW_MOMENTS],
                             real field[L2H_SW_MOMENTS])
{
  const real_scalar flat = strength * cos_theta0 * cos_theta0, along = REAL(-2) * strength * cos_theta0;
  field[0] += flat * moments[0];
  for (int k = 1; k < 4; k++)
    field[k] += along * moments[k];
  for (int k = 4; k < 7; k++)
    field[k] += strength * moments[k];
  for (int k = 7; k < L2H_SW_MOMENTS; k++)
    field[k] += REAL(2) * strength * moments[k]; /* xy stands for yx, too */
}

/* The term that a bond would have with itself, to be taken off. */
L2H_FN real_scalar l2h_sw_self(real_scalar strength, real_scalar cos_theta0)
{
  return strength * (REAL(1) - cos_theta0) * (REAL(1) - cos_theta0);
}

/* Twice an atom's E3 without the self term: field . moments. */
L2H_FN real l2h_sw_product(const real field[L2H_SW_MOMENTS], const real moments[L2H_SW_MOMENTS])
{
  real sum = field[0] * moments[0];
  for (int k = 1; k < L2H_SW_MOMENTS; k++)
    sum += field[k] * moments[k];
  return sum;
}

/* dE3_i/d(x_j) of the atom i that the field belongs to, for its bond to j. u: unit vector from i to j; inverse: 1/r;
   h and slope: of the bond; self: l2h_sw_self(). Adds to gradient[3]; the same is to be taken off i. */
L2H_FN void l2h_sw_bond_gradient(const real field[L2H_SW_MOMENTS], real_scalar self, const real u[3], real inverse,
                                 real h, real slope, real gradient[3])
{
  /* what turns with u: V-part, and T u (its off-diagonal numbers are doubled, see l2h_sw_field_add) */
  const real tx = field[4] * u[0] + REAL(0.5) * (field[9] * u[1] + field[8] * u[2]);
  const real ty = field[5] * u[1] + REAL(0.5) * (field[9] * u[0] + field[7] * u[2]);
  const real tz = field[6] * u[2] + REAL(0.5) * (field[8] * u[0] + field[7] * u[1]);
  const real vu = field[1] * u[0] + field[2] * u[1] + field[3] * u[2];
  const real tu = tx * u[0] + ty * u[1] + tz * u[2];
  const real by_h = field[0] + vu + tu - self * h;
  const real turn = h * inverse;
  const real radial = slope * by_h - turn * (vu + REAL(2) * tu);
  gradient[0] += radial * u[0] + turn * (field[1] + REAL(2) * tx);
  gradient[1] += radial * u[1] + turn * (field[2] + REAL(2) * ty);
  gradient[2] += radial * u[2] + turn * (field[3] + REAL(2) * tz);
}

#endif
