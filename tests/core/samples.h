/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of core share: a small random stream, a cluster without overlaps, weights that do something. */
#ifndef L2H_TEST_SAMPLES_H
#define L2H_TEST_SAMPLES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/landscape.h"
#include "core/weights.h"

/* Uniform in [0, 1), by a linear congruence (Knuth's MMIX constants). */
static inline double sample(uint64_t *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double)(*state >> 11) / 9007199254740992.0;
}

/* `atoms` places on a cubic lattice of constant 1.1, shaken by up to 0.1: a dense cluster without overlaps. */
static inline void sample_cluster(int atoms, uint64_t seed, double (*position)[3])
{
  int side = 1;
  while (side * side * side < atoms)
    side++;
  for (int i = 0; i < atoms; i++) {
    const int cell[3] = {i % side, i / side % side, i / (side * side)};
    for (int c = 0; c < 3; c++)
      position[i][c] = 1.1 * cell[c] + 0.2 * (sample(&seed) - 0.5);
  }
}

/* The landscapes that the tests go through, in multiples of a length and an energy scale: LJ; gold; an alloy of silver
   and gold (A.2); silicon in a periodic cell (A.3). */
enum { SAMPLE_LJ, SAMPLE_GOLD, SAMPLE_ALLOY, SAMPLE_SILICON, SAMPLE_LANDSCAPES };

static const char *const sample_names[SAMPLE_LANDSCAPES] = {"LJ", "gold", "AgAu", "silicon"};

/* cell: edge of the periodic cell, of silicon alone. */
static inline struct l2h_landscape sample_landscape(int which, double cell)
{
  struct l2h_landscape landscape = {.kind = L2H_LJ, .species = 1, .epsilon = 1, .d0 = 1, .core = 0.1};
  if (which == SAMPLE_GOLD || which == SAMPLE_ALLOY) {
    landscape.kind = L2H_GUPTA;
    landscape.gupta[0][0] = (struct l2h_gupta_parameters){10.15, 4.13, 1, 0.35, 2.94};
  }
  if (which == SAMPLE_ALLOY) {
    landscape.species = 2;
    landscape.gupta[0][0] = (struct l2h_gupta_parameters){10.85, 3.18, 1.002, 0.2, 2.3};
    landscape.gupta[0][1] = landscape.gupta[1][0] = (struct l2h_gupta_parameters){10.494, 3.607, 1, 0.29, 2.9};
    landscape.gupta[1][1] = (struct l2h_gupta_parameters){10.139, 4.033, 0.998, 0.4, 3.5};
  }
  if (which == SAMPLE_SILICON) {
    landscape.kind = L2H_SW;
    landscape.sw = (struct l2h_sw_parameters){1, 1, 1.8, 21, 1.2, -1.0 / 3, 7.049556277, 0.6022245584, 4, 0, 0};
    landscape.cell = cell;
  }
  return landscape;
}

/* The first third of an alloy's atoms are of species 0, the others of species 1; else all are of species 0. */
static inline void sample_kinds(const struct l2h_landscape *landscape, int atoms, int *kind, int *first)
{
  first[0] = 0;
  first[1] = landscape->species == 1 ? atoms : atoms / 3;
  first[landscape->species] = atoms;
  for (int i = 0; i < atoms; i++)
    kind[i] = i >= first[1];
}

/* All groups, one species, network numbers uniform in +-0.3 and an update of up to some hundredths. */
static inline void sample_weights(uint64_t seed, int species, struct l2h_weights *weights)
{
  memset(weights, 0, sizeof *weights);
  strcpy(weights->date, "2026-01-01");
  strcpy(weights->units, "lj");
  strcpy(weights->contributor, "the tests");
  strcpy(weights->citation, "none");
  strcpy(weights->configuration, "0123456789abcdef");
  weights->model.groups = (1u << L2H_GROUPS) - 1;
  weights->model.species = species;
  weights->length_scale = weights->energy_scale = 1;
  weights->step_limit = 0.5;
  weights->horizon = 5000;
  weights->seed = UINT64_MAX;
  weights->updates = 7;
  struct l2h_network *network = &weights->network;
  for (int row = 0; row < l2h_inputs(&weights->model); row++)
    for (int h = 0; h < L2H_HIDDEN; h++)
      network->first[row][h] = (float)(0.6 * (sample(&seed) - 0.5));
  for (int h = 0; h < L2H_HIDDEN; h++) {
    network->first_bias[h] = (float)(0.6 * (sample(&seed) - 0.5));
    network->second_bias[h] = (float)(0.6 * (sample(&seed) - 0.5));
    for (int to = 0; to < L2H_HIDDEN; to++)
      network->second[h][to] = (float)(0.6 * (sample(&seed) - 0.5));
    for (int to = 0; to < L2H_OUTPUTS; to++)
      network->output[h][to] = (float)(0.6 * (sample(&seed) - 0.5));
  }
  network->output_bias[0] = 0.1f;
  network->output_bias[1] = -0.05f;
  network->alpha = 0.1f;
  network->beta = 1.25f;
  network->gamma = -3;
}

#endif
