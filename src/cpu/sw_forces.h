/* SPDX-License-Identifier: GPL-2.0-only */
/* Stillinger-Weber, the triplets as moments of the neighbours' directions (core/sw.h). */
#ifndef L2H_SW_FORCES_H
#define L2H_SW_FORCES_H

#include "cpu/sums.h"

/* A pair within reach, made in three steps: what each takes from the one before costs so long that a processor has to
   be given several bonds at a time. */
struct bond {
  real d[3], r;      /* from the neighbours to the lanes' atoms */
  real inverse, gap; /* 1/r, 1/(r - reach) */
  real decay, h;     /* exp() of the pair's energy, and of the triplets */
  real u[3], slope;  /* the unit vector from the lanes' atoms to their neighbours, and dh/dr */
};

L2H_FN void sw_distance(const struct pair *pair, const struct sums *sums, struct bond *bond)
{
  for (int c = 0; c < 3; c++)
    bond->d[c] = pair->d[c];
  bond->r = real_sqrt(real_max(pair->r2, sums->core2));
}

L2H_FN void sw_decays(const struct l2h_sw_pair *sw, struct bond *bond)
{
  bond->gap = l2h_sw_inverses(bond->r, sw->reach, &bond->inverse);
  bond->decay = sw->a_epsilon * l2h_sw_decay(bond->r, sw->reach, sw->sigma, bond->gap);
  bond->h = l2h_sw_decay(bond->r, sw->reach, sw->gamma_sigma, bond->gap);
}

/* The pair's force, and the bond's share of its lanes' moments. */
L2H_FN void sw_add(struct bond *bond, struct sums *sums)
{
  const struct l2h_sw_pair *sw = &sums->sw;
  real energy;
  const real f = l2h_sw_two_of(bond->inverse, bond->gap, bond->decay, sw, &energy);
  for (int c = 0; c < 3; c++) {
    bond->u[c] = -bond->d[c] * bond->inverse;
    sums->gradient[c] -= f * bond->d[c];
  }
  bond->slope = -sw->gamma_sigma * bond->gap * bond->gap * bond->h;
  l2h_sw_moments_add(bond->h, bond->u, sums->moments);
  if (sums->energy) {
    sums->pair_energy += energy;
    sums->squares += bond->h * bond->h;
  }
}

L2H_FN struct bond sw_bond(const struct pair *pair, struct sums *sums)
{
  struct bond bond;
  sw_distance(pair, sums, &bond);
  sw_decays(&sums->sw, &bond);
  sw_add(&bond, sums);
  return bond;
}

/* Twice the atoms' energies: a pair has two atoms, and the product of field and moments is twice the triplets. */
L2H_FN real sw_energies(const struct sums *sums, const real *field)
{
  return sums->pair_energy + l2h_sw_product(field, sums->moments) - sums->self * sums->squares;
}

/* The triplets around the lanes' atoms as a field on their bonds. */
L2H_FN void sw_field(const struct sums *sums, real field[L2H_SW_MOMENTS])
{
  const struct l2h_sw_parameters *parameters = &sums->landscape->sw;
  for (int k = 0; k < L2H_SW_MOMENTS; k++)
    field[k] = real_of(0);
  l2h_sw_field_add(REAL(parameters->lambda * parameters->epsilon), REAL(parameters->cos_theta0), sums->moments, field);
}

/* What the triplets around one of its atoms, of this field, take from that one and give to the bond's other atom. */
L2H_FN void sw_triplets(const struct bond *bond, const real field[L2H_SW_MOMENTS], real_scalar self, const real u[3],
                        real gradient[3])
{
  for (int c = 0; c < 3; c++)
    gradient[c] = real_of(0);
  l2h_sw_bond_gradient(field, self, u, bond->inverse, bond->h, bond->slope, gradient);
}

/* The pass before all: radial functions and near pairs. */
L2H_FN void sw_look(const struct pair *pair, void *state)
{
  struct sums *sums = state;
  add_radial(pair, sums);
  if (sums->near)
    near_note(sums->near, pair, sums->image, sums->i, sums->all->atoms);
}

L2H_FN void sw_look_around(const struct sums *start, const struct images *images, sites *all)
{
  for (int i = 0; i < all->atoms; i += L2H_WIDTH) {
    real phi[L2H_MAX_SPECIES * L2H_RADIALS] = {0};
    struct sums sums = *start;
    sums.i = i;
    sums.phi = phi;
    for (sums.image = 0; sums.image < image_count(images); sums.image++)
      visit_image(all, images, sums.image, i, 0, all->atoms, sw_look, &sums);
    store_radial(phi, all, i);
  }
}

/* Gives the atoms on the lists, one by one and so in the same order whatever the width of the registers, what the
   bonds' triplets leave them in u. */
