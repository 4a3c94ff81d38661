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
#include "rollouts/parameters.h"
#include "rollouts/runner.h"

struct l2h_trainer {
  const struct l2h_world *world;
  const struct l2h_config *config;
  const struct l2h_estimator *estimator;
  const volatile sig_atomic_t *stop;
  struct l2h_runner *runner;
  struct l2h_evaluator *evaluator; /* NULL without validation */
  struct l2h_weights weights;      /* theta, or the candidate under validation */
  struct l2h_plan plan;
  struct l2h_plan next; /* of the update after it */
  struct l2h_workload workload;
  double *energy, *seconds;        /* [rollouts] each: of this rank's, then of all ranks' */
  double *loss;                    /* [rollouts], of all ranks */
  double *weight;                  /* [starts]: in the gradient of an update, mean 1 or so */
  double *gradient;                /* [parameters] */
  double *deviation;               /* [parameters] */
  double *vector;                  /* [parameters] */
  double *member;                  /* [2 rollouts] */
  struct l2h_direction *direction; /* [rollouts] */
  struct l2h_ranked *ranked;       /* [rollouts] */
  struct l2h_outcome *outcome;     /* [validation starts] */
};

static int most_atoms(const struct l2h_config *config)
{
  int most = 0;
  for (int s = 0; s < config->systems; s++)
    most = config->system[s].atoms > most ? config->system[s].atoms : most;
  return most;
}

/* The scales that go with the weights are those of the systems, in the mean; systems of other units than the first
   keep their own (scales.h). */
static void set_scales(const struct l2h_config *config, struct l2h_weights *weights)
{
  int alike = 0;
  strcpy(weights->units, config->system[0].units);
  weights->length_scale = weights->energy_scale = 0;
  for (int s = 0; s < config->systems; s++) {
    if (strcmp(config->system[s].units, weights->units) != 0)
      continue;
    weights->length_scale += config->system[s].length;
    weights->energy_scale += config->system[s].energy;
    alike++;
  }
  weights->length_scale /= alike;
  weights->energy_scale /= alike;
}

static int take_memory(struct l2h_trainer *trainer, int threads, struct l2h_error *error)
{
  const struct l2h_config *config = trainer->config;
  const size_t starts = (size_t)config->settings.starts, rollouts = (size_t)l2h_plan_most_rollouts(config);
  const size_t parameters = (size_t)l2h_parameter_count(&config->model);
  trainer->energy = calloc(rollouts, sizeof(double));
  trainer->seconds = calloc(rollouts, sizeof(double));
  trainer->loss = calloc(rollouts, sizeof(double));
  trainer->weight = calloc(starts, sizeof(double));
  trainer->gradient = calloc(parameters, sizeof(double));
  trainer->deviation = calloc(parameters, sizeof(double));
  trainer->vector = calloc(parameters, sizeof(double));
  trainer->member = calloc(2 * rollouts, sizeof(double));
  trainer->direction = calloc(rollouts, sizeof *trainer->direction);
  trainer->ranked = calloc(rollouts, sizeof *trainer->ranked);
  if (!trainer->energy || !trainer->seconds || !trainer->loss || !trainer->weight || !trainer->gradient ||
      !trainer->deviation || !trainer->vector || !trainer->member || !trainer->direction || !trainer->ranked)
    return l2h_fail(error, "no memory for updates of %d starts of %d atoms", config->settings.starts,
                    most_atoms(config));
  if (l2h_plan_create(&trainer->plan, config, error) != 0 || l2h_plan_create(&trainer->next, config, error) != 0)
    return -1;
  return l2h_workload_create(&trainer->workload, trainer->world, threads, config, error);
}

static int take_rollouts(struct l2h_trainer *trainer, const struct l2h_device *device, struct l2h_error *error)
{
  const struct l2h_config *config = trainer->config;
  const int atoms = most_atoms(config);
  trainer->runner = l2h_runner_create(device, config->settings.starts, atoms, config->model.species, error);
  if (!trainer->runner || !config->validate_every)
    return trainer->runner ? 0 : -1;
  trainer->outcome = calloc((size_t)config->validate_starts, sizeof *trainer->outcome);
  if (!trainer->outcome)
    return l2h_fail(error, "no memory for %d validation starts", config->validate_starts);
  trainer->evaluator =
    l2h_evaluator_create(trainer->world, device, config->validate_starts, atoms, config->model.species, error);
  return trainer->evaluator ? 0 : -1;
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
  trainer->stop = stop;
  if (take_memory(trainer, threads, error) != 0 || take_rollouts(trainer, device, error) != 0) {
    l2h_trainer_free(trainer);
    return NULL;
  }
  trainer->weights.model = config->model;
  trainer->weights.step_limit = config->step_limit;
  set_scales(config, &trainer->weights);
  return trainer;
}

void l2h_trainer_free(struct l2h_trainer *trainer)
{
  if (!trainer)
    return;
  void *const memory[] = {trainer->energy,    trainer->seconds,   trainer->loss,   trainer->weight,
                          trainer->gradient,  trainer->deviation, trainer->vector, trainer->member,
                          trainer->direction, trainer->ranked,    trainer->outcome};
  l2h_runner_free(trainer->runner);
  l2h_evaluator_free(trainer->evaluator);
  l2h_plan_free(&trainer->plan);
  l2h_plan_free(&trainer->next);
  l2h_workload_free(&trainer->workload);
  for (size_t k = 0; k < sizeof memory / sizeof *memory; k++)
    free(memory[k]);
  free(trainer);
}

