/* SPDX-License-Identifier: GPL-2.0-only */
/* Deviations from the paper's section 3.3, each a setting but the first:
   - a loss above 0 (an end that is not even bound) counts as 0, so that one exploded cluster does not outweigh all
   others;
   - energies may be divided by the magnitude of the known global minimum instead of the best of 150 Adam runs: the same
     to a few percent, and nothing to run first; by the number of atoms where no minimum is known;
   - a short quench (section 3.3 has one in evaluation alone) may come before the loss, and the lowest structure met may
     be taken instead of the last;
   - the weights kept may be a moving average of theta, and the best of several on validation starts. */
#include "loop/trainer.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/seconds.h"
#include "estimators/adam_update.h"
#include "loop/loss.h"
#include "loop/workload.h"

struct l2h_trainer {
  const struct l2h_world *world;
  const struct l2h_config *config;
  const struct l2h_estimator *estimator;
  const struct l2h_episode *episode;
  void *own; /* the episode's */
  const volatile sig_atomic_t *stop;
  struct l2h_plan plan;
  struct l2h_plan next; /* of the update after it */
  struct l2h_workload workload;
  double *energy, *evaluations, *seconds; /* [rollouts] each: of this rank's, then of all ranks' */
  double *loss;                           /* [rollouts], of all ranks */
  double *weight;                         /* [starts]: in the gradient of an update, mean 1 or so */
  double *gradient;                       /* [parameters] */
  double *deviation;                      /* [parameters] */
  double *vector;                         /* [parameters] */
  double *member;                         /* [2 rollouts] */
  struct l2h_direction *direction;        /* [rollouts] */
  struct l2h_ranked *ranked;              /* [rollouts] */
  struct l2h_outcome *outcome;            /* [systems][validation starts] */
};

static int take_memory(struct l2h_trainer *trainer, int threads, struct l2h_error *error)
{
  const struct l2h_config *config = trainer->config;
  const size_t starts = (size_t)config->settings.starts, rollouts = (size_t)l2h_plan_most_rollouts(config);
  const size_t parameters = (size_t)trainer->episode->parameters(config);
  trainer->energy = calloc(rollouts, sizeof(double));
  trainer->evaluations = calloc(rollouts, sizeof(double));
  trainer->seconds = calloc(rollouts, sizeof(double));
  trainer->loss = calloc(rollouts, sizeof(double));
  trainer->weight = calloc(starts, sizeof(double));
  trainer->gradient = calloc(parameters, sizeof(double));
  trainer->deviation = calloc(parameters, sizeof(double));
  trainer->vector = calloc(parameters, sizeof(double));
  trainer->member = calloc(2 * rollouts, sizeof(double));
  trainer->direction = calloc(rollouts, sizeof *trainer->direction);
  trainer->ranked = calloc(rollouts, sizeof *trainer->ranked);
  trainer->outcome = calloc((size_t)config->systems * (size_t)config->validate_starts + 1, sizeof *trainer->outcome);
  if (!trainer->outcome || !trainer->energy || !trainer->evaluations || !trainer->seconds || !trainer->loss ||
      !trainer->weight || !trainer->gradient || !trainer->deviation || !trainer->vector || !trainer->member ||
      !trainer->direction || !trainer->ranked)
    return l2h_fail(error, "no memory for updates of %d starts", config->settings.starts);
  if (l2h_plan_create(&trainer->plan, config, error) != 0 || l2h_plan_create(&trainer->next, config, error) != 0)
    return -1;
  return l2h_workload_create(&trainer->workload, trainer->world, threads, config, error);
}

struct l2h_trainer *l2h_trainer_create(const struct l2h_world *world, const struct l2h_config *config,
                                       const struct l2h_device *device, const volatile sig_atomic_t *stop,
                                       struct l2h_error *error)
{
  const int threads = l2h_world_least(world, omp_get_max_threads()); /* all ranks ask, before one of them may fail */
  struct l2h_trainer *trainer = calloc(1, sizeof *trainer);
  if (!trainer) {
    l2h_fail(error, "no memory for a trainer");
    return NULL;
  }
  trainer->world = world;
  trainer->config = config;
  trainer->estimator = l2h_config_estimator(config);
  trainer->episode = l2h_episode_of(config);
  trainer->stop = stop;
  if (take_memory(trainer, threads, error) == 0)
    trainer->own = trainer->episode->create(world, config, device, stop, error);
  if (!trainer->own) {
    l2h_trainer_free(trainer);
    return NULL;
  }
  return trainer;
}

