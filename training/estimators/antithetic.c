/* SPDX-License-Identifier: GPL-2.0-only */
/* ES, evolution strategies (Eq. 3; Salimans et al. 2017), and ESMC, with meta-loss clipping (Eq. 4). A start has two
   rollouts with opposite perturbations, and in ESMC a third with theta itself; Adam goes down

     1/n sum over i of  w_i (min(L_i, L_i+) - min(L_i, L_i-)) / (2 sigma) epsilon_i,

   in ES without the min, with weights w_i of mean 1. Both rollouts of a pair begin at the same start (common random
   numbers).

   Where most starts already end in the minimum, ESMC learns from the few whose centre fails and ES from every pair that
   differs, so ES has far less noise; the trainer bounds losses from above, which is the protection against explosions
   that ES lacks in the paper.

   Beyond the paper: `members` perturbations may be shared by more starts. */
#include "estimators/antithetic.h"

#include <math.h>

#include "estimators/adam_update.h"
#include "estimators/estimator.h"

double l2h_antithetic(double sigma, bool clipped, const struct l2h_trio *loss)
{
  if (!clipped)
    return (loss->plus - loss->minus) / (2 * sigma);
  return (fmin(loss->centre, loss->plus) - fmin(loss->centre, loss->minus)) / (2 * sigma);
}

/* Rollouts of a start: plus, minus, and the centre of ESMC. */
static int rollouts(const struct l2h_config *config)
{
  return config->estimator == L2H_ESMC ? 3 : 2;
}

static int trials(const struct l2h_config *config)
{
  return rollouts(config) * config->starts;
}

static int directions(const struct l2h_config *config)
{
  return config->starts;
}

/* Neighbouring starts share a member, so that each member meets as many of each system. */
static uint32_t member_of(const struct l2h_config *config, int start)
{
  return (uint32_t)((long)start * config->members / config->starts);
}

static void plan(const struct l2h_config *config, struct l2h_plan *plan)
{
  static const int sign[] = {1, -1, 0};
  const int each = rollouts(config);
  for (int i = 0; i < plan->starts; i++)
    for (int k = 0; k < each; k++)
      plan->trial[plan->trials++] =
        (struct l2h_trial){.start = i, .piece = i, .sign = sign[k], .member = member_of(config, i)};
  plan->pieces = plan->starts;
}

static void learn(const struct l2h_lesson *lesson, struct l2h_state *state)
{
  const struct l2h_config *config = lesson->config;
  const int each = rollouts(config), starts = lesson->plan->starts;
  for (int i = 0; i < starts; i++) {
    const double *loss = lesson->loss + each * i;
    const struct l2h_trio trio = {each == 3 ? loss[2] : 0, loss[0], loss[1]};
    lesson->direction[i] =
      (struct l2h_direction){lesson->weight[i] * l2h_antithetic(lesson->search->sigma, each == 3, &trio),
                             lesson->search->update, member_of(config, i)};
  }
  l2h_combine(config->seed, starts, lesson->direction, starts, state->parameters, lesson->gradient);
  l2h_adam(state->parameters, state->update, lesson->learning_rate, lesson->gradient, state->first, state->second,
           state->theta);
}

const struct l2h_estimator l2h_estimator_es = {
  .name = "es", .trials = trials, .directions = directions, .plan = plan, .learn = learn};
const struct l2h_estimator l2h_estimator_esmc = {
  .name = "esmc", .trials = trials, .directions = directions, .plan = plan, .learn = learn};
