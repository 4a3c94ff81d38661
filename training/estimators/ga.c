/* SPDX-License-Identifier: GPL-2.0-only */
/* GA, the genetic algorithm of section 3.2: `population` (80 in the paper) children of theta, drawn from
   N(theta, sigma^2), run from the same `starts` starts as theta itself; the best of all is the next theta, so the
   parent is kept when nothing beats it. The parent is measured again in every update, on that update's starts: a lucky
   draw is not carried on. The learning rate plays no part. */
#include "estimators/population.h"

enum { POPULATION }; /* the one key */

static int rollouts(const struct l2h_estimator_settings *settings)
{
  return ((int)settings->value[POPULATION] + 1) * settings->starts;
}

/* The parent is number 0, child m is perturbation m - 1. */
static void plan(const struct l2h_estimator_settings *settings, struct l2h_plan *plan)
{
  l2h_population_add(plan, 0, 0);
  for (int m = 0; m < settings->value[POPULATION]; m++)
    l2h_population_add(plan, 1, (uint32_t)m);
}

static void learn(const struct l2h_update_input *input, double *theta, double *kept)
{
  const int members = (int)input->settings->value[POPULATION] + 1;
  int best = 0;
  (void)kept;
  l2h_population_means(input, members, input->member);
  for (int m = 1; m < members; m++)
    if (input->member[m] < input->member[best])
      best = m;
  *input->direction = (struct l2h_direction){best ? -input->perturbations->sigma : 0, (uint32_t)(best - 1)};
  l2h_combine(input->perturbations, 1, input->direction, 1, input->parameters, input->gradient);
  for (int k = 0; k < input->parameters; k++)
    theta[k] -= input->gradient[k];
}

const struct l2h_estimator l2h_estimator_ga = {.name = "ga",
                                               .key = {[POPULATION] = {"population", 2, 100000, 80}},
                                               .rollouts = rollouts,
                                               .plan = plan,
                                               .learn = learn};