void l2h_trainer_free(struct l2h_trainer *trainer)
{
  if (!trainer)
    return;
  void *const memory[] = {trainer->energy, trainer->evaluations, trainer->seconds,   trainer->loss,
                          trainer->weight, trainer->gradient,    trainer->deviation, trainer->vector,
                          trainer->member, trainer->direction,   trainer->ranked,    trainer->outcome};
  trainer->episode->destroy(trainer->own);
  l2h_plan_free(&trainer->plan);
  l2h_plan_free(&trainer->next);
  l2h_workload_free(&trainer->workload);
  for (size_t k = 0; k < sizeof memory / sizeof *memory; k++)
    free(memory[k]);
  free(trainer);
}

int l2h_trainer_parameters(const struct l2h_config *config)
{
  return l2h_episode_of(config)->parameters(config);
}

int l2h_trainer_initial(const struct l2h_config *config, struct l2h_state *state, struct l2h_error *error)
{
  const struct l2h_episode *episode = l2h_episode_of(config);
  if (episode->initial(config, state->theta, error) != 0)
    return -1;
  memcpy(state->average, state->theta, sizeof(double) * (size_t)state->parameters);
  for (int s = 0; s < config->systems && episode->first_goal; s++)
    state->goal[s] = episode->first_goal(&config->system[s]);
  return 0;
}

/* ---- an update ---- */

/* Runs this rank's share of the plan's rollouts. */
static void run_share(struct l2h_trainer *trainer, const struct l2h_perturbations *perturbations,
                      const struct l2h_state *state)
{
  const struct l2h_workload *workload = &trainer->workload;
  l2h_workload_share(&trainer->workload, trainer->config, &trainer->plan);
  const struct l2h_episode_batch batch = {
    .plan = &trainer->plan,
    .next = &trainer->next,
    .perturbations = perturbations,
    .theta = state->theta,
    .goal = state->goal,
    .count = workload->count,
    .order = workload->rollout,
    .energy = trainer->energy,
    .evaluations = trainer->evaluations,
    .seconds = trainer->seconds,
  };
  trainer->episode->run(trainer->own, &batch);
}

/* The plan's rollouts, over all ranks; false: stopped. */
static bool run_plan(struct l2h_trainer *trainer, const struct l2h_perturbations *perturbations,
                     const struct l2h_state *state)
{
  double *const shared[] = {trainer->energy, trainer->evaluations, trainer->seconds};
  const size_t rollouts = (size_t)trainer->plan.rollouts;
  for (int k = 0; k < 3; k++)
    memset(shared[k], 0, rollouts * sizeof(double)); /* of those that other ranks run */
  run_share(trainer, perturbations, state);
  if (l2h_world_any(trainer->world, *trainer->stop))
    return false;
  for (int k = 0; k < 3; k++)
    l2h_world_sum(trainer->world, rollouts, shared[k]);
  return true;
}

static int system_of(const struct l2h_trainer *trainer, int j)
{
  return trainer->plan.cohort[trainer->plan.rollout[j].start] % trainer->config->systems;
}

/* This update's rollouts, on top of those before it. */
static void count_encounters(const struct l2h_trainer *trainer, const double *goal, struct l2h_state *state)
{
  for (int s = 0; s < trainer->config->systems; s++)
    l2h_encounters_fade(&state->encounters[s]);
  for (int j = 0; j < trainer->plan.rollouts && trainer->episode->meet; j++) {
    const int s = system_of(trainer, j);
    l2h_encounters_add(&state->encounters[s], trainer->evaluations[j], trainer->energy[j] - goal[s] <= L2H_HIT_ABOVE);
  }
}

/* Losses beside the goals that the rollouts had; where there was none, beside the lowest that they met. Then the goals
   that they leave, which void a score that was measured beside others. */
