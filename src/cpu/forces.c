/* SPDX-License-Identifier: GPL-2.0-only */
/* Energies, gradients and radial functions over `real` = a register full of atoms. Compiled for each instruction set
   from src/cpu/CMakeLists.txt, once over floats with the radial functions, for learned steps, and once over doubles
   without (L2H_DOUBLE), for everything else. The mathematics is core's. */
#define L2H_FN static inline __attribute__((always_inline))
#define L2H_REAL_HEADER "cpu/vector.h"

#include "cpu/forces.h"
#include "cpu/near.h"
#include "cpu/pairs.h"

#include <stdlib.h>

#include "core/lj.h"

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

/* ---- Lennard-Jones ---- */

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

/* ---- Gupta ---- */

/* The bonds of the lanes' atoms with atoms of kind t: each lane has the numbers of its own kind. */
L2H_FN struct l2h_gupta_bond gupta_bond(const struct l2h_landscape *landscape, const sites *all, int i, int t)
{
  struct l2h_gupta_bond bond = l2h_gupta_bond_of(&landscape->gupta[0][t]);
  for (int s = 1; s < landscape->species; s++) {
    const struct l2h_gupta_bond other = l2h_gupta_bond_of(&landscape->gupta[s][t]);
    const real_mask mine = load(all->is_species + s * all->stride + i) > REAL(0.5);
    bond.a = real_select(mine, other.a, bond.a);
    bond.xi2 = real_select(mine, other.xi2, bond.xi2);
    bond.minus_p = real_select(mine, other.minus_p, bond.minus_p);
    bond.minus_2q = real_select(mine, other.minus_2q, bond.minus_2q);
    bond.per_d0 = real_select(mine, other.per_d0, bond.per_d0);
  }
  return bond;
}

L2H_FN void gupta_bonds(const struct l2h_landscape *landscape, const sites *all, int i, struct l2h_gupta_bond *bond)
{
  for (int t = 0; t < landscape->species; t++)
    bond[t] = gupta_bond(landscape, all, i, t);
}

/* What the lanes' atoms and as many others, one a row, do to each other. It is the same for both of a pair, so that the
   tile of the higher atoms is that of the lower ones turned over. push and pull are f/r, the latter by a sum of slopes.
 */
struct tile {
  int first; /* of the others */
  real r[L2H_WIDTH], hopping[L2H_WIDTH], repulsion[L2H_WIDTH], push[L2H_WIDTH], pull[L2H_WIDTH];
};

L2H_FN void gupta_distance(const struct pair *pair, void *state)
{
  struct sums *sums = state;
  sums->tile->r[pair->j - sums->tile->first] = real_sqrt(real_max(pair->r2, sums->core2));
}

/* The tile of the atoms i ... i + L2H_WIDTH - 1 and j ... j + L2H_WIDTH - 1; returns its rows that hold an atom, all
   others are 0. The roots of all rows come first: a processor cannot wait for one of them and look far enough ahead. */
L2H_FN int gupta_tile(int i, int j, struct sums *sums, struct tile *tile)
{
  const struct images images = {0, 0};
  const sites *all = sums->all;
  const int rows = all->atoms - j < L2H_WIDTH ? all->atoms - j : L2H_WIDTH;
  tile->first = j;
  sums->tile = tile;
  visit_pairs(all, &images, i, j, j + rows, gupta_distance, sums);
  for (int t = 0; t < sums->landscape->species; t++) {
    const int from = between(all->first[t] - j, 0, rows), to = between(all->first[t + 1] - j, 0, rows);
    const struct l2h_gupta_bond *bond = &sums->bond[t];
    for (int row = from; row < to; row++) {
      const real r = tile->r[row], inverse = REAL(1) / r;
      tile->hopping[row] = l2h_gupta_hopping(r, bond);
      tile->repulsion[row] = l2h_gupta_repulsion(r, bond);
      tile->pull[row] = l2h_gupta_hopping_force(inverse, bond, tile->hopping[row]);
      tile->push[row] = l2h_gupta_repulsion_force(inverse, bond, tile->repulsion[row]);
    }
  }
  for (int row = rows; row < L2H_WIDTH; row++)
    tile->hopping[row] = tile->push[row] = tile->pull[row] = real_of(0);
  return rows;
}

