/* SPDX-License-Identifier: GPL-2.0-only */
/* Lennard-Jones. */
#ifndef L2H_LJ_FORCES_H
#define L2H_LJ_FORCES_H

#include "core/lj.h"
#include "cpu/sums.h"

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
