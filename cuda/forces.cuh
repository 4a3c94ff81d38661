/* SPDX-License-Identifier: GPL-2.0-only */
/* Energies, gradients and radial functions of a tile of atoms: the loops; the formulas are core's, over whatever `real`
   is. The same passes as src/cpu/forces.c. A lane meets every fourth neighbour, so sums run in an order of their own.

   A Thread is a thread's view of its block (thread.cuh, device_quench.cu): t->task with shape, landscape and first;
   first_tile, slot and part; position, gradient, field, atom_energy, and radial where that is asked for; and a function
   bonds(t). */
#ifndef L2H_FORCES_CUH
#define L2H_FORCES_CUH

#include "lanes.cuh"

#include "core/cell.h"
#include "core/lj.h"

struct pair {
  real d[3], r2; /* from atom j to the lane's, and its square */
  int j;
};

/* The lane's atom, and the cell as the loop needs it. */
struct centre {
  int i;
  real at[3], cell;
  int beyond; /* images looked for to either side of the nearest */
};

/* Farther than any potential reaches, for the pair of an atom with itself. */
#define FAR_AWAY REAL(1e6)

template <class Thread>
static __device__ __forceinline__ struct centre centre_of(const Thread *t, int tile, double reach)
{
  const struct l2h_landscape *landscape = &t->task->landscape;
  struct centre centre;
  centre.i = tile * L2H_TILE_ATOMS + t->slot;
  for (int c = 0; c < 3; c++)
    centre.at[c] = t->position[c * t->task->shape.stride + centre.i];
  centre.cell = REAL(landscape->cell);
  centre.beyond = landscape->cell > 0 ? l2h_images(landscape->cell, reach) : 0;
  return centre;
}

/* The pair with atom j moved by `shift`; where OWN, the atom itself is sent away. */
template <bool OWN, class Thread>
static __device__ __forceinline__ struct pair pair_of(const Thread *t, const struct centre *centre, const real shift[3],
                                                      int j)
{
  const int stride = t->task->shape.stride;
  struct pair pair;
  pair.j = j;
  for (int c = 0; c < 3; c++)
    pair.d[c] = centre->at[c] - t->position[c * stride + j];
  if (centre->cell > 0) {
    l2h_minimum_image(pair.d, centre->cell);
    for (int c = 0; c < 3; c++)
      pair.d[c] -= shift[c];
  }
  pair.r2 = pair.d[0] * pair.d[0] + pair.d[1] * pair.d[1] + pair.d[2] * pair.d[2];
  if (OWN && j == centre->i)
    pair.r2 = FAR_AWAY;
  return pair;
}

/* Calls range(shift) for the atoms themselves, with OWN, and then for each of their images. */
template <class Own, class Image>
static __device__ __forceinline__ void with_images(const struct centre *centre, const Own &own, const Image &range)
{
  const real home[3] = {0, 0, 0};
  own(home);
  for (int image = 0; centre->beyond && image < 27; image++) {
    const real shift[3] = {centre->cell * REAL(image % 3 - 1), centre->cell * REAL(image / 3 % 3 - 1),
                           centre->cell * REAL(image / 9 - 1)};
    if (image != 13)
      range(shift);
  }
}

/* Pairs with the lane's share of atoms [from, to). Two of them at a time hide each other's latencies. */
template <bool OWN, class Thread, class Visit>
static __device__ __forceinline__ void visit_range(const Thread *t, const struct centre *centre, const real shift[3],
                                                   int from, int to, const Visit &visit)
{
#pragma unroll 2
  for (int j = from + t->part; j < to; j += L2H_TILE_PARTS)
    visit(pair_of<OWN>(t, centre, shift, j));
}

/* The same with their images. */
template <class Thread, class Visit>
static __device__ __forceinline__ void visit_pairs(const Thread *t, const struct centre *centre, int from, int to,
                                                   const Visit &visit)
{
  with_images(
    centre, [&](const real *shift) { visit_range<true>(t, centre, shift, from, to, visit); },
    [&](const real *shift) { visit_range<false>(t, centre, shift, from, to, visit); });
}

/* Where few pairs are close, a lane that meets one keeps the others waiting. So each first looks at its share, up to 32
   pairs at a time, and then all visit their close ones, which takes as many turns as the lane with most of them has.
   Every pair is seen by `any`, in the order of the atoms, and those that are not beyond the reach (nor is NaN) by
   `close`, in that order too. */