/* Densities of the lanes' atoms, i and after; the energy of a repulsion only at the lower of its atoms. */
L2H_FN void gupta_add(const struct tile *tile, int i, int rows, struct sums *sums)
{
  for (int row = 0; row < rows; row++) {
    sums->density += tile->hopping[row];
    if (sums->energy)
      sums->pair_energy +=
        real_select(real_lanes() < (real_whole)(tile->first + row - i), tile->repulsion[row], real_of(0));
  }
}

/* Tiles from one pass to the next: of each register of atoms, a row for each other atom. */
#define KEPT_ATOMS 128
struct kept {
  real push[KEPT_ATOMS / L2H_WIDTH][KEPT_ATOMS], pull[KEPT_ATOMS / L2H_WIDTH][KEPT_ATOMS];
};

L2H_FN void gupta_keep(const struct tile *tile, int i, struct kept *kept)
{
  __builtin_memcpy(&kept->push[i / L2H_WIDTH][tile->first], tile->push, sizeof tile->push);
  __builtin_memcpy(&kept->pull[i / L2H_WIDTH][tile->first], tile->pull, sizeof tile->pull);
}

/* Both sides of the tiles of the atoms i ... with those after them; density[] of all registers. */
L2H_FN void gupta_both_sides(int i, struct sums *sums, real *density, struct kept *kept)
{
  struct tile tile;
  sums->density = density[i / L2H_WIDTH];
  for (int j = i; j < sums->all->atoms; j += L2H_WIDTH) {
    const int rows = gupta_tile(i, j, sums, &tile);
    gupta_add(&tile, i, rows, sums);
    gupta_keep(&tile, i, kept);
    if (j == i)
      continue;
    real_transpose(tile.hopping);
    real_transpose(tile.push);
    real_transpose(tile.pull);
    tile.first = i;
    for (int row = 0; row < L2H_WIDTH; row++)
      density[j / L2H_WIDTH] += tile.hopping[row];
    gupta_keep(&tile, j, kept);
  }
}

/* Larger systems find every pair from both of its atoms. */
L2H_FN void gupta_one_side(int i, struct sums *sums)
{
  for (int j = 0; j < sums->all->atoms; j += L2H_WIDTH) {
    struct tile tile;
    const int rows = gupta_tile(i, j, sums, &tile);
    gupta_add(&tile, i, rows, sums);
  }
}

/* Second pass: gradients, and radial functions. */
L2H_FN void gupta_push(const struct pair *pair, void *state)
{
  struct sums *sums = state;
  const real slopes = sums->slope + sums->all->field[pair->j];
  push(pair, sums->push[pair->j] + sums->pull[pair->j] * slopes, sums);
  add_radial(pair, sums);
}

/* The same with the atoms [from, to), whose forces stand in [0] and after. */
L2H_FN void gupta_second(int i, int from, int to, const real *push, const real *pull, real *phi, struct sums *sums)
{
  const struct images images = {0, 0};
  const sites *all = sums->all;
  sums->push = push - from;
  sums->pull = pull - from;
  for (int t = 0; t < sums->landscape->species; t++) {
    sums->phi = phi + t * L2H_RADIALS;
    visit_pairs(all, &images, i, between(all->first[t], from, to), between(all->first[t + 1], from, to), gupta_push,
                sums);
  }
}

/* The slopes of the band go into all->field. */
L2H_FN double gupta(const struct l2h_landscape *landscape, sites *all, bool wanted)
{
  const int n = all->atoms;
  struct kept kept;
  real density[KEPT_ATOMS / L2H_WIDTH] = {0};
  double bands = 0, repulsions = 0;
  for (int i = 0; i < n; i += L2H_WIDTH) {
    struct l2h_gupta_bond bond[L2H_MAX_SPECIES];
    struct sums sums = no_sums(landscape, all, wanted);
    real slope;
    sums.bond = bond;
    gupta_bonds(landscape, all, i, bond);
    if (n > KEPT_ATOMS)
      gupta_one_side(i, &sums);
    else
      gupta_both_sides(i, &sums, density, &kept);
    add_lanes(l2h_gupta_band(sums.density, &slope), i, n, &bands);
    store(all->field + i, slope);
    if (wanted)
      add_lanes(sums.pair_energy, i, n, &repulsions);
  }
  for (int i = 0; i < n; i += L2H_WIDTH) {
    real phi[L2H_MAX_SPECIES * L2H_RADIALS] = {0};
    struct l2h_gupta_bond bond[L2H_MAX_SPECIES];
    struct sums sums = no_sums(landscape, all, wanted);
    struct tile tile;
    sums.slope = load(all->field + i);
    sums.bond = bond;
    if (n <= KEPT_ATOMS) {
      gupta_second(i, 0, n, kept.push[i / L2H_WIDTH], kept.pull[i / L2H_WIDTH], phi, &sums);
    } else {
      gupta_bonds(landscape, all, i, bond);
      for (int j = 0, rows; j < n; j += L2H_WIDTH) {
        rows = gupta_tile(i, j, &sums, &tile);
        gupta_second(i, j, j + rows, tile.push, tile.pull, phi, &sums);
      }
    }
    store_vector(&sums, all, i);
    store_radial(phi, all, i);
  }
  return bands + 2 * repulsions;
}

