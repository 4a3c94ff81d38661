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

/* Hidden units a tile: alone, a row keeps the adders busy with twice as many. */
L2H_FN int tile_of(int rows)
{
  return rows == 1 ? 2 * TILE : TILE;
}

/* out[r][h] = relu(start[r][h] + sum over k of in[r][k] w[k][h]), for a constant number of rows. */
L2H_FN void hidden_layer(int inputs, int rows, const real *const in[3], const float *w, const real *const start[3],
                         real out[3][HIDDEN])
{
  for (int h = 0; h < HIDDEN; h += tile_of(rows)) {
    real acc[3][2 * TILE];
#pragma GCC unroll 16
    for (int t = 0; t < tile_of(rows); t++)
      for (int r = 0; r < rows; r++)
        acc[r][t] = start[r][h + t];
    tile_add(inputs, rows, tile_of(rows), in, w + h, acc);
#pragma GCC unroll 16
    for (int t = 0; t < tile_of(rows); t++)
      for (int r = 0; r < rows; r++)
        out[r][h + t] = l2h_relu(acc[r][t]);
  }
}

/* The second hidden layer, whose units go into the outputs from where they are. */
L2H_FN void last_layers(const struct l2h_network *network, int rows, const real *const in[3], real m[3], real d[3])
{
  for (int r = 0; r < rows; r++) {
    m[r] = real_of(network->output_bias[0]);
    d[r] = real_of(network->output_bias[1]);
  }
  for (int h = 0; h < HIDDEN; h += tile_of(rows)) {
    real acc[3][2 * TILE];
#pragma GCC unroll 16
    for (int t = 0; t < tile_of(rows); t++)
      for (int r = 0; r < rows; r++)
        acc[r][t] = real_of(network->second_bias[h + t]);
    tile_add(HIDDEN, rows, tile_of(rows), in, network->second[0] + h, acc);
#pragma GCC unroll 16
    for (int t = 0; t < tile_of(rows); t++)
      for (int r = 0; r < rows; r++) {
        const real unit = l2h_relu(acc[r][t]);
        m[r] += unit * network->output[h + t][0];
        d[r] += unit * network->output[h + t][1];
      }
  }
}

/* start[h] = shared[h] + the atom inputs' share */
L2H_FN void atom_layer(int inputs, const real *in, const float *w, const float shared[HIDDEN], real start[HIDDEN])
{
  for (int h = 0; h < HIDDEN; h += 2 * TILE) {
    real acc[3][2 * TILE];
#pragma GCC unroll 16
    for (int t = 0; t < 2 * TILE; t++)
      acc[0][t] = real_of(shared[h + t]);
    tile_add(inputs, 1, 2 * TILE, (const real *const[]){in, in, in}, w + h, acc);
#pragma GCC unroll 16
    for (int t = 0; t < 2 * TILE; t++)
      start[h + t] = acc[0][t];
  }
}

/* ---- columns ----

   A column is one coordinate of one atom: all that the network sees is its column's own. The atoms i ... i + WIDTH - 1
   fill three rows, registers, of columns, x, y and z. The last atoms of a system are often few, and these three rows
   nearly empty: the columns of `left` atoms are then x, y and z one after the other, in one row or two. */
struct columns {
  int rows;             /* a constant */
  int left;             /* atoms, where rows < 3 */
  unsigned lanes[2][3]; /* then: those of each row that hold x, y and z, as bits */
};

L2H_FN struct columns full_columns(void)
{
  return (struct columns){.rows = 3};
}
L2H_FN struct columns last_columns(int rows, int left)
{
  struct columns columns = {.rows = rows, .left = left};
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < 3; c++)
      columns.lanes[r][c] = (((1u << left) - 1) << c * left) >> r * WIDTH & ((1u << WIDTH) - 1);
  return columns;
}

/* Row r of what lies at p[c * stride], and back. */
L2H_FN real load_row(struct columns columns, int r, const float *p, int stride)
{
  real row = real_of(0);
  if (columns.rows == 3)
    return load(p + r * stride);
  for (int c = 0; c < 3; c++)
    row = real_load_part(columns.lanes[r][c], row, p + r * WIDTH + c * (stride - columns.left));
  return row;
}
L2H_FN void store_row(struct columns columns, int r, real row, float *p, int stride)
{
  if (columns.rows == 3)
    store(p + r * stride, row);
  for (int c = 0; columns.rows < 3 && c < 3; c++)
    real_store_part(columns.lanes[r][c], row, p + r * WIDTH + c * (stride - columns.left));
}