template <bool OWN, class Thread, class Any, class Close>
static __device__ __forceinline__ void visit_close_range(const Thread *t, const struct centre *centre,
                                                         const real shift[3], real reach2, const Any &any,
                                                         const Close &close)
{
  const int atoms = t->task->shape.atoms;
  for (int first = t->part; first < atoms; first += 32 * L2H_TILE_PARTS) {
    unsigned near = 0;
#pragma unroll 2
    for (int k = 0; k < 32 && first + k * L2H_TILE_PARTS < atoms; k++) {
      const struct pair pair = pair_of<OWN>(t, centre, shift, first + k * L2H_TILE_PARTS);
      any(pair);
      near |= (unsigned)!(pair.r2 >= reach2) << k;
    }
    for (; near; near &= near - 1)
      close(pair_of<OWN>(t, centre, shift, first + (__ffs((int)near) - 1) * L2H_TILE_PARTS));
  }
}

template <class Thread, class Any, class Close>
static __device__ __forceinline__ void visit_close(const Thread *t, const struct centre *centre, real reach2,
                                                   const Any &any, const Close &close)
{
  with_images(
    centre, [&](const real *shift) { visit_close_range<true>(t, centre, shift, reach2, any, close); },
    [&](const real *shift) { visit_close_range<false>(t, centre, shift, reach2, any, close); });
}

/* Sums over the lanes of each atom, and one of them writes. `kind` is that of the neighbours. */
template <class Thread>
static __device__ __forceinline__ void store_radial(const Thread *t, const struct centre *centre, int kind,
                                                    real phi[L2H_RADIALS])
{
  real *const memory = t->radial + (centre->i * t->task->shape.species + kind) * L2H_RADIALS;
  for (int k = 0; k < L2H_RADIALS; k++) {
    phi[k] = over_parts(phi[k]);
    if (t->part == 0)
      memory[k] = phi[k];
  }
}

/* already: whether the memory holds a first part of the gradient. */
template <class Thread>
static __device__ __forceinline__ void store_gradient(const Thread *t, const struct centre *centre,
                                                      const real gradient[3], bool already)
{
  for (int c = 0; c < 3; c++) {
    real *const memory = t->gradient + c * t->task->shape.stride + centre->i;
    const real sum = over_parts(gradient[c]);
    if (t->part == 0)
      *memory = already ? *memory + sum : sum;
  }
}

/* Two terms an atom: Gupta's band and repulsion; of the others the first alone. */
template <class Thread>
static __device__ __forceinline__ void store_energy(const Thread *t, int i, int term, real energy)
{
  if (t->part == 0)
    t->atom_energy[term * t->task->shape.stride + i] = energy;
}

/* ---- Lennard-Jones ---- */

template <bool ENERGY, bool RADIAL, class Thread>
static __device__ __forceinline__ void lj_tile(const Thread *t, int tile)
{
  const struct l2h_landscape *landscape = &t->task->landscape;
  const struct centre centre = centre_of(t, tile, 0);
  const real epsilon = REAL(landscape->epsilon), d0sq = REAL(landscape->d0 * landscape->d0);
  const real core2 = REAL(landscape->core * landscape->core);
  real phi[L2H_RADIALS] = {0}, gradient[3] = {0}, energies = 0;
  visit_pairs(t, &centre, 0, t->task->shape.atoms, [&](const struct pair &pair) {
    real energy;
    const real f = l2h_lj_pair(real_max(pair.r2, core2), epsilon, d0sq, &energy);
    for (int c = 0; c < 3; c++)
      gradient[c] -= f * pair.d[c];
    if (ENERGY)
      energies += energy;
    if constexpr (RADIAL)
      l2h_radial_add(pair.r2, phi);
  });
  store_gradient(t, &centre, gradient, false);
  if constexpr (RADIAL)
    store_radial(t, &centre, 0, phi);
  if (ENERGY)
    store_energy(t, centre.i, 0, REAL(0.5) * over_parts(energies));
}

/* ---- Gupta ---- */

template <class Thread>
static __device__ __forceinline__ struct l2h_gupta_bond bond_of(const Thread *t, int i, int kind)
{
  int own = 0;
  while (own < t->task->landscape.species - 1 && i >= t->task->first[own + 1])
    own++;
  return bonds(t)[own * L2H_MAX_SPECIES + kind];
}

