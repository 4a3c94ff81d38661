/* SPDX-License-Identifier: GPL-2.0-only */
/* SNES, separable natural evolution strategies (Schaul, Glasmachers, Schmidhuber, GECCO 2011; utilities and rates of
   Wierstra et al., JMLR 15, 2014, table 1): a normal distribution with a deviation of its own for every parameter,
   moved along the natural gradient of rank-shaped losses.

   Here members come in pairs of opposite perturbations, all run from the same `starts` starts, and learning_rate is the
   rate of the mean, 1 in the papers. state->first holds the logarithms of the deviations, in units of sigma. */
#include <math.h>

#include "estimators/population.h"

static int pairs(const struct l2h_config *config)
{
  return config->population / 2;
}

static int trials(const struct l2h_config *config)
{
  return 2 * pairs(config) * config->starts;
}

static int directions(const struct l2h_config *config)
{
  return pairs(config);
}

static void plan(const struct l2h_config *config, struct l2h_plan *plan)
{
  for (int p = 0; p < pairs(config); p++) {
    l2h_population_add(plan, 1, (uint32_t)p);
    l2h_population_add(plan, -1, (uint32_t)p);
  }
}

/* How many members did better; of equals, half. */
static double place(const double *mean, int members, int m)
{
  double better = 0;
  for (int other = 0; other < members; other++)
    better += mean[other] < mean[m] ? 1 : other != m && mean[other] == mean[m] ? 0.5 : 0;
  return better;
}

/* From losses to utilities, in place, of sum 0: large for low losses, and the same below for the worse half. */
static void to_utilities(double *utility, int members, double *room)
{
  double sum = 0;
  for (int m = 0; m < members; m++)
    room[m] = fmax(0, log(members / 2.0 + 1) - log(place(utility, members, m) + 1));
  for (int m = 0; m < members; m++)
    sum += room[m];
  for (int m = 0; m < members; m++)
    utility[m] = room[m] / sum - 1.0 / members;
}

/* Directions with the sum of a pair's utilities (sign +1) or their difference (-1). */
static void set_directions(const struct l2h_lesson *lesson, const double *utility, int sign)
{
  for (int p = 0; p < pairs(lesson->config); p++)
    lesson->direction[p] =
      (struct l2h_direction){utility[2 * p] + sign * utility[2 * p + 1], lesson->search->update, (uint32_t)p};
}

static void learn(const struct l2h_lesson *lesson, struct l2h_state *state)
{
  const struct l2h_config *config = lesson->config;
  const int count = state->parameters, members = 2 * pairs(config);
  const double rate = (3 + log(count)) / (5 * sqrt(count));
  double *utility = lesson->member, *log_deviation = state->first;
  l2h_population_means(lesson, members, utility);
  to_utilities(utility, members, utility + members);
  set_directions(lesson, utility, -1);
  l2h_combine(config->seed, pairs(config), lesson->direction, 1, count, lesson->gradient);
  for (int k = 0; k < count; k++) {
    lesson->gradient[k] *= -exp(log_deviation[k]) * lesson->search->sigma;
    state->theta[k] -= lesson->learning_rate * lesson->gradient[k];
  }
  set_directions(lesson, utility, 1);
  l2h_combine_squares(config->seed, pairs(config), lesson->direction, 1, count, state->second);
  for (int k = 0; k < count; k++)
    log_deviation[k] += rate / 2 * state->second[k];
}

static void deviations(const struct l2h_state *state, double *deviation)
{
  for (int k = 0; k < state->parameters; k++)
    deviation[k] = exp(state->first[k]);
}

const struct l2h_estimator l2h_estimator_snes = {
  .name = "snes", .trials = trials, .directions = directions, .plan = plan, .learn = learn, .deviations = deviations};
