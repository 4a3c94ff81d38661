/* SPDX-License-Identifier: GPL-2.0-only */
/* Online estimators, which learn after every part of a rollout instead of after its end. An episode of T steps is cut
   into `windows` parts; each update runs one part of every start's two rollouts, from where the last update left them,
   and the starts stand at different parts. The loss of a part is that of the energy at its end (behind the quench, if
   there is one, which the rollout itself does not see), and the episode's the mean over its parts.

   PES, persistent evolution strategies (Vicol, Metz, Sohl-Dickstein, ICML 2021): a new perturbation for every part, and
   the loss of a part is credited to the sum of the perturbations since the episode's beginning; without bias.
   NRES, noise-reuse evolution strategies (Li et al., NeurIPS 2023): one perturbation for the whole episode; less
   variance. Both drift in so far as theta moves while an episode lasts.

   Deviations from the papers: Adam takes the step, as in section 3.3. Sums of perturbations are made again from their
   counters, never stored. A lane, where a rollout waits for its next part, is part of the training's state, and ranks
   do exchange these: online training sends and checkpoints some kilobytes a rollout. */
#include "estimators/adam_update.h"
#include "estimators/antithetic.h"
#include "estimators/estimator.h"

static int trials(const struct l2h_config *config)
{
  return 2 * config->starts;
}

static int directions(const struct l2h_config *config)
{
  return config->starts * config->windows;
}

/* Which part of an episode start i is at. */
static int window_of(const struct l2h_config *config, long update, int i)
{
  return (int)((update - 1 + i / config->systems) % config->windows);
}

/* Starts whose episode would have begun before the first update wait for the next. */
static void plan(const struct l2h_config *config, long update, struct l2h_plan *plan)
{
  for (int i = 0; i < config->starts; i++) {
    const int window = window_of(config, update, i);
    const long begun = update - window;
    if (begun < 1)
      continue;
    plan->start[i] = l2h_plan_start_of(config, begun, i);
    for (int k = 0; k < 2; k++)
      plan->trial[plan->trials++] =
        (struct l2h_trial){.start = i,
                           .piece = plan->pieces,
                           .sign = k ? -1 : 1,
                           .member = (uint32_t)i,
                           .update = (uint32_t)(config->estimator == L2H_PES ? update : begun),
                           .window = window,
                           .lane = 2 * i + k};
    plan->pieces++;
  }
}

/* The perturbations that a pair's difference is credited to, from direction `count` on. Returns how many there are
   then. */
static int add_directions(const struct l2h_lesson *lesson, const struct l2h_trial *trial, double factor, int count)
{
  const bool persistent = lesson->config->estimator == L2H_PES;
  for (int back = persistent ? trial->window : 0; back >= 0; back--)
    lesson->direction[count++] = (struct l2h_direction){factor, trial->update - (uint32_t)back, trial->member};
  return count;
}

static void learn(const struct l2h_lesson *lesson, struct l2h_state *state)
{
  const struct l2h_plan *plan = lesson->plan;
  int count = 0;
  for (int j = 0; j < plan->trials; j += 2) {
    const struct l2h_trio trio = {0, lesson->loss[j], lesson->loss[j + 1]};
    const double factor = lesson->weight[plan->trial[j].start] * l2h_antithetic(lesson->search->sigma, false, &trio);
    count = add_directions(lesson, &plan->trial[j], factor, count);
  }
  l2h_combine(lesson->config->seed, count, lesson->direction, plan->pieces > 0 ? plan->pieces : 1, state->parameters,
              lesson->gradient);
  l2h_adam(state->parameters, state->update, lesson->learning_rate, lesson->gradient, state->first, state->second,
           state->theta);
}

const struct l2h_estimator l2h_estimator_pes = {
  .name = "pes", .trials = trials, .directions = directions, .plan = plan, .learn = learn, .online = true};
const struct l2h_estimator l2h_estimator_nres = {
  .name = "nres", .trials = trials, .directions = directions, .plan = plan, .learn = learn, .online = true};
