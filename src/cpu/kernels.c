/* SPDX-License-Identifier: GPL-2.0-only */
/* The hot loops, over `real` = L2H_WIDTH atoms. Compiled once for each instruction set with L2H_WIDTH and L2H_KERNELS
   (the name of its table) from src/cpu/CMakeLists.txt. The mathematics is core's; what is here is only its order:
   lanes over atoms, and a register tile of three coordinates times some hidden units that keeps the multiply-add
   units busy. */
#define L2H_FN static inline __attribute__((always_inline))
#define L2H_REAL_HEADER "../cpu/vector.h"

#include "engine.h"

#include "../core/lj.h"

#define WIDTH L2H_WIDTH
#define HIDDEN L2H_HIDDEN
/* Hidden units a tile: 3 x 4 accumulators, 3 inputs and a weight fill 16 registers, 3 x 8 suit AVX-512's 32. */
#define TILE (L2H_WIDTH == 16 ? 8 : 4)

L2H_FN real load(const float *p)
{
  return *(const real *)p;
}
L2H_FN void store(float *p, real x)
{
  *(real *)p = x;
}

/* ---- Lennard-Jones and radial functions ---- */

struct pair_sums {
  real gradient[3], phi[L2H_RADIALS], energy;
};

/* Adds the pairs of the atoms in the lanes with atoms [from, to). `self` is a constant: whether a lane's own atom,
   i + lane, may be among them; it is then sent out of reach. */
L2H_FN void add_pairs(const struct l2h_atoms *atoms, int i, int from, int to, int self, int energy,
                      struct pair_sums *sums)
{
  const float *x = atoms->position, *y = x + atoms->stride, *z = y + atoms->stride;
  const real xi = load(x + i), yi = load(y + i), zi = load(z + i);
  for (int j = from; j < to; j++) {
    const real dx = xi - x[j], dy = yi - y[j], dz = zi - z[j];
    real r2 = dx * dx + dy * dy + dz * dz;
    if (self) {
      real_mask own;
      for (int lane = 0; lane < WIDTH; lane++)
        own[lane] = lane == j - i ? -1 : 0;
      r2 = real_select(own, real_of(1e6f), r2);
    }
    real pair;
    const real f = l2h_lj_pair(real_max(r2, real_of(REAL(L2H_LJ_CORE2))), 1.0f, 1.0f, &pair);
    if (energy) {
      sums->energy += pair;
    } else {
      sums->gradient[0] -= f * dx;
      sums->gradient[1] -= f * dy;
      sums->gradient[2] -= f * dz;
      l2h_radial_add(r2, sums->phi);
    }
  }
}

L2H_FN struct pair_sums all_pairs(const struct l2h_atoms *atoms, int i, int energy)
{
  struct pair_sums sums = {0};
  const int end = i + WIDTH < atoms->atoms ? i + WIDTH : atoms->atoms;
  add_pairs(atoms, i, 0, i, 0, energy, &sums);
  add_pairs(atoms, i, i, end, 1, energy, &sums);
  add_pairs(atoms, i, end, atoms->atoms, 0, energy, &sums);
  return sums;
}

static void lj_gradient(struct l2h_atoms *atoms)
{
  const int stride = atoms->stride;
  for (int i = 0; i < atoms->atoms; i += WIDTH) {
    const struct pair_sums sums = all_pairs(atoms, i, 0);
    for (int c = 0; c < 3; c++)
      store(atoms->gradient + c * stride + i, sums.gradient[c]);
    for (int k = 0; k < L2H_RADIALS; k++)
      store(atoms->radial + k * stride + i, sums.phi[k]);
  }
}

static double lj_energy(const struct l2h_atoms *atoms)
{
  double energy = 0;
  for (int i = 0; i < atoms->atoms; i += WIDTH) {
    const struct pair_sums sums = all_pairs(atoms, i, 1);
    for (int lane = 0; lane < WIDTH && i + lane < atoms->atoms; lane++)
      energy += sums.energy[lane];
  }
  return energy / 2;
}

