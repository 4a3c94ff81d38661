/* SPDX-License-Identifier: GPL-2.0-only */
/* SNES, separable natural evolution strategies (Schaul, Glasmachers, Schmidhuber, GECCO 2011; utilities and rates of
   Wierstra et al., JMLR 15, 2014, table 1): a normal distribution with a deviation of its own for every parameter,
   moved along the natural gradient of rank-shaped losses.

   Here members come in pairs of opposite perturbations, all run from the same `starts` starts, and learning_rate is the
   rate of the mean, 1 in the papers. It keeps the logarithms of the deviations, in units of
   sigma. */
#include <math.h>

#include "estimators/population.h"

enum { POPULATION }; /* the one key */

static int pairs(const struct l2h_estimator_settings *settings)
{
  return (int)settings->value[POPULATION] / 2;
}

static const char *refuse(const struct l2h_estimator_settings *settings, struct l2h_error *why)
{
  if (settings->value[POPULATION] % 2 == 0)
    return NULL;
  l2h_fail(why, "members of snes come in pairs: take an even number");
  return "population";
}

static int rollouts(const struct l2h_estimator_settings *settings)
{
  return 2 * pairs(settings) * settings->starts;
}

static void plan(const struct l2h_estimator_settings *settings, struct l2h_plan *plan)
{
  for (int p = 0; p < pairs(settings); p++) {
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
static void set_directions(const struct l2h_update_input *input, const double *utility, int sign)
{
  for (int p = 0; p < pairs(input->settings); p++)
    input->direction[p] = (struct l2h_direction){utility[2 * p] + sign * utility[2 * p + 1], (uint32_t)p};
}

static void learn(const struct l2h_update_input *input, double *theta, double *log_deviation)
{
  const struct l2h_perturbations *perturbations = input->perturbations;
  const int count = input->parameters, half = pairs(input->settings), members = 2 * half;
  const double rate = (3 + log(count)) / (5 * sqrt(count));
  double *utility = input->member, *slope = input->vector;
  l2h_population_means(input, members, utility);
  to_utilities(utility, members, utility + members);
  set_directions(input, utility, -1);
  l2h_combine(perturbations, half, input->direction, 1, count, input->gradient);
  for (int k = 0; k < count; k++) {
    input->gradient[k] *= -exp(log_deviation[k]) * perturbations->sigma;
    theta[k] -= input->learning_rate * input->gradient[k];
  }
  set_directions(input, utility, 1);
  l2h_combine_squares(perturbations, half, input->direction, 1, count, slope);
  for (int k = 0; k < count; k++)
    log_deviation[k] += rate / 2 * slope[k];
}

static void deviations(int parameters, const double *log_deviation, double *deviation)
{
  for (int k = 0; k < parameters; k++)
    deviation[k] = exp(log_deviation[k]);
}

const struct l2h_estimator l2h_estimator_snes = {.name = "snes",
                                                 .key = {[POPULATION] = {"population", 2, 100000, 80}},
                                                 .vectors = 1, /* logarithms of the deviations */
                                                 .refuse = refuse,
                                                 .rollouts = rollouts,
                                                 .plan = plan,
                                                 .learn = learn,
                                                 .deviations = deviations};
