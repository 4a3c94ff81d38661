/* SPDX-License-Identifier: GPL-2.0-only */
/* Weights for the tests, untrained: annealed sign-momentum written into the network (a move against the sign of the 0.9
   moving average, its size falling with progress), plus a share of random units so that every input counts.

     make_weights FILE [species N] [random X] [progress 0|1] [radial 0|1] [units NAME] [horizon N] [size X]
                       [length X] [energy X] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/weights.h"

#define RULE_UNITS 3 /* hidden units of each layer that carry the rule: +sign, -sign, progress */

struct options {
  int species, progress, radial;
  double random, size, length, energy;
  long horizon;
  const char *units;
};

static uint64_t state = 20260704;

static float random_weight(double scale)
{
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (float)(scale * (2.0 * (double)(state >> 11) / 9007199254740992.0 - 1.0));
}

static int row_of(const struct l2h_model *model, const char *wanted)
{
  char name[48];
  for (int row = 0; row < l2h_inputs(model); row++) {
    l2h_input_name(model, row, name);
    if (strcmp(name, wanted) == 0)
      return row;
  }
  fprintf(stderr, "make_weights: no input '%s'\n", wanted);
  exit(1);
}

static void fill_random(struct l2h_weights *weights, double scale)
{
  struct l2h_network *network = &weights->network;
  for (int row = 0; row < l2h_inputs(&weights->model); row++)
    for (int h = RULE_UNITS; h < L2H_HIDDEN; h++)
      if (l2h_input_active(&weights->model, row))
        network->first[row][h] = random_weight(0.1);
  for (int from = RULE_UNITS; from < L2H_HIDDEN; from++) {
    for (int to = RULE_UNITS; to < L2H_HIDDEN; to++)
      network->second[from][to] = random_weight(0.2);
    for (int out = 0; out < L2H_OUTPUTS; out++)
      network->output[from][out] = random_weight(scale);
  }
}

static void write_rule(struct l2h_weights *weights, const struct options *options)
{
  struct l2h_network *network = &weights->network;
  const int sign = row_of(&weights->model, "first_moment.2.sign");
  network->first[sign][0] = 1;
  network->first[sign][1] = -1;
  if (options->progress)
    network->first[row_of(&weights->model, "progress.1")][2] = 1;
  for (int h = 0; h < RULE_UNITS; h++)
    network->second[h][h] = 1;
  network->output[0][1] = -1;
  network->output[1][1] = 1;
  network->output[2][0] = -3;
  network->output_bias[0] = 2.6f;
  network->alpha = (float)(0.1 * options->size);
  network->beta = 1;
  network->gamma = -3;
}

static unsigned groups_of(const struct options *options)
{
  unsigned groups = (1u << L2H_GROUPS) - 1;
  groups &= ~(1u << L2H_GROUP_STEP); /* the sines come raw */
  if (!options->progress)
    groups &= ~(1u << L2H_GROUP_PROGRESS);
  if (!options->radial)
    groups &= ~(1u << L2H_GROUP_RADIAL);
  return groups;
}

static void read_option(struct options *options, const char *word, const char *value)
{
  if (strcmp(word, "species") == 0)
    options->species = atoi(value);
  else if (strcmp(word, "progress") == 0)
    options->progress = atoi(value);
  else if (strcmp(word, "radial") == 0)
    options->radial = atoi(value);
  else if (strcmp(word, "random") == 0)
    options->random = atof(value);
  else if (strcmp(word, "size") == 0)
    options->size = atof(value);
  else if (strcmp(word, "length") == 0)
    options->length = atof(value);
  else if (strcmp(word, "energy") == 0)
    options->energy = atof(value);
  else if (strcmp(word, "horizon") == 0)
    options->horizon = atol(value);
  else if (strcmp(word, "units") == 0)
    options->units = value;
  else {
    fprintf(stderr, "make_weights: unknown option '%s'\n", word);
    exit(1);
  }
}

int main(int argc, char **argv)
{
  static struct l2h_weights weights;
  struct options options = {.species = 1,
                            .progress = 1,
                            .radial = 1,
                            .random = 0.02,
                            .size = 1,
                            .length = 1,
                            .energy = 1,
                            .horizon = 5000,
                            .units = "lj"};
  struct l2h_error error;
  if (argc < 2 || argc % 2 != 0) {
    fprintf(stderr, "make_weights: give a file and pairs of option and value\n");
    return 1;
  }
  for (int i = 2; i < argc; i += 2)
    read_option(&options, argv[i], argv[i + 1]);

  strcpy(weights.date, "2026-07-04");
  strcpy(weights.contributor, "make_weights");
  strcpy(weights.citation, "none");
  snprintf(weights.units, sizeof weights.units, "%s", options.units);
  strcpy(weights.configuration, "0000000000000000");
  weights.model.species = options.species;
  weights.model.groups = groups_of(&options);
  weights.length_scale = options.length;
  weights.energy_scale = options.energy;
  weights.step_limit = 0.5;
  weights.horizon = options.horizon;
  fill_random(&weights, options.random);
  write_rule(&weights, &options);
  if (l2h_weights_write(argv[1], &weights, &error) != 0) {
    fprintf(stderr, "make_weights: %s\n", error.text);
    return 1;
  }
  return 0;
}
