/* SPDX-License-Identifier: GPL-2.0-only */
/* GA, the genetic algorithm of section 3.2: `population` (80 in the paper) children of theta, drawn from
   N(theta, sigma^2), run from the same `starts` starts as theta itself; the best of all is the next theta, so the
   parent is kept when nothing beats it. The parent is measured anew in every update, on that update's starts: a lucky
   draw is not carried on. The learning rate plays no part. */
#include "estimators/population.h"

static int trials(const struct l2h_config *config)
{
  return (config->population + 1) * config->starts;
}

static int directions(const struct l2h_config *config)
{
  (void)config;
  return 1;
}

/* The parent is number 0, child m is perturbation m - 1. */
static void plan(const struct l2h_config *config, struct l2h_plan *plan)
{
  l2h_population_add(plan, 0, 0);
  for (int m = 0; m < config->population; m++)
    l2h_population_add(plan, 1, (uint32_t)m);
}

static void learn(const struct l2h_lesson *lesson, struct l2h_state *state)
{
  const int members = lesson->config->population + 1;
  int best = 0;
  l2h_population_means(lesson, members, lesson->member);
  for (int m = 1; m < members; m++)
    if (lesson->member[m] < lesson->member[best])
      best = m;
  *lesson->direction =
    (struct l2h_direction){best ? -lesson->search->sigma : 0, lesson->search->update, (uint32_t)(best - 1)};
  l2h_combine(lesson->config->seed, 1, lesson->direction, 1, state->parameters, lesson->gradient);
  for (int k = 0; k < state->parameters; k++)
    state->theta[k] -= lesson->gradient[k];
}

const struct l2h_estimator l2h_estimator_ga = {
  .name = "ga", .trials = trials, .directions = directions, .plan = plan, .learn = learn};