static void radial_sum(int count, const float *r2, float phi[L2H_RADIALS])
{
  real sums[L2H_RADIALS] = {0};
  for (int j = 0; j < count; j += WIDTH) {
    real d2 = real_of(1e6f); /* out of reach, behind the last */
    if (j + WIDTH <= count)
      __builtin_memcpy(&d2, r2 + j, sizeof d2);
    else
      for (int lane = 0; lane < count - j; lane++)
        d2[lane] = r2[j + lane];
    l2h_radial_add(d2, sums);
  }
  for (int k = 0; k < L2H_RADIALS; k++) {
    phi[k] = 0;
    for (int lane = 0; lane < WIDTH; lane++)
      phi[k] += sums[k][lane];
  }
}

/* ---- network ---- */

static void step_layer(const struct l2h_weights *weights, const struct l2h_clock *clock, long atoms,
                       float shared[HIDDEN])
{
  const struct l2h_network *network = &weights->network;
  double in[L2H_STEP_INPUTS];
  l2h_clock_inputs(clock, atoms, in);
  for (int h = 0; h < HIDDEN; h++)
    shared[h] = network->first_bias[h];
  for (int k = 0; k < L2H_STEP_INPUTS; k++) {
    const float x = (float)in[k];
    for (int h = 0; h < HIDDEN; h++)
      shared[h] += x * network->first[k][h];
  }
}

/* acc[c][t] += sum over k of in[c][k] w[k][t], for three coordinates and a tile of hidden units. */
L2H_FN void tile_add(int inputs, const real *in0, const real *in1, const real *in2, const float *w, real acc[3][TILE])
{
  for (int k = 0; k < inputs; k++) {
    const real x0 = in0[k], x1 = in1[k], x2 = in2[k];
#pragma GCC unroll 8
    for (int t = 0; t < TILE; t++) {
      const real weight = real_of(w[k * HIDDEN + t]);
      acc[0][t] += x0 * weight;
      acc[1][t] += x1 * weight;
      acc[2][t] += x2 * weight;
    }
  }
}

/* out[c][h] = relu(start[h] + sum over k of in[c][k] w[k][h]) */
L2H_FN void hidden_layer(int inputs, const real *in0, const real *in1, const real *in2, const float *w,
                         const real start[HIDDEN], real out[3][HIDDEN])
{
  for (int h = 0; h < HIDDEN; h += TILE) {
    real acc[3][TILE];
#pragma GCC unroll 8
    for (int t = 0; t < TILE; t++)
      acc[0][t] = acc[1][t] = acc[2][t] = start[h + t];
    tile_add(inputs, in0, in1, in2, w + h, acc);
#pragma GCC unroll 8
    for (int t = 0; t < TILE; t++)
      for (int c = 0; c < 3; c++)
        out[c][h + t] = l2h_relu(acc[c][t]);
  }
}

/* start[h] = shared[h] + the atom inputs' share */
L2H_FN void atom_layer(int inputs, const real *in, const float *w, const float shared[HIDDEN], real start[HIDDEN])
{
  for (int h = 0; h < HIDDEN; h += 8) {
    real acc[8];
#pragma GCC unroll 8
    for (int t = 0; t < 8; t++)
      acc[t] = real_of(shared[h + t]);
    for (int k = 0; k < inputs; k++)
#pragma GCC unroll 8
      for (int t = 0; t < 8; t++)
        acc[t] += in[k] * w[k * HIDDEN + h + t];
#pragma GCC unroll 8
    for (int t = 0; t < 8; t++)
      start[h + t] = acc[t];
  }
}

/* Moments and inputs of coordinate c of the atoms i ... i + WIDTH - 1. */
L2H_FN void coordinate_inputs(struct l2h_atoms *atoms, int c, int i, float centre,
                              const struct l2h_corrections *corrections, real in[L2H_COORDINATE_INPUTS])
{
  const int stride = atoms->stride;
  float *const first_memory = atoms->first_moment + c * L2H_DECAYS * stride + i;
  float *const second_memory = atoms->second_moment + c * L2H_DECAYS * stride + i;
  const real gradient = load(atoms->gradient + c * stride + i);
  const real position = load(atoms->position + c * stride + i) - centre;
  real first[L2H_DECAYS], second[L2H_DECAYS];
  for (int k = 0; k < L2H_DECAYS; k++) {
    first[k] = load(first_memory + k * stride);
    second[k] = load(second_memory + k * stride);
  }
  l2h_moments_update(gradient, first, second);
  for (int k = 0; k < L2H_DECAYS; k++) {
    store(first_memory + k * stride, first[k]);
    store(second_memory + k * stride, second[k]);
  }
  l2h_coordinate_inputs(gradient, position, first, second, corrections, in);
}