/* ---- Stillinger-Weber ---- */

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

/* ---- all ---- */

L2H_FN double forces(const struct l2h_landscape *landscape, sites *all, bool wanted)
{
  switch (landscape->kind) {
  case L2H_LJ:
    return lj(landscape, all, wanted);
  case L2H_GUPTA:
    return gupta(landscape, all, wanted);
  case L2H_SW:
    return sw(landscape, all, wanted);
  case L2H_LAMMPS:
    break;
  }
  abort(); /* the caller's mistake */
}

#ifdef L2H_DOUBLE

double L2H_KERNEL(l2h_potential)(const struct l2h_landscape *landscape, struct l2h_points *points)
{
  return forces(landscape, points, true);
}

#else

void L2H_KERNEL(l2h_gradient)(const struct l2h_landscape *landscape, struct l2h_atoms *atoms)
{
  forces(landscape, atoms, false);
}

double L2H_KERNEL(l2h_energy)(const struct l2h_landscape *landscape, struct l2h_atoms *atoms)
{
  return forces(landscape, atoms, true);
}

L2H_FN real load_unaligned(const float *p)
{
  real x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}

/* Adds neighbours at squared distances to the sums in the lanes. */
L2H_FN void radial_add_all(int count, const float *r2, real sums[L2H_RADIALS])
{
  for (int j = 0; j < count; j += L2H_WIDTH) {
    real d2 = real_of(FAR_AWAY); /* after the last */
    if (j + L2H_WIDTH <= count)
      d2 = load_unaligned(r2 + j);
    else
      for (int lane = 0; lane < count - j; lane++)
        d2[lane] = r2[j + lane];
    l2h_radial_add(d2, sums);
  }
}

L2H_FN void radial_total(const real sums[L2H_RADIALS], float phi[L2H_RADIALS])
{
  for (int k = 0; k < L2H_RADIALS; k++) {
    phi[k] = 0;
    for (int lane = 0; lane < L2H_WIDTH; lane++)
      phi[k] += sums[k][lane];
  }
}

void L2H_KERNEL(l2h_radial_sum)(int count, const float *r2, float phi[L2H_RADIALS])
{
  real sums[L2H_RADIALS] = {0};
  radial_add_all(count, r2, sums);
  radial_total(sums, phi);
}

#define AT_ONCE 1024 /* atoms looked at before those within reach are added */

void L2H_KERNEL(l2h_radial_around)(int count, const float *const place[3], const float at[3], int self,
                                   float phi[L2H_RADIALS])
{
  real sums[L2H_RADIALS] = {0};
  for (int from = 0; from < count; from += AT_ONCE) {
    const int to = count - from < AT_ONCE ? count : from + AT_ONCE;
    float near[AT_ONCE + L2H_WIDTH]; /* real_pack() overwrites a register full */
    int found = 0;
    for (int j = from; j < to; j += L2H_WIDTH) {
      real r2 = real_of(0);
      for (int c = 0; c < 3; c++) {
        const real d = load_unaligned(place[c] + j) - at[c];
        r2 += d * d;
      }
      const real_mask number = real_lanes() + (real_whole)j;
      const unsigned bits = real_bits((r2 < REAL(L2H_RADIAL_CUTOFF * L2H_RADIAL_CUTOFF)) & (number < (real_whole)to) &
                                      (number != (real_whole)self));
      real_pack(bits, r2, near + found);
      found += __builtin_popcount(bits);
    }
    radial_add_all(found, near, sums);
  }
  radial_total(sums, phi);
}

#endif
