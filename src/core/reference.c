/* SPDX-License-Identifier: GPL-2.0-only */
#include "reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lj.h"

static double distance2(const double a[3], const double b[3])
{
  double r2 = 0;
  for (int c = 0; c < 3; c++)
    r2 += (a[c] - b[c]) * (a[c] - b[c]);
  return r2;
}

double l2h_reference_lj(int atoms, const double (*position)[3], double (*gradient)[3])
{
  double energy = 0;
  memset(gradient, 0, (size_t)atoms * sizeof *gradient);
  for (int i = 0; i < atoms; i++)
    for (int j = i + 1; j < atoms; j++) {
      double pair;
      const double r2 = fmax(distance2(position[i], position[j]), L2H_LJ_CORE2);
      const double f = l2h_lj_pair(r2, 1, 1, &pair);
      energy += pair;
      for (int c = 0; c < 3; c++) {
        const double force = f * (position[i][c] - position[j][c]);
        gradient[i][c] -= force;
        gradient[j][c] += force;
      }
    }
  return energy;
}

void l2h_reference_radial(int atoms, const double (*position)[3], int i, double phi[L2H_RADIALS])
{
  const double eta[L2H_RADIALS] = L2H_RADIAL_ETAS;
  const double pi = 3.14159265358979323846;
  memset(phi, 0, L2H_RADIALS * sizeof *phi);
  for (int j = 0; j < atoms; j++) {
    const double d = sqrt(distance2(position[i], position[j]));
    if (j == i || d > L2H_RADIAL_CUTOFF)
      continue;
    for (int k = 0; k < L2H_RADIALS; k++)
      phi[k] += exp(-eta[k] * d * d) * 0.5 * (cos(pi * d / L2H_RADIAL_CUTOFF) + 1);
  }
}

/* The step inputs with the sines as they stand in section 5.3. */
static void step_inputs(const struct l2h_reference *run, double *inputs)
{
  const double tau[L2H_SINES] = L2H_SINE_TIMES;
  const double progress = run->step < run->horizon ? (double)run->step / (double)run->horizon : 1;
  l2h_encode(run->atoms, inputs);
  for (int k = 0; k < L2H_SINES; k++) {
    const double sine = sin((double)run->step / tau[k]);
    l2h_encode(sine, inputs + 2 + 2 * k);
    inputs[2 + 2 * L2H_SINES + k] = sine;
  }
  inputs[L2H_STEP_INPUTS - 2] = progress;
  inputs[L2H_STEP_INPUTS - 1] = 1 - progress;
}

void l2h_reference_inputs(const struct l2h_reference *run, int i, int c, double inputs[L2H_MAX_INPUTS])
{
  const int species = run->weights->model.species;
  const double decay[L2H_DECAYS] = L2H_DECAY_VALUES;
  struct l2h_corrections corrections;
  double is[L2H_MAX_SPECIES] = {1}, phi[L2H_MAX_SPECIES * L2H_RADIALS] = {0}, centre = 0;

  for (int k = 0; k < L2H_DECAYS; k++)
    corrections.value[k] = 1 / (1 - pow(decay[k], (double)run->step + 1));
  for (int j = 0; j < run->atoms; j++)
    centre += run->position[j][c] / run->atoms;
  l2h_reference_radial(run->atoms, (const double(*)[3])run->position, i, phi);

  step_inputs(run, inputs);
  l2h_atom_inputs(species, is, phi, inputs + L2H_STEP_INPUTS);
  l2h_coordinate_inputs(run->gradient[i][c], run->position[i][c] - centre, run->first_moment[i][c],
                        run->second_moment[i][c], &corrections, inputs + L2H_STEP_INPUTS + L2H_ATOM_INPUTS(species));
}

/* One layer: out = bias + w in. */
static void layer(int inputs, const double *in, int outputs, const float *w, const float *bias, double *out)
{
  for (int h = 0; h < outputs; h++)
    out[h] = bias[h];
  l2h_layer_add(inputs, in, outputs, w, out);
}

static double move_of(const struct l2h_weights *weights, const double *inputs)
{
  const struct l2h_network *network = &weights->network;
  double one[L2H_HIDDEN], two[L2H_HIDDEN], output[L2H_OUTPUTS];
  layer(l2h_inputs(&weights->model), inputs, L2H_HIDDEN, network->first[0], network->first_bias, one);
  for (int h = 0; h < L2H_HIDDEN; h++)
    one[h] = l2h_relu(one[h]);
  layer(L2H_HIDDEN, one, L2H_HIDDEN, network->second[0], network->second_bias, two);
  for (int h = 0; h < L2H_HIDDEN; h++)
    two[h] = l2h_relu(two[h]);
  layer(L2H_HIDDEN, two, L2H_OUTPUTS, network->output[0], network->output_bias, output);
  return l2h_update(network->alpha, network->beta, network->gamma, output[0], output[1], weights->step_limit);
}

void l2h_reference_step(struct l2h_reference *run)
{
  double inputs[L2H_MAX_INPUTS];
  run->energy = l2h_reference_lj(run->atoms, (const double(*)[3])run->position, run->gradient);
  for (int i = 0; i < run->atoms; i++)
    for (int c = 0; c < 3; c++) {
      l2h_moments_update(run->gradient[i][c], run->first_moment[i][c], run->second_moment[i][c]);
      l2h_reference_inputs(run, i, c, inputs);
      run->move[i][c] = move_of(run->weights, inputs);
    }
  for (int i = 0; i < run->atoms; i++)
    for (int c = 0; c < 3; c++)
      run->position[i][c] += run->move[i][c];
  run->step++;
}

int l2h_reference_start(struct l2h_reference *run, const struct l2h_weights *weights, int atoms,
                        const double (*position)[3], long horizon, struct l2h_error *error)
{
  const size_t n = (size_t)atoms;
  memset(run, 0, sizeof *run);
  run->weights = weights;
  run->atoms = atoms;
  run->horizon = horizon;
  run->position = calloc(n, sizeof *run->position);
  run->gradient = calloc(n, sizeof *run->gradient);
  run->move = calloc(n, sizeof *run->move);
  run->first_moment = calloc(n, sizeof *run->first_moment);
  run->second_moment = calloc(n, sizeof *run->second_moment);
  if (!run->position || !run->gradient || !run->move || !run->first_moment || !run->second_moment) {
    l2h_reference_end(run);
    return l2h_fail(error, "no memory for a reference run of %d atoms", atoms);
  }
  memcpy(run->position, position, n * sizeof *position);
  return 0;
}

void l2h_reference_end(struct l2h_reference *run)
{
  free(run->position);
  free(run->gradient);
  free(run->move);
  free(run->first_moment);
  free(run->second_moment);
  memset(run, 0, sizeof *run);
}