/* Of three numbers, x, y and z, that of each column of a row; and which atom's lane the column is of. */
L2H_FN real row_of(struct columns columns, int r, const float xyz[3])
{
  const real_mask column = real_lanes() + (real_whole)(r * WIDTH);
  if (columns.rows == 3)
    return real_of(xyz[r]);
  return real_select(column < (real_whole)columns.left, real_of(xyz[0]),
                     real_select(column < (real_whole)(2 * columns.left), real_of(xyz[1]), real_of(xyz[2])));
}
L2H_FN real_mask atoms_of_row(struct columns columns, int r)
{
  const real_mask column = real_lanes() + (real_whole)(r * WIDTH);
  const real_whole left = columns.left;
  return column - (left & (column >= left)) - (left & (column >= 2 * left));
}

/* Moments and inputs of row r of the atoms i and after. */
L2H_FN void row_inputs(struct columns columns, int r, struct l2h_atoms *atoms, int i, const float centre[3],
                       const struct l2h_corrections *corrections, real in[L2H_COORDINATE_INPUTS])
{
  const int stride = atoms->stride, all = L2H_DECAYS * stride;
  float *const first_memory = atoms->first_moment + i;
  float *const second_memory = atoms->second_moment + i;
  const real gradient = load_row(columns, r, atoms->gradient + i, stride);
  const real position = load_row(columns, r, atoms->position + i, stride) - row_of(columns, r, centre);
  real first[L2H_DECAYS], second[L2H_DECAYS];
  for (int k = 0; k < L2H_DECAYS; k++) {
    first[k] = load_row(columns, r, first_memory + k * stride, all);
    second[k] = load_row(columns, r, second_memory + k * stride, all);
  }
  l2h_moments_update(gradient, first, second);
  for (int k = 0; k < L2H_DECAYS; k++) {
    store_row(columns, r, first[k], first_memory + k * stride, all);
    store_row(columns, r, second[k], second_memory + k * stride, all);
  }
  l2h_coordinate_inputs(gradient, position, first, second, corrections, in);
}

L2H_FN void optimize_lanes(const struct l2h_weights *weights, const struct l2h_corrections *corrections,
                           const float shared[HIDDEN], const float centre[3], struct l2h_atoms *atoms, int species,
                           int i, struct columns columns)
{
  const struct l2h_network *network = &weights->network;
  const int stride = atoms->stride, rows = columns.rows;
  real atom_in[L2H_ATOM_INPUTS(L2H_MAX_SPECIES)], in[3][L2H_COORDINATE_INPUTS];
  real of_atom[HIDDEN], of_row[2][HIDDEN], one[3][HIDDEN];

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

  for (int r = 0; r < rows; r++)
    row_inputs(columns, r, atoms, i, centre, corrections, in[r]);
  const real *const start[3] = {rows == 3 ? of_atom : of_row[0], rows == 3 ? of_atom : of_row[1], of_atom};
  hidden_layer(L2H_COORDINATE_INPUTS, rows, (const real *const[]){in[0], in[1], in[2]},
               network->first[L2H_STEP_INPUTS + L2H_ATOM_INPUTS(species)], start, one);

  real m[3], d[3];
  last_layers(network, rows, (const real *const[]){one[0], one[1], one[2]}, m, d);
  for (int r = 0; r < rows; r++)
    store_row(columns, r,
              l2h_update(network->alpha, network->beta, network->gamma, m[r], d[r], (float)weights->step_limit),
              atoms->move + i, stride);
}

/* All atoms, for a constant number of species. */
L2H_FN void optimize_all(const struct l2h_weights *weights, const struct l2h_corrections *corrections,
                         const float shared[HIDDEN], const float centre[3], struct l2h_atoms *atoms, int species)
{
  int i = 0;
  for (; 3 * (atoms->atoms - i) > 2 * WIDTH; i += WIDTH)
    optimize_lanes(weights, corrections, shared, centre, atoms, species, i, full_columns());
  const int left = atoms->atoms - i;
  if (left > 0 && 3 * left <= WIDTH)
    optimize_lanes(weights, corrections, shared, centre, atoms, species, i, last_columns(1, left));
  else if (left > 0)
    optimize_lanes(weights, corrections, shared, centre, atoms, species, i, last_columns(2, left));
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