static void judge(struct l2h_trainer *trainer, struct l2h_state *state)
{
  const struct l2h_episode *episode = trainer->episode;
  const struct l2h_config *config = trainer->config;
  double goal[L2H_MAX_SYSTEMS]; /* that this update's losses are beside */
  bool raised = false;
  memcpy(goal, state->goal, sizeof goal);
  for (int j = 0; j < trainer->plan.rollouts && episode->meet; j++)
    if (episode->meet(&config->system[system_of(trainer, j)], trainer->energy[j], &state->goal[system_of(trainer, j)]))
      raised = true;
  for (int s = 0; s < config->systems; s++)
    if (isinf(goal[s]))
      goal[s] = state->goal[s];
  count_encounters(trainer, goal, state);
  for (int j = 0; j < trainer->plan.rollouts; j++) {
    const int s = system_of(trainer, j);
    const struct l2h_result result = {(double)trainer->plan.rollout[j].horizon, trainer->energy[j],
                                      trainer->evaluations[j]};
    trainer->loss[j] = episode->loss(config, s, goal[s], &state->encounters[s], &result);
  }
  if (raised)
    state->best_score = state->gain_score = INFINITY;
  for (int s = 0; s < config->systems; s++)
    if (state->goal[s] != goal[s])
      state->encounters[s] = (struct l2h_encounters){0};
}

/* Rollouts of theta itself show how it does; where there are none, the perturbed ones have to. */
static void observe_losses(const struct l2h_trainer *trainer, struct l2h_progress *progress)
{
  const struct l2h_plan *plan = &trainer->plan;
  int centres = 0, seen = 0;
  for (int j = 0; j < plan->rollouts; j++)
    centres += plan->rollout[j].sign == 0;
  progress->loss_best = INFINITY;
  progress->loss_mean = 0;
  for (int j = 0; j < plan->rollouts; j++) {
    if (centres > 0 && plan->rollout[j].sign != 0)
      continue;
    progress->loss_mean += trainer->config->weight[system_of(trainer, j)] * trainer->loss[j];
    progress->loss_best = fmin(progress->loss_best, trainer->loss[j]);
    seen++;
  }
  progress->loss_mean /= seen > 0 ? seen : 1;
}

static void observe_costs(const struct l2h_trainer *trainer, double elapsed, struct l2h_progress *progress)
{
  const struct l2h_workload *workload = &trainer->workload;
  const struct l2h_plan *plan = &trainer->plan;
  double steps = 0;
  progress->evaluations = 0;
  for (int j = 0; j < plan->rollouts; j++) {
    steps += (double)plan->rollout[j].horizon;
    progress->evaluations += trainer->evaluations[j];
  }
  progress->rollouts = plan->rollouts;
  progress->horizon = steps / plan->rollouts;
  progress->busy = workload->busy;
  progress->utilisation = workload->busy / (elapsed * workload->ranks * workload->threads);
}

static double norm(int count, const double *vector)
{
  double sum = 0;
  for (int k = 0; k < count; k++)
    sum += vector[k] * vector[k];
  return sqrt(sum);
}

static double decayed(double initial, const struct l2h_decay *decay, long update)
{
  return l2h_decayed(initial, decay->factor, decay->every, update);
}

/* theta, and its average, one update on. */
static void learn(struct l2h_trainer *trainer, const struct l2h_perturbations *perturbations, struct l2h_state *state)
{
  const struct l2h_config *config = trainer->config;
  const struct l2h_update_input input = {
    .settings = &config->settings,
    .plan = &trainer->plan,
    .perturbations = perturbations,
    .loss = trainer->loss,
    .weight = trainer->weight,
    .learning_rate = decayed(config->learning_rate, &config->decay, state->update),
    .update = state->update,
    .parameters = state->parameters,
    .direction = trainer->direction,
    .member = trainer->member,
    .vector = trainer->vector,
    .gradient = trainer->gradient,
  };
  l2h_loss_weights(config, &trainer->plan, trainer->loss, trainer->weight);
  if (config->rank_losses)
    l2h_loss_ranks(&trainer->plan, trainer->loss, trainer->ranked);
  trainer->estimator->learn(&input, state->theta, state->kept);
  for (int k = 0; k < state->parameters; k++)
    state->average[k] = config->average * state->average[k] + (1 - config->average) * state->theta[k];
  state->progress.learning_rate = input.learning_rate;
  state->progress.sigma = perturbations->sigma;
  state->progress.gradient_norm = norm(state->parameters, trainer->gradient);
}