L2H_FN void sw_hand_over(const struct neighbours *list, const struct bond *bonds, sites *all)
{
  real_scalar *const x = all->field, *const y = x + all->stride, *const z = y + all->stride;
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    for (int k = 0; k < list->count[lane]; k++) {
      const size_t j = (size_t)list->atom[k][lane];
      x[j] += ((const real_scalar *)&bonds[k].u[0])[lane];
      y[j] += ((const real_scalar *)&bonds[k].u[1])[lane];
      z[j] += ((const real_scalar *)&bonds[k].u[2])[lane];
    }
}

/* Over the lists alone. What atoms get from the triplets around others goes into all->field first. */
L2H_FN double sw_near(const struct sums *start, const struct images *images, sites *all)
{
  const int n = all->atoms;
  double energy = 0;
  for (int k = 0; k < 3 * all->stride; k++)
    all->field[k] = 0;
  for (int i = 0; i < n; i += L2H_WIDTH) {
    struct neighbours list;
    struct bond bonds[NEAR];
    real field[L2H_SW_MOMENTS];
    struct sums sums = *start;
    near_lists(sums.near, all, image_count(images), i, &list);
    for (int k = 0; k < list.longest; k++) {
      const struct pair pair = near_pair(&list, all, images, i, k);
      sw_distance(&pair, &sums, &bonds[k]);
    }
    for (int k = 0; k < list.longest; k++)
      sw_decays(&sums.sw, &bonds[k]);
    for (int k = 0; k < list.longest; k++)
      sw_add(&bonds[k], &sums);
    sw_field(&sums, field);
    for (int k = 0; k < list.longest; k++) {
      real given[3];
      sw_triplets(&bonds[k], field, sums.self, bonds[k].u, given);
      for (int c = 0; c < 3; c++) {
        sums.gradient[c] -= given[c];
        bonds[k].u[c] = given[c];
      }
    }
    store_vector(&sums, all, i);
    sw_hand_over(&list, bonds, all);
    if (sums.energy)
      add_lanes(sw_energies(&sums, field), i, n, &energy);
  }
  for (int k = 0; k < 3 * all->stride; k++)
    all->gradient[k] += all->field[k];
  return energy;
}

/* Over all pairs, twice. */
L2H_FN void sw_first(const struct pair *pair, void *sums)
{
  sw_bond(pair, sums);
}
L2H_FN void sw_second(const struct pair *pair, void *state)
{
  struct sums *sums = state, unused = *sums;
  const struct bond bond = sw_bond(pair, &unused);
  const real back[3] = {-bond.u[0], -bond.u[1], -bond.u[2]};
  real given[3], taken[3], others[L2H_SW_MOMENTS];
  for (int k = 0; k < L2H_SW_MOMENTS; k++)
    others[k] = real_of(sums->all->field[k * sums->all->stride + pair->j]);
  sw_triplets(&bond, sums->moments, sums->self, bond.u, given);
  sw_triplets(&bond, others, sums->self, back, taken);
  for (int c = 0; c < 3; c++)
    sums->gradient[c] += taken[c] - given[c];
}

/* The fields go into all->field, the pairs' gradient first and then all of it into all->gradient. */
L2H_FN double sw_dense(const struct sums *start, const struct images *images, sites *all)
{
  const int n = all->atoms;
  double energy = 0;
  for (int i = 0; i < n; i += L2H_WIDTH) {
    real field[L2H_SW_MOMENTS];
    struct sums sums = *start;
    visit_pairs(all, images, i, 0, n, sw_first, &sums);
    sw_field(&sums, field);
    for (int k = 0; k < L2H_SW_MOMENTS; k++)
      store(all->field + k * all->stride + i, field[k]);
    store_vector(&sums, all, i);
    if (sums.energy)
      add_lanes(sw_energies(&sums, field), i, n, &energy);
  }
  for (int i = 0; i < n; i += L2H_WIDTH) {
    struct sums sums = *start;
    for (int k = 0; k < L2H_SW_MOMENTS; k++)
      sums.moments[k] = load(all->field + k * all->stride + i);
    load_vector(&sums, all, i);
    visit_pairs(all, images, i, 0, n, sw_second, &sums);
    store_vector(&sums, all, i);
  }
  return energy;
}

L2H_FN double sw(const struct l2h_landscape *landscape, sites *all, bool wanted)
{
  const struct l2h_sw_parameters *parameters = &landscape->sw;
  const double reach = parameters->a * parameters->sigma;
  const struct images images = images_of(landscape, RADIAL && reach < L2H_RADIAL_CUTOFF ? L2H_RADIAL_CUTOFF : reach);
  const int n = all->atoms;
  struct near near;
  struct sums start = no_sums(landscape, all, wanted);
  start.sw = l2h_sw_pair_of(parameters);
  start.self = l2h_sw_self(REAL(parameters->lambda * parameters->epsilon), REAL(parameters->cos_theta0));
  start.near = near_start(&near, n, image_count(&images), reach) ? &near : NULL;

  if (RADIAL || start.near)
    sw_look_around(&start, &images, all);
  const bool listed = start.near && near_finish(&near, n, image_count(&images));
  return (listed ? sw_near(&start, &images, all) : sw_dense(&start, &images, all)) / 2;
}

#endif