template <bool ENERGY, bool RADIAL, class Thread>
static __device__ __forceinline__ void gupta_density_tile(const Thread *t, int tile)
{
  const struct l2h_landscape *landscape = &t->task->landscape;
  const struct centre centre = centre_of(t, tile, 0);
  const real core2 = REAL(landscape->core * landscape->core);
  real density = 0, slope;
  for (int kind = 0; kind < landscape->species; kind++) {
    const struct l2h_gupta_bond bond = bond_of(t, centre.i, kind);
    real phi[L2H_RADIALS] = {0};
    visit_pairs(t, &centre, t->task->first[kind], t->task->first[kind + 1], [&](const struct pair &pair) {
      density += l2h_gupta_hopping(real_sqrt(real_max(pair.r2, core2)), &bond);
      if constexpr (RADIAL)
        l2h_radial_add(pair.r2, phi);
    });
    if constexpr (RADIAL)
      store_radial(t, &centre, kind, phi);
  }
  const real band = l2h_gupta_band(over_parts(density), &slope);
  if (t->part == 0)
    t->field[centre.i] = slope;
  if (ENERGY)
    store_energy(t, centre.i, 0, band);
}

template <bool ENERGY, class Thread> static __device__ __forceinline__ void gupta_force_tile(const Thread *t, int tile)
{
  const struct l2h_landscape *landscape = &t->task->landscape;
  const struct centre centre = centre_of(t, tile, 0);
  const real core2 = REAL(landscape->core * landscape->core);
  const real slope = t->field[centre.i];
  real gradient[3] = {0}, energies = 0;
  for (int kind = 0; kind < landscape->species; kind++) {
    const struct l2h_gupta_bond bond = bond_of(t, centre.i, kind);
    visit_pairs(t, &centre, t->task->first[kind], t->task->first[kind + 1], [&](const struct pair &pair) {
      const real r = real_sqrt(real_max(pair.r2, core2));
      const real repulsion = l2h_gupta_repulsion(r, &bond), hopping = l2h_gupta_hopping(r, &bond);
      const real f = l2h_gupta_force(r, &bond, repulsion, hopping, slope + t->field[pair.j]);
      for (int c = 0; c < 3; c++)
        gradient[c] -= f * pair.d[c];
      if (ENERGY)
        energies += repulsion;
    });
  }
  store_gradient(t, &centre, gradient, false);
  if (ENERGY)
    store_energy(t, centre.i, 1, over_parts(energies));
}

/* ---- Stillinger-Weber ---- */

/* What both passes need of the landscape. */
struct sw_numbers {
  struct l2h_sw_pair pair;
  real strength, cos_theta0, self, core2;
};

static __device__ __forceinline__ struct sw_numbers sw_numbers_of(const struct l2h_landscape *landscape)
{
  struct sw_numbers numbers;
  numbers.pair = l2h_sw_pair_of(&landscape->sw);
  numbers.strength = REAL(landscape->sw.lambda * landscape->sw.epsilon);
  numbers.cos_theta0 = REAL(landscape->sw.cos_theta0);
  numbers.self = l2h_sw_self(numbers.strength, numbers.cos_theta0);
  numbers.core2 = REAL(landscape->core * landscape->core);
  return numbers;
}

/* The bond's length, its inverse, and the unit vectors to and from the lane's atom. */
static __device__ __forceinline__ real sw_bond_vectors(const struct pair &pair, real core2, real *inverse, real from[3],
                                                       real to[3])
{
  const real r = real_sqrt(real_max(pair.r2, core2));
  *inverse = REAL(1) / r;
  for (int c = 0; c < 3; c++) {
    from[c] = pair.d[c] * *inverse;
    to[c] = -from[c];
  }
  return r;
}

/* A pair beyond the reach adds nothing to either pass. */
static __device__ __forceinline__ real reach2_of(const struct sw_numbers &sw)
{
  return sw.pair.reach * sw.pair.reach;
}