bool l2h_trainer_update(struct l2h_trainer *trainer, struct l2h_state *state)
{
  const struct l2h_config *config = trainer->config;
  const struct l2h_estimator *estimator = trainer->estimator;
  const double begin = l2h_seconds();
  const long update = state->update + 1;
  const struct l2h_perturbations perturbations = {config->seed, (uint32_t)update,
                                                  decayed(config->sigma, &config->sigma_decay, update),
                                                  estimator->deviations ? trainer->deviation : NULL};
  if (estimator->deviations)
    estimator->deviations(state->parameters, state->kept, trainer->deviation);
  l2h_plan_make(config, update, &trainer->plan);
  l2h_plan_make(config, update + 1, &trainer->next);
  if (!run_plan(trainer, &perturbations, state))
    return false;
  judge(trainer, state);
  l2h_workload_measure(&trainer->workload, config, &trainer->plan, trainer->seconds);
  state->update = update;
  observe_losses(trainer, &state->progress);
  learn(trainer, &perturbations, state);
  observe_costs(trainer, l2h_seconds() - begin, &state->progress);
  state->cpu_seconds += state->progress.busy;
  return true;
}

struct l2h_trained_rollouts l2h_trainer_rollouts(const struct l2h_trainer *trainer)
{
  return (struct l2h_trained_rollouts){&trainer->plan, trainer->seconds};
}

/* ---- validation ---- */

/* What a system without a goal has met in its first validation is one. */
static void set_missing_goals(const struct l2h_trainer *trainer, struct l2h_state *state)
{
  const struct l2h_config *config = trainer->config;
  for (int s = 0; s < config->systems && trainer->episode->meet; s++)
    if (isinf(state->goal[s]))
      for (int i = 0; i < config->validate_starts; i++)
        trainer->episode->meet(&config->system[s], trainer->outcome[s * config->validate_starts + i].energy,
                               &state->goal[s]);
}

bool l2h_trainer_validate(struct l2h_trainer *trainer, struct l2h_state *state, struct l2h_validation *validation)
{
  const struct l2h_config *config = trainer->config;
  const struct l2h_episode *episode = trainer->episode;
  const int starts = config->validate_starts;
  *validation = (struct l2h_validation){0};
  if (!episode->measure(trainer->own, state->average, state->goal, trainer->outcome))
    return false;
  set_missing_goals(trainer, state);
  for (int s = 0; s < config->systems; s++) {
    const struct l2h_outcome *outcome = trainer->outcome + s * starts;
    struct l2h_system aimed = config->system[s];
    if (episode->meet && isfinite(state->goal[s])) {
      aimed.known_minimum = state->goal[s];
      aimed.wanted = true;
    }
    const struct l2h_summary summary = l2h_summarize(&aimed, starts, outcome);
    validation->system[s] = summary;
    validation->system_score[s] = episode->score(config, s, state->goal[s], outcome, &summary);
    validation->score += config->weight[s] * validation->system_score[s] / config->systems;
    validation->hits += summary.hits > 0 ? summary.hits : 0;
    validation->starts += summary.hits >= 0 ? starts : 0;
  }
  if (validation->score < state->best_score) {
    state->best_score = validation->score;
    state->best_update = state->update;
    memcpy(state->best, state->average, sizeof(double) * (size_t)state->parameters);
  }
  return true;
}

static void describe(const struct l2h_config *config, long updates, const double *theta, struct l2h_weights *weights)
{
  memset(weights, 0, sizeof *weights);
  strcpy(weights->contributor, config->contributor);
  strcpy(weights->citation, "Merchant, Metz, Schoenholz and Cubuk, ICML 2021 (Learn2Hop)");
  strcpy(weights->configuration, config->hash);
  weights->seed = config->seed;
  weights->updates = updates;
  l2h_episode_of(config)->describe(config, theta, weights);
}

void l2h_trainer_latest(const struct l2h_config *config, const struct l2h_state *state, struct l2h_weights *weights)
{
  /* without `average` the average is theta itself: its decay is 0 */
  describe(config, state->update, state->average, weights);
}

void l2h_trainer_weights(const struct l2h_config *config, const struct l2h_state *state, struct l2h_weights *weights)
{
  if (isfinite(state->best_score))
    describe(config, state->best_update, state->best, weights);
  else
    l2h_trainer_latest(config, state, weights);
}
