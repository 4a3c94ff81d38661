/* SPDX-License-Identifier: GPL-2.0-only */
/* The network, over `real` = a register full of atoms, and the table of one instruction set's kernels. Compiled for
   each instruction set from src/cpu/CMakeLists.txt. The mathematics is core's; what is here is only its order: lanes
   over atoms, and a register tile of three coordinates times some hidden units that keeps the multiply-add units busy.
 */
#include "cpu/registers.h"

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

/* acc[r][t] += sum over k of in[r][k] w[k][t], for `rows` registers of coordinates and `tile` hidden units. */
L2H_FN void tile_add(int inputs, int rows, int tile, const real *const in[3], const float *w, real acc[3][2 * TILE])
{
  for (int k = 0; k < inputs; k++) {
    real x[3];
    for (int r = 0; r < rows; r++)
      x[r] = in[r][k];
#pragma GCC unroll 16
    for (int t = 0; t < tile; t++) {
      const real weight = real_of(w[k * HIDDEN + t]);
#pragma GCC unroll 3
      for (int r = 0; r < rows; r++)
        acc[r][t] += x[r] * weight;
    }
  }
}

/* out[r][h] = relu(start[r][h] + sum over k of in[r][k] w[k][h]), for a constant number of rows. Alone, a row keeps the
   adders busy with twice the hidden units at a time. */