template <bool ENERGY, bool RADIAL, class Thread>
static __device__ __forceinline__ void sw_moments_tile(const Thread *t, int tile)
{
  const struct l2h_landscape *landscape = &t->task->landscape;
  const struct sw_numbers sw = sw_numbers_of(landscape);
  const double reach = landscape->sw.a * landscape->sw.sigma;
  const struct centre centre = centre_of(t, tile, RADIAL && reach < L2H_RADIAL_CUTOFF ? L2H_RADIAL_CUTOFF : reach);
  real phi[L2H_RADIALS] = {0}, gradient[3] = {0}, moments[L2H_SW_MOMENTS] = {0}, field[L2H_SW_MOMENTS] = {0};
  real energies = 0, squares = 0;
  const auto any = [&](const struct pair &pair) {
    if constexpr (RADIAL)
      l2h_radial_add(pair.r2, phi);
  };
  visit_close(t, &centre, reach2_of(sw), any, [&](const struct pair &pair) {
    real from[3], to[3], inverse, slope, energy;
    const real r = sw_bond_vectors(pair, sw.core2, &inverse, from, to);
    const real h = l2h_sw_bond(r, &sw.pair, &slope);
    l2h_sw_moments_add(h, to, moments);
    const real f = l2h_sw_two(r, &sw.pair, &energy);
    for (int c = 0; c < 3; c++)
      gradient[c] -= f * pair.d[c];
    if (ENERGY) {
      energies += energy;
      squares += h * h;
    }
  });
  for (int k = 0; k < L2H_SW_MOMENTS; k++)
    moments[k] = over_parts(moments[k]);
  l2h_sw_field_add(sw.strength, sw.cos_theta0, moments, field);
  for (int k = 0; k < L2H_SW_MOMENTS; k++)
    if (t->part == 0)
      t->field[k * t->task->shape.stride + centre.i] = field[k];
  store_gradient(t, &centre, gradient, false);
  if constexpr (RADIAL)
    store_radial(t, &centre, 0, phi);
  if (ENERGY)
    store_energy(t, centre.i, 0,
                 REAL(0.5) * (over_parts(energies) + l2h_sw_product(field, moments) - sw.self * over_parts(squares)));
}

/* The triplets with a bond, around both of its ends. */
template <class Thread> static __device__ __forceinline__ void sw_triplets_tile(const Thread *t, int tile)
{
  const struct l2h_landscape *landscape = &t->task->landscape;
  const struct sw_numbers sw = sw_numbers_of(landscape);
  const struct centre centre = centre_of(t, tile, landscape->sw.a * landscape->sw.sigma);
  const int stride = t->task->shape.stride;
  real gradient[3] = {0}, own[L2H_SW_MOMENTS];
  for (int k = 0; k < L2H_SW_MOMENTS; k++)
    own[k] = t->field[k * stride + centre.i];
  const auto any = [](const struct pair &) {};
  visit_close(t, &centre, reach2_of(sw), any, [&](const struct pair &pair) {
    real from[3], to[3], inverse, slope, mine[3] = {0}, others[L2H_SW_MOMENTS];
    const real r = sw_bond_vectors(pair, sw.core2, &inverse, from, to);
    const real h = l2h_sw_bond(r, &sw.pair, &slope);
    for (int k = 0; k < L2H_SW_MOMENTS; k++)
      others[k] = t->field[k * stride + pair.j];
    l2h_sw_bond_gradient(own, sw.self, to, inverse, h, slope, mine);
    l2h_sw_bond_gradient(others, sw.self, from, inverse, h, slope, gradient);
    for (int c = 0; c < 3; c++)
      gradient[c] -= mine[c];
  });
  store_gradient(t, &centre, gradient, true);
}

/* ---- all ---- */

/* The forces of the worker's tiles. All threads of the block call it: between the two passes of a many-body force they
   wait for each other. The caller waits after it. */
template <int KIND, bool ENERGY, bool RADIAL, class Thread>
static __device__ __forceinline__ void forces(const Thread *t)
{
  static_assert(KIND == L2H_LJ || KIND == L2H_GUPTA || KIND == L2H_SW, "a potential without forces here");
  const int tiles = t->task->shape.tiles, workers = t->task->shape.workers, own = t->first_tile;
  for (int tile = own; tile < tiles; tile += workers) {
    if (KIND == L2H_LJ)
      lj_tile<ENERGY, RADIAL>(t, tile);
    if (KIND == L2H_GUPTA)
      gupta_density_tile<ENERGY, RADIAL>(t, tile);
    if (KIND == L2H_SW)
      sw_moments_tile<ENERGY, RADIAL>(t, tile);
  }
  if (KIND == L2H_LJ)
    return;
  __syncthreads();
  for (int tile = own; tile < tiles; tile += workers) {
    if (KIND == L2H_GUPTA)
      gupta_force_tile<ENERGY>(t, tile);
    if (KIND == L2H_SW)
      sw_triplets_tile(t, tile);
  }
}

#endif
