/* SPDX-License-Identifier: GPL-2.0-only */
/* Gupta: first every atom's density, then what each pair takes of its change. */
#ifndef L2H_GUPTA_FORCES_H
#define L2H_GUPTA_FORCES_H

#include "cpu/sums.h"

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

#endif