L2H_FN void hidden_layer(int inputs, int rows, const real *const in[3], const float *w, const real *const start[3],
                         real out[3][HIDDEN])
{
  const int tile = rows == 1 ? 2 * TILE : TILE;
  for (int h = 0; h < HIDDEN; h += tile) {
    real acc[3][2 * TILE];
#pragma GCC unroll 16
    for (int t = 0; t < tile; t++)
      for (int r = 0; r < rows; r++)
        acc[r][t] = start[r][h + t];
    tile_add(inputs, rows, tile, in, w + h, acc);
#pragma GCC unroll 16
    for (int t = 0; t < tile; t++)
      for (int r = 0; r < rows; r++)
        out[r][h + t] = l2h_relu(acc[r][t]);
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

/* ---- columns ----

   A column is one coordinate of one atom: all that the network sees is its column's own. The atoms i ... i + WIDTH - 1
   fill three rows, registers, of columns, x, y and z. The last atoms of a system are often few, and these three rows
   nearly empty: the columns of `left` atoms are then x, y and z one after the other, in one row or two. */
struct columns {
  int rows; /* a constant */
  int left; /* atoms, where rows < 3 */
};

/* From x, y and z of the atoms in the lanes to rows, and back. */
L2H_FN void to_rows(struct columns columns, const real xyz[3], real row[3])
{
  _Alignas(L2H_BYTES) float room[3 * WIDTH];
  if (columns.rows == 3) {
    for (int c = 0; c < 3; c++)
      row[c] = xyz[c];
    return;
  }
  store(room + WIDTH, real_of(0));
  for (int c = 0; c < 3; c++)
    real_store(room + c * columns.left, xyz[c]); /* what is after its atoms is overwritten by the next */
  for (int r = 0; r < columns.rows; r++)
    row[r] = load(room + r * WIDTH);
}
L2H_FN void from_rows(struct columns columns, const real row[3], real xyz[3])
{
  _Alignas(L2H_BYTES) float room[3 * WIDTH];
  if (columns.rows == 3) {
    for (int c = 0; c < 3; c++)
      xyz[c] = row[c];
    return;
  }
  for (int r = 0; r < 3; r++)
    store(room + r * WIDTH, r < columns.rows ? row[r] : real_of(0));
  for (int c = 0; c < 3; c++)
    xyz[c] = real_load(room + c * columns.left);
}

L2H_FN void load_rows(struct columns columns, const float *p, int stride, real row[3])
{
  const real xyz[3] = {load(p), load(p + stride), load(p + 2 * stride)};
  to_rows(columns, xyz, row);
}
L2H_FN void store_rows(struct columns columns, const real row[3], float *p, int stride)
{
  real xyz[3];
  from_rows(columns, row, xyz);
  for (int c = 0; c < 3; c++)
    store(p + c * stride, xyz[c]);
}

/* Which atom's lane each column of a row is of. */
L2H_FN real_mask atoms_of_row(struct columns columns, int r)
{
  real_mask atom = real_lanes();
  for (int lane = 0; columns.rows < 3 && lane < WIDTH; lane++)
    atom[lane] = (r * WIDTH + lane) % columns.left;
  return atom;
}

/* Moments and inputs of coordinate c of the atoms i ... i + WIDTH - 1: a row of columns. */
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

/* The same of the last atoms, in fewer rows. */
L2H_FN void last_inputs(struct columns columns, struct l2h_atoms *atoms, int i, const float centre[3],
                        const struct l2h_corrections *corrections, real in[3][L2H_COORDINATE_INPUTS])
{
  const int stride = atoms->stride, all = L2H_DECAYS * stride;
  real gradient[3], position[3], xyz[3], first[L2H_DECAYS][3], second[L2H_DECAYS][3];
  load_rows(columns, atoms->gradient + i, stride, gradient);
  for (int c = 0; c < 3; c++)
    xyz[c] = load(atoms->position + c * stride + i) - centre[c];
  to_rows(columns, xyz, position);
  for (int k = 0; k < L2H_DECAYS; k++) {
    load_rows(columns, atoms->first_moment + k * stride + i, all, first[k]);
    load_rows(columns, atoms->second_moment + k * stride + i, all, second[k]);
  }
  for (int r = 0; r < columns.rows; r++) {
    real m[L2H_DECAYS], v[L2H_DECAYS];
    for (int k = 0; k < L2H_DECAYS; k++) {
      m[k] = first[k][r];
      v[k] = second[k][r];
    }
    l2h_moments_update(gradient[r], m, v);
    l2h_coordinate_inputs(gradient[r], position[r], m, v, corrections, in[r]);
    for (int k = 0; k < L2H_DECAYS; k++) {
      first[k][r] = m[k];
      second[k][r] = v[k];
    }
  }
  for (int k = 0; k < L2H_DECAYS; k++) {
    store_rows(columns, first[k], atoms->first_moment + k * stride + i, all);
    store_rows(columns, second[k], atoms->second_moment + k * stride + i, all);
  }
}

L2H_FN void optimize_lanes(const struct l2h_weights *weights, const struct l2h_corrections *corrections,
                           const float shared[HIDDEN], const float centre[3], struct l2h_atoms *atoms, int species,
                           int i, struct columns columns)
{
  const struct l2h_network *network = &weights->network;
  const int stride = atoms->stride, rows = columns.rows;
  real atom_in[L2H_ATOM_INPUTS(L2H_MAX_SPECIES)], in[3][L2H_COORDINATE_INPUTS];
  real of_atom[HIDDEN], of_row[2][HIDDEN], one[3][HIDDEN], two[3][HIDDEN];

  real is[L2H_MAX_SPECIES], phi[L2H_MAX_SPECIES * L2H_RADIALS];
  for (int s = 0; s < species; s++)
    is[s] = load(atoms->is_species + s * stride + i);
  for (int k = 0; k < species * L2H_RADIALS; k++)
    phi[k] = load(atoms->radial + k * stride + i);
  l2h_atom_inputs(species, is, phi, atom_in);
  atom_layer(L2H_ATOM_INPUTS(species), atom_in, network->first[L2H_STEP_INPUTS], shared, of_atom);
  for (int r = 0; r < rows && rows < 3; r++) {
    const real_mask atom = atoms_of_row(columns, r);
    for (int h = 0; h < HIDDEN; h++)
      of_row[r][h] = real_permute(of_atom[h], atom);
  }

  if (rows == 3)
    for (int c = 0; c < 3; c++)
      coordinate_inputs(atoms, c, i, centre[c], corrections, in[c]);
  else
    last_inputs(columns, atoms, i, centre, corrections, in);
  const real *const start[3] = {rows == 3 ? of_atom : of_row[0], rows == 3 ? of_atom : of_row[1], of_atom};
  hidden_layer(L2H_COORDINATE_INPUTS, rows, (const real *const[]){in[0], in[1], in[2]},
               network->first[L2H_STEP_INPUTS + L2H_ATOM_INPUTS(species)], start, one);
  real bias[HIDDEN];
  for (int h = 0; h < HIDDEN; h++)
    bias[h] = real_of(network->second_bias[h]);
  hidden_layer(HIDDEN, rows, (const real *const[]){one[0], one[1], one[2]}, network->second[0],
               (const real *const[]){bias, bias, bias}, two);

  real m[3], d[3], move[3];
  for (int r = 0; r < rows; r++) {
    m[r] = real_of(network->output_bias[0]);
    d[r] = real_of(network->output_bias[1]);
  }
  for (int h = 0; h < HIDDEN; h++)
    for (int r = 0; r < rows; r++) {
      m[r] += two[r][h] * network->output[h][0];
      d[r] += two[r][h] * network->output[h][1];
    }
  for (int r = 0; r < rows; r++)
    move[r] = l2h_update(network->alpha, network->beta, network->gamma, m[r], d[r], (float)weights->step_limit);
  store_rows(columns, move, atoms->move + i, stride);
}

/* All atoms, for a constant number of species. */
L2H_FN void optimize_all(const struct l2h_weights *weights, const struct l2h_corrections *corrections,
                         const float shared[HIDDEN], const float centre[3], struct l2h_atoms *atoms, int species)
{
  int i = 0;
  for (; 3 * (atoms->atoms - i) > 2 * WIDTH; i += WIDTH)
    optimize_lanes(weights, corrections, shared, centre, atoms, species, i, (struct columns){3, 0});
  const int left = atoms->atoms - i;
  if (left > 0 && 3 * left <= WIDTH)
    optimize_lanes(weights, corrections, shared, centre, atoms, species, i, (struct columns){1, left});
  else if (left > 0)
    optimize_lanes(weights, corrections, shared, centre, atoms, species, i, (struct columns){2, left});
}

static void optimizer(const struct l2h_weights *weights, const struct l2h_clock *clock, const float shared[HIDDEN],
                      const float centre[3], struct l2h_atoms *atoms)
{
  const struct l2h_corrections corrections = l2h_clock_corrections(clock);
  if (atoms->species == 1)
    optimize_all(weights, &corrections, shared, centre, atoms, 1);
  else
    optimize_all(weights, &corrections, shared, centre, atoms, atoms->species);
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
  .radial_pairs = L2H_KERNEL(l2h_radial_pairs),
};
