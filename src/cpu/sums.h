/* SPDX-License-Identifier: GPL-2.0-only */
/* What the passes of all forces collect over an atom's neighbours, and how it is loaded and stored. */
#ifndef L2H_SUMS_H
#define L2H_SUMS_H

#include "cpu/near.h"
#include "cpu/pairs.h"

#ifdef L2H_DOUBLE
#define RADIAL false
#else
#define RADIAL true
#endif

/* What the first pass over an atom's neighbours collects, and what a pass needs to know of the landscape. */
struct sums {
  const struct l2h_landscape *landscape;
  const sites *all;
  bool energy; /* wanted; a constant */
  real core2, pair_energy, gradient[3];
  real *phi; /* radial functions of this kind of neighbour */
  real_scalar d0sq;
  /* Gupta */
  const struct l2h_gupta_bond *bond; /* [species], with each kind of neighbour */
  real density, slope;
  struct tile *tile;
  const real *push, *pull; /* by the number of the pair's other atom */
  /* Stillinger-Weber */
  struct near *near;
  int i, image;
  struct l2h_sw_pair sw;
  real_scalar self;
  real moments[L2H_SW_MOMENTS], squares;
};

L2H_FN struct sums no_sums(const struct l2h_landscape *landscape, const sites *all, bool energy)
{
  return (struct sums){
    .landscape = landscape, .all = all, .energy = energy, .core2 = real_of(REAL(landscape->core * landscape->core))};
}

L2H_FN void add_radial(const struct pair *pair, const struct sums *sums)
{
  if (RADIAL)
    l2h_radial_add(pair->r2, sums->phi);
}

/* Takes f d off the gradient: f/r of the pair is f. */
L2H_FN void push(const struct pair *pair, real f, struct sums *sums)
{
  for (int c = 0; c < 3; c++)
    sums->gradient[c] -= f * pair->d[c];
}

L2H_FN void load_vector(struct sums *sums, const sites *all, int i)
{
  for (int c = 0; c < 3; c++)
    sums->gradient[c] = load(all->gradient + c * all->stride + i);
}

L2H_FN void store_vector(const struct sums *sums, sites *all, int i)
{
  for (int c = 0; c < 3; c++)
    store(all->gradient + c * all->stride + i, sums->gradient[c]);
}

/* The radial functions of the lanes' atoms: phi[8 s + k], of neighbours of kind s. */
L2H_FN void store_radial(const real *phi, sites *all, int i)
{
#ifndef L2H_DOUBLE
  for (int k = 0; k < all->species * L2H_RADIALS; k++)
    store(all->radial + k * all->stride + i, phi[k]);
#else
  (void)phi, (void)all, (void)i;
#endif
}

#endif
