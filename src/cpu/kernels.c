/* SPDX-License-Identifier: GPL-2.0-only */
/* The network, over `real` = a register full of atoms, and the table of one instruction set's kernels. Compiled for
   each instruction set from src/cpu/CMakeLists.txt. The mathematics is core's; what is here is only its order: lanes
   over atoms, and a register tile of three coordinates times some hidden units that keeps the multiply-add units busy.
 */
#define L2H_FN static inline __attribute__((always_inline))
#define L2H_REAL_HEADER "cpu/vector.h"

#include "cpu/forces.h"

#define WIDTH L2H_WIDTH
#define HIDDEN L2H_HIDDEN
/* Hidden units a tile: 3 x 4 accumulators, 3 inputs and a weight fill 16 registers, 3 x 8 suit AVX-512's 32. */
#define TILE (L2H_BYTES == 64 ? 8 : 4)

L2H_FN real load(const float *p)
{
  return *(const real *)p;
}
L2H_FN void store(float *p, real x)
{
  *(real *)p = x;
}

/* ---- network ---- */

static void step_layer(const struct l2h_weights *weights, const struct l2h_clock *clock, long atoms,
                       float shared[HIDDEN])
{
  const struct l2h_network *network = &weights->network;
  double in[L2H_STEP_INPUTS];
  l2h_clock_inputs(clock, atoms, weights->model.groups >> L2H_GROUP_STEP & 1, in);
  for (int h = 0; h < HIDDEN; h++)
    shared[h] = network->first_bias[h];
  for (int k = 0; k < L2H_STEP_INPUTS; k++) {
    const float x = (float)in[k];
    if (x == 0) /* as are inputs that the model lacks */
      continue;
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

#define L2H_TEXT_(word) #word
#define L2H_TEXT(word) L2H_TEXT_(word)

const struct l2h_kernels L2H_KERNEL(l2h_kernels) = {
  .name = L2H_TEXT(L2H_SET),
  .width = WIDTH,
  .step_layer = step_layer,
  .optimizer = optimizer,
  .gradient = L2H_KERNEL(l2h_gradient),
  .energy = L2H_KERNEL(l2h_energy),
  .potential = L2H_KERNEL(l2h_potential),
  .radial_sum = L2H_KERNEL(l2h_radial_sum),
  .radial_around = L2H_KERNEL(l2h_radial_around),
};