L2H_FN void optimize_lanes(const struct l2h_weights *weights, const struct l2h_corrections *corrections,
                           const float shared[HIDDEN], const float centre[3], struct l2h_atoms *atoms, int species,
                           int i)
{
  const struct l2h_network *network = &weights->network;
  const int stride = atoms->stride;
  real atom_in[L2H_ATOM_INPUTS(L2H_MAX_SPECIES)], in[3][L2H_COORDINATE_INPUTS];
  real start[HIDDEN], one[3][HIDDEN], two[3][HIDDEN];

  real is[L2H_MAX_SPECIES], phi[L2H_MAX_SPECIES * L2H_RADIALS];
  for (int s = 0; s < species; s++)
    is[s] = load(atoms->is_species + s * stride + i);
  for (int k = 0; k < species * L2H_RADIALS; k++)
    phi[k] = load(atoms->radial + k * stride + i);
  l2h_atom_inputs(species, is, phi, atom_in);
  atom_layer(L2H_ATOM_INPUTS(species), atom_in, network->first[L2H_STEP_INPUTS], shared, start);

  for (int c = 0; c < 3; c++)
    coordinate_inputs(atoms, c, i, centre[c], corrections, in[c]);
  hidden_layer(L2H_COORDINATE_INPUTS, in[0], in[1], in[2], network->first[L2H_STEP_INPUTS + L2H_ATOM_INPUTS(species)],
               start, one);
  real bias[HIDDEN];
  for (int h = 0; h < HIDDEN; h++)
    bias[h] = real_of(network->second_bias[h]);
  hidden_layer(HIDDEN, one[0], one[1], one[2], network->second[0], bias, two);

  real m[3], d[3];
  for (int c = 0; c < 3; c++) {
    m[c] = real_of(network->output_bias[0]);
    d[c] = real_of(network->output_bias[1]);
  }
  for (int h = 0; h < HIDDEN; h++)
    for (int c = 0; c < 3; c++) {
      m[c] += two[c][h] * network->output[h][0];
      d[c] += two[c][h] * network->output[h][1];
    }
  for (int c = 0; c < 3; c++)
    store(atoms->move + c * stride + i,
          l2h_update(network->alpha, network->beta, network->gamma, m[c], d[c], (float)weights->step_limit));
}

static void optimizer(const struct l2h_weights *weights, const struct l2h_clock *clock, const float shared[HIDDEN],
                      const float centre[3], struct l2h_atoms *atoms)
{
  const struct l2h_corrections corrections = l2h_clock_corrections(clock);
  if (atoms->species == 1)
    for (int i = 0; i < atoms->atoms; i += WIDTH)
      optimize_lanes(weights, &corrections, shared, centre, atoms, 1, i);
  else
    for (int i = 0; i < atoms->atoms; i += WIDTH)
      optimize_lanes(weights, &corrections, shared, centre, atoms, atoms->species, i);
}

/* ---- the core's peak ---- */

static double peak(long rounds, float *sink)
{
  real a[12], x = real_of(*sink), y = real_of(1e-7f);
  for (int t = 0; t < 12; t++)
    a[t] = real_of((float)t);
  for (long round = 0; round < rounds; round++)
#pragma GCC unroll 12
    for (int t = 0; t < 12; t++)
      a[t] = a[t] * x + y;
  for (int t = 0; t < 12; t++)
    *sink += a[t][0];
  return 12.0 * WIDTH * (double)rounds;
}

const struct l2h_kernels L2H_KERNELS = {
  .name = L2H_KERNELS_NAME,
  .width = WIDTH,
  .step_layer = step_layer,
  .optimizer = optimizer,
  .lj_gradient = lj_gradient,
  .lj_energy = lj_energy,
  .radial_sum = radial_sum,
  .peak = peak,
};
