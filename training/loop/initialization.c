/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/initialization.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

/* Normal numbers one after the other, those beyond two standard deviations left out. */
struct truncated {
  struct l2h_stream stream;
  uint32_t next;
  double four[4];
};

static double next_truncated(struct truncated *numbers)
{
  for (;;) {
    const uint32_t k = numbers->next++ % 4;
    if (k == 0)
      l2h_normal(&numbers->stream, numbers->next - 1, 4, numbers->four);
    if (fabs(numbers->four[k]) <= 2)
      return numbers->four[k];
  }
}

/* The standard deviation of a normal number cut at +-2, by which FLAX rescales. */
#define TRUNCATED_DEVIATION 0.87962566103423978

static void lecun_row(struct truncated *numbers, int fan_in, float row[L2H_HIDDEN])
{
  const double scale = sqrt(1.0 / fan_in) / TRUNCATED_DEVIATION;
  for (int h = 0; h < L2H_HIDDEN; h++)
    row[h] = (float)(scale * next_truncated(numbers));
}

void l2h_initialize(const struct l2h_model *model, uint64_t seed, struct l2h_network *network)
{
  struct truncated numbers = {.stream = {seed, L2H_INITIAL_WEIGHTS, 0, 0}};
  memset(network, 0, sizeof *network);
  for (int row = 0; row < l2h_inputs(model); row++)
    if (l2h_input_active(model, row))
      lecun_row(&numbers, l2h_active_inputs(model), network->first[row]);
  for (int row = 0; row < L2H_HIDDEN; row++)
    lecun_row(&numbers, L2H_HIDDEN, network->second[row]);
  network->alpha = 0.1f;
  network->beta = 1;
  network->gamma = -3;
}

static int row_named(const struct l2h_model *model, const char *wanted)
{
  char name[48];
  for (int row = 0; row < l2h_inputs(model); row++) {
    l2h_input_name(model, row, name);
    if (strcmp(name, wanted) == 0 && l2h_input_active(model, row))
      return row;
  }
  return -1;
}

/* Hidden unit `unit` of both layers passes on `weight` times input `row`, where positive, and nothing else. */
static void write_carrier(const struct l2h_model *model, int unit, int row, float weight, struct l2h_network *network)
{
  for (int k = 0; k < l2h_inputs(model); k++)
    network->first[k][unit] = k == row ? weight : 0;
  for (int k = 0; k < L2H_HIDDEN; k++)
    network->second[k][unit] = k == unit ? 1 : 0;
}

/* Row of the sign of the averaged gradient that forgets so, or -1. */
static int sign_row(const struct l2h_model *model, double memory)
{
  static const double decay[L2H_DECAYS] = L2H_DECAY_VALUES;
  char name[48];
  for (int k = 0; k < L2H_DECAYS; k++)
    if (decay[k] == memory) {
      snprintf(name, sizeof name, "first_moment.%d.sign", k + 1);
      return row_named(model, name);
    }
  return -1;
}

int l2h_warm_start(const struct l2h_model *model, const struct l2h_warm_start *rule, struct l2h_network *network,
                   struct l2h_error *error)
{
  const int sign = sign_row(model, rule->memory);
  const int progress = row_named(model, "progress.1");
  if (sign < 0 && model->groups >> L2H_GROUP_DECAYS & 1)
    return l2h_fail(error, "no moving average of the gradient has a decay of %g", rule->memory);
  if (sign < 0 || progress < 0)
    return l2h_fail(error,
                    "a warm start needs the inputs 'decays' and 'progress': add them to inputs, or choose "
                    "initialization method paper");
  write_carrier(model, 0, sign, 1, network);
  write_carrier(model, 1, sign, -1, network);
  write_carrier(model, 2, progress, 1, network);
  memset(network->output, 0, sizeof network->output);
  network->output[0][1] = (float)-rule->direction;
  network->output[1][1] = (float)rule->direction;
  network->output[2][0] = (float)-rule->magnitude_fall;
  network->output_bias[0] = (float)rule->magnitude;
  return 0;
}

struct l2h_hold l2h_hold_of(enum l2h_potential_kind kind)
{
  switch (kind) {
  case L2H_GUPTA:
    return (struct l2h_hold){0.5, 0.05, 0.025};
  case L2H_SW:
    return (struct l2h_hold){0.9, 0.06, 0.036};
  case L2H_LJ:
  case L2H_LAMMPS: /* unknown: as Lennard-Jones */
    return (struct l2h_hold){0.9, 0.036, 0.029};
  }
  abort(); /* no such kind */
}

/* m that makes Eq. 2's factor e / alpha; to six digits, which all libraries' logarithms share. */
static double magnitude_of(double e, double alpha, double beta, double gamma)
{
  return round(1e6 * (log(e / (alpha - e)) - gamma) / beta) / 1e6;
}

int l2h_hold(const struct l2h_hold *hold, double alpha, double beta, double gamma, struct l2h_warm_start *rule,
             struct l2h_error *error)
{
  if (beta == 0)
    return l2h_fail(error, "a beta of 0 holds one amplitude for good: take another, as 1");
  if (!(hold->from > 0 && hold->to > 0 && hold->from < alpha && hold->to < alpha))
    return l2h_fail(error,
                    "amplitudes lie above 0 and below alpha (%g): raise alpha, or take smaller ones than %g and %g",
                    alpha, hold->from, hold->to);
  rule->memory = hold->memory;
  rule->direction = 1;
  rule->magnitude = magnitude_of(hold->from, alpha, beta, gamma);
  rule->magnitude_fall = rule->magnitude - magnitude_of(hold->to, alpha, beta, gamma);
  return 0;
}

/* The name that an input of a species has in weights which distinguish fewer of them: that of the first. Others keep
   theirs. */
static void name_in(const struct l2h_weights *weights, char name[48])
{
  int count, end = 0;
  char rest[16] = "";
  if (sscanf(name, "species.%d", &count) == 1 && count > weights->model.species)
    strcpy(name, "species.1");
  if (sscanf(name, "radial.%d%n", &count, &end) == 1 && count > weights->model.species * L2H_RADIALS) {
    snprintf(rest, sizeof rest, "%s", name + end);
    snprintf(name, 48, "radial.%d%s", (count - 1) % L2H_RADIALS + 1, rest);
  }
}

int l2h_continue_from(const struct l2h_weights *weights, const struct l2h_model *model, struct l2h_network *network,
                      struct l2h_error *error)
{
  const unsigned missing = weights->model.groups & ~model->groups;
  for (int group = 0; group < L2H_GROUPS; group++)
    if (missing >> group & 1)
      return l2h_fail(error, "the weights have the inputs '%s': add them to inputs",
                      l2h_group_name((enum l2h_group)group));
  if (weights->model.species > model->species)
    return l2h_fail(error, "the weights distinguish %d species and the systems have %d", weights->model.species,
                    model->species);
  *network = weights->network;
  memset(network->first, 0, sizeof network->first);
  for (int row = 0; row < l2h_inputs(model); row++) {
    char name[48];
    l2h_input_name(model, row, name);
    name_in(weights, name);
    const int from = row_named(&weights->model, name);
    if (from >= 0)
      memcpy(network->first[row], weights->network.first[from], sizeof network->first[row]);
  }
  return 0;
}