int l2h_trainer_initial(const struct l2h_config *config, struct l2h_state *state, struct l2h_error *error)
{
  struct l2h_network network;
  l2h_initialize(&config->model, config->seed, &network);
  network.alpha = (float)config->alpha;
  network.beta = (float)config->beta;
  network.gamma = (float)config->gamma;
  if (config->initialization == L2H_FROM_WEIGHTS)
    network = config->network;
  if (config->initialization == L2H_FROM_WARM_START &&
      l2h_warm_start(&config->model, &config->warm_start, &network, error) != 0)
    return -1;
  l2h_parameters_from_network(&config->model, &network, state->theta);
  memcpy(state->average, state->theta, sizeof(double) * (size_t)state->parameters);
  return 0;
}

/* ---- an update ---- */

/* Runs this rank's share of the plan's rollouts; their losses and seconds into their places. */
static void run_share(struct l2h_trainer *trainer, const struct l2h_perturbations *perturbations, const double *theta)
{
  const struct l2h_config *config = trainer->config;
  const struct l2h_plan *plan = &trainer->plan;
  const struct l2h_workload *workload = &trainer->workload;
  l2h_workload_share(&trainer->workload, config, plan);
  l2h_parameters_to_network(&config->model, theta, &trainer->weights.network);
  const struct l2h_rollout_batch batch = {
    .weights = &trainer->weights,
    .theta = theta,
    .perturbations = perturbations,
    .starts = plan->starts,
    .start = plan->start,
    .next = trainer->next.start,
    .rollout = plan->rollout,
    .count = workload->count,
    .order = workload->rollout,
    .quench = config->quench,
    .best = config->best_loss,
    .stop = trainer->stop,
    .energy = trainer->energy,
    .seconds = trainer->seconds,
  };
  l2h_runner_run(trainer->runner, &batch);
  for (int k = 0; k < workload->count; k++) {
    const int j = workload->rollout[k];
    trainer->loss[j] = l2h_loss(plan->start[plan->rollout[j].start].system, trainer->energy[j]);
  }
}

/* The plan's rollouts, over all ranks; false: stopped. */
static bool run_plan(struct l2h_trainer *trainer, const struct l2h_perturbations *perturbations, const double *theta)
{
  const int rollouts = trainer->plan.rollouts;
  for (int j = 0; j < rollouts; j++)
    trainer->loss[j] = trainer->seconds[j] = 0; /* of those that other ranks run */
  run_share(trainer, perturbations, theta);
  if (l2h_world_any(trainer->world, *trainer->stop))
    return false;
  l2h_world_sum(trainer->world, (size_t)rollouts, trainer->loss);
  l2h_world_sum(trainer->world, (size_t)rollouts, trainer->seconds);
  return true;
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
    const int system = plan->cohort[plan->rollout[j].start] % trainer->config->systems;
    progress->loss_mean += trainer->config->weight[system] * trainer->loss[j];
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
  for (int j = 0; j < plan->rollouts; j++)
    steps += (double)plan->rollout[j].horizon;
  progress->rollouts = plan->rollouts;
  progress->horizon = steps / plan->rollouts;
  progress->evaluations = steps + (double)plan->rollouts * (double)trainer->config->quench;
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
  if (!run_plan(trainer, &perturbations, state->theta))
    return false;
  l2h_workload_measure(&trainer->workload, config, &trainer->plan, trainer->seconds);
  state->update = update;
  observe_losses(trainer, &state->progress);
  learn(trainer, &perturbations, state);
  observe_costs(trainer, l2h_seconds() - begin, &state->progress);
  state->cpu_seconds += state->progress.busy;
  return true;
}

/* ---- validation ---- */

bool l2h_trainer_validate(struct l2h_trainer *trainer, struct l2h_state *state, struct l2h_validation *validation)
{
  const struct l2h_config *config = trainer->config;
  *validation = (struct l2h_validation){0};
  l2h_parameters_to_network(&config->model, state->average, &trainer->weights.network);
  for (int s = 0; s < config->systems; s++) {
    const struct l2h_system *system = &config->system[s];
    const struct l2h_evaluation evaluation = {
      .system = system,
      .seed = config->seed,
      .purpose = L2H_VALIDATION_STARTS,
      .starts = config->validate_starts,
      .steps = config->horizon,
      .quench = L2H_QUENCH_LBFGS,
      .stop = trainer->stop,
    };
    l2h_evaluate(trainer->evaluator, &trainer->weights, &evaluation, trainer->outcome);
    if (l2h_world_any(trainer->world, *trainer->stop))
      return false;
    const struct l2h_summary summary = l2h_summarize(system, config->validate_starts, trainer->outcome);
    validation->system[s] = summary;
    validation->score += config->weight[s] * summary.mean / system->loss_scale / config->systems;
    validation->hits += summary.hits > 0 ? summary.hits : 0;
    validation->starts += summary.hits >= 0 ? config->validate_starts : 0;
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
  weights->model = config->model;
  set_scales(config, weights);
  weights->step_limit = config->step_limit;
  weights->horizon = config->horizon;
  strcpy(weights->configuration, config->hash);
  weights->seed = config->seed;
  weights->updates = updates;
  l2h_parameters_to_network(&config->model, theta, &weights->network);
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
