/* SPDX-License-Identifier: GPL-2.0-only */
/* Lennard-Jones. */
#ifndef L2H_LJ_FORCES_H
#define L2H_LJ_FORCES_H

#include "core/lj.h"
#include "cpu/sums.h"

#ifdef L2H_DOUBLE

/* The landscape, in registers. */
struct lj {
  real_scalar epsilon, d0sq;
  real core2;
};

/* The atoms of one register, and what they have collected. Between two uses, the energies (twice the atoms' own) are in
   all->field. */
struct lj_side {
  int i;
  real x[3], gradient[3], energy;
};

L2H_FN struct lj_side lj_load(const sites *all, int i)
{
  struct lj_side side = {.i = i, .energy = load(all->field + i)};
  for (int c = 0; c < 3; c++) {
    side.x[c] = load(all->position + c * all->stride + i);
    side.gradient[c] = load(all->gradient + c * all->stride + i);
  }
  return side;
}

L2H_FN void lj_store(const struct lj_side *side, sites *all)
{
  store(all->field + side->i, side->energy);
  for (int c = 0; c < 3; c++)
    store(all->gradient + c * all->stride + side->i, side->gradient[c]);
}

L2H_FN void lj_difference(const struct lj_side *side, const sites *all, int j, real d[3])
{
  for (int c = 0; c < 3; c++)
    d[c] = side->x[c] - all->position[c * all->stride + j];
}

/* f/r and s6 = (d0/r)^6 of pairs whose difference is d. */
L2H_FN void lj_take(const struct lj *lj, const real d[3], real f, real s6, struct lj_side *side)
{
  for (int c = 0; c < 3; c++)
    side->gradient[c] -= f * d[c];
  side->energy += l2h_lj_energy(s6, lj->epsilon);
}

/* The side's atoms with atom j, through *s6 and as f/r. `own` is a constant: whether it may be one of them; it is then
   sent far away. */
L2H_FN real lj_meet(const struct lj *lj, const sites *all, int j, bool own, struct lj_side *side, real *s6)
{
  real d[3];
  lj_difference(side, all, j, d);
  real r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  if (own)
    r2 = real_select(real_lanes() == (real_whole)(j - side->i), real_of(FAR_AWAY), r2);
  const real s2 = lj->d0sq / real_max(r2, lj->core2);
  *s6 = s2 * s2 * s2;
  const real f = l2h_lj_force(s2, *s6, lj->epsilon, lj->d0sq);
  lj_take(lj, d, f, *s6, side);
  return f;
}

/* The other side of as many pairs: the atoms j ... with those of a register, i ..., that have met them one a row. */
L2H_FN void lj_answer(const struct lj *lj, sites *all, int i, int j, real *f, real *s6)
{
  struct lj_side side = lj_load(all, j);
  real_transpose(f);
  real_transpose(s6);
#pragma GCC unroll 8
  for (int row = 0; row < L2H_WIDTH; row++) {
    real d[3];
    lj_difference(&side, all, i + row, d);
    lj_take(lj, d, f[row], s6[row], &side);
  }
  lj_store(&side, all);
}

/* The side's atoms with the later ones from..to - 1, both ways, up to LJ_ROWS of them. All are met before any answers:
   an answer waits for its divisions, and a processor does not look far enough ahead to divide on meanwhile. */
#define LJ_ROWS 128
L2H_FN void lj_with_later(const struct lj *lj, sites *all, int from, int to, struct lj_side *side)
{
  real f[LJ_ROWS], s6[LJ_ROWS];
  for (int j = from; j < to; j++)
    f[j - from] = lj_meet(lj, all, j, false, side, &s6[j - from]);
  for (int row = to - from; row % L2H_WIDTH != 0; row++)
    f[row] = s6[row] = real_of(0);
  for (int j = from; j < to; j += L2H_WIDTH)
    lj_answer(lj, all, side->i, j, f + (j - from), s6 + (j - from));
}

/* Every pair of two registers' atoms is worked out once. An atom still takes the others in their order. */
L2H_FN double lj(const struct l2h_landscape *landscape, sites *all, bool wanted)
{
  const struct lj lj = {REAL(landscape->epsilon), REAL(landscape->d0 * landscape->d0),
                        real_of(REAL(landscape->core * landscape->core))};
  const int n = all->atoms;
  double energy = 0;
  (void)wanted; /* it costs little beside the double division */
  for (int i = 0; i < n; i += L2H_WIDTH)
    lj_store(&(struct lj_side){.i = i}, all);
  for (int i = 0; i < n; i += L2H_WIDTH) {
    const int next = between(i + L2H_WIDTH, i, n);
    struct lj_side side = lj_load(all, i);
    real unused;
    for (int j = i; j < next; j++)
      lj_meet(&lj, all, j, true, &side, &unused);
    for (int j = next; j < n; j += LJ_ROWS)
      lj_with_later(&lj, all, j, between(j + LJ_ROWS, j, n), &side);
    lj_store(&side, all);
    add_lanes(side.energy, i, n, &energy);
  }
  return energy / 2;
}

#else

L2H_FN void lj_pair(const struct pair *pair, void *state)
{
  struct sums *sums = state;
  real energy;
  const real f = l2h_lj_pair(real_max(pair->r2, sums->core2), REAL(sums->landscape->epsilon), sums->d0sq, &energy);
  if (sums->energy)
    sums->pair_energy += energy;
  push(pair, f, sums);
  add_radial(pair, sums);
}

L2H_FN double lj(const struct l2h_landscape *landscape, sites *all, bool wanted)
{
  const struct images images = {0, 0};
  double energy = 0;
  for (int i = 0; i < all->atoms; i += L2H_WIDTH) {
    real phi[L2H_MAX_SPECIES * L2H_RADIALS] = {0};
    struct sums sums = no_sums(landscape, all, wanted);
    sums.d0sq = REAL(landscape->d0 * landscape->d0);
    sums.phi = phi;
    visit_pairs(all, &images, i, 0, all->atoms, lj_pair, &sums);
    store_vector(&sums, all, i);
    store_radial(phi, all, i);
    if (wanted)
      add_lanes(sums.pair_energy, i, all->atoms, &energy);
  }
  return energy / 2;
}

#endif

#endif
