/* SPDX-License-Identifier: GPL-2.0-only */
/* Deviations from the paper's section 3.3, each a setting but the first:
   - a loss above 0 (an end that is not even bound) counts as 0, so that one exploded cluster does not drown the mean;
   - energies may be divided by the magnitude of the known global minimum instead of the best of 150 Adam runs: the same
     to a few percent, and nothing to run first; by the number of atoms where no minimum is known;
   - a short quench (section 3.3 has one in evaluation alone) may come before the loss, and the lowest structure met may
     be taken instead of the last;
   - the weights kept may be a moving average of theta, and the best of several on validation starts. */
#include "loop/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/adam_update.h"
#include "estimators/estimator.h"
#include "loop/loss.h"
#include "rollouts/parameters.h"
#include "base/seconds.h"
#include "loop/workload.h"

struct l2h_trainer {
  const struct l2h_world *world;
  const struct l2h_config *config;
  const struct l2h_estimator *estimator;
  const volatile sig_atomic_t *stop;
  struct l2h_rollouts *rollouts;
  struct l2h_evaluator *evaluator; /* NULL without validation */
  struct l2h_weights weights;      /* theta, or the candidate under validation */
  struct l2h_plan plan;
  struct l2h_workload workload;
  int local_starts;            /* those that this rank's trials begin at */
  int *local;                  /* [starts]: a start's place among them, or -1 */
  struct l2h_start *start;     /* [starts], the local ones first */
  struct l2h_start *next;      /* [starts], of the update behind it */
  long *horizon;               /* [starts], likewise */
  struct l2h_rollout_job *job; /* [trials], this rank's first */
  double *energy, *second;     /* [trials], likewise */
  double *loss, *seconds;      /* [trials] each, one behind the other, of all ranks */
  double *weight;              /* [starts]: in the gradient of an update, mean 1 or so */
  double *gradient;            /* [parameters] */
  double *deviation;           /* [parameters] */
  double *member;              /* [2 trials] */
  struct l2h_direction *direction;
  struct l2h_ranked *ranked;   /* [trials] */
  struct l2h_outcome *outcome; /* [validation starts] */
};

static int most_atoms(const struct l2h_config *config)
{
  int most = 0;
  for (int s = 0; s < config->systems; s++)
    most = config->system[s].atoms > most ? config->system[s].atoms : most;
  return most;
}

/* The scales that go with the weights are those of the systems, in the mean; systems of other units than the first
   keep their own (trajectory.h). */
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

static bool take_memory(struct l2h_trainer *trainer, struct l2h_error *error)
{
  const struct l2h_config *config = trainer->config;
  const size_t starts = (size_t)config->starts, trials = (size_t)l2h_plan_most_trials(config);
  const size_t parameters = (size_t)l2h_parameter_count(&config->model);
  trainer->local = calloc(starts, sizeof(int));
  trainer->start = calloc(starts, sizeof *trainer->start);
  trainer->next = calloc(starts, sizeof *trainer->next);
  trainer->horizon = calloc(starts, sizeof(long));
  trainer->job = calloc(trials, sizeof *trainer->job);
  trainer->energy = calloc(2 * trials, sizeof(double));
  trainer->loss = calloc(2 * trials, sizeof(double));
  trainer->weight = calloc(starts, sizeof(double));
  trainer->gradient = calloc(parameters, sizeof(double));
  trainer->deviation = calloc(parameters, sizeof(double));
  trainer->member = calloc(2 * trials, sizeof(double));
  trainer->direction = calloc((size_t)trainer->estimator->directions(config), sizeof *trainer->direction);
  trainer->ranked = calloc(trials, sizeof *trainer->ranked);
  const bool ok = trainer->local && trainer->start && trainer->next && trainer->horizon && trainer->job &&
    trainer->energy && trainer->loss && trainer->weight && trainer->gradient && trainer->deviation && trainer->member &&
    trainer->direction && trainer->ranked;
  if (ok) {
    trainer->second = trainer->energy + trials;
    trainer->seconds = trainer->loss + trials;
  }
  return ok && l2h_plan_create(&trainer->plan, config, error) == 0 &&
    l2h_workload_create(&trainer->workload, trainer->world, config, error) == 0;
}

static bool take_rollouts(struct l2h_trainer *trainer, const struct l2h_device *device, struct l2h_error *error)
{
  const struct l2h_config *config = trainer->config;
  const int atoms = most_atoms(config);
  trainer->rollouts = l2h_rollouts_create(device, config->starts, atoms, config->model.species, error);
  if (!config->validate_every)
    return trainer->rollouts;
  trainer->outcome = calloc((size_t)config->validate_starts, sizeof *trainer->outcome);
  trainer->evaluator =
    l2h_evaluator_create(trainer->world, device, config->validate_starts, atoms, config->model.species, error);
  return trainer->rollouts && trainer->outcome && trainer->evaluator;
}

struct l2h_trainer *l2h_trainer_create(const struct l2h_world *world, const struct l2h_config *config,
                                       const struct l2h_device *device, const volatile sig_atomic_t *stop,
                                       struct l2h_error *error)
{
  struct l2h_trainer *trainer = calloc(1, sizeof *trainer);
  if (trainer) {
    trainer->world = world;
    trainer->config = config;
    trainer->estimator = l2h_estimator_of(config);
    trainer->stop = stop;
  }
  if (!trainer || !take_memory(trainer, error) || !take_rollouts(trainer, device, error)) {
    l2h_fail(error, "no memory for updates of %d starts of %d atoms", config->starts, most_atoms(config));
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
  void *const memory[] = {trainer->local,  trainer->start,     trainer->next,   trainer->horizon,  trainer->job,
                          trainer->energy, trainer->loss,      trainer->weight, trainer->gradient, trainer->deviation,
                          trainer->member, trainer->direction, trainer->ranked, trainer->outcome};
  l2h_rollouts_free(trainer->rollouts);
  l2h_evaluator_free(trainer->evaluator);
  l2h_plan_free(&trainer->plan);
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
  if (config->method == L2H_FROM_WEIGHTS)
    network = config->network;
  if (config->method == L2H_FROM_WARM_START &&
      l2h_warm_start(&config->model, &config->warm_start, &network, error) != 0)
    return -1;
  l2h_parameters_from_network(&config->model, &network, state->theta);
  memcpy(state->average, state->theta, sizeof(double) * (size_t)state->parameters);
  return 0;
}

/* ---- an update ---- */

/* The place of a start among this rank's, where it now is. */
static int place_start(struct l2h_trainer *trainer, int number)
{
  const struct l2h_config *config = trainer->config;
  const struct l2h_plan_start *start = &trainer->plan.start[number];
  int *place = &trainer->local[number];
  if (*place >= 0)
    return *place;
  *place = trainer->local_starts++;
  trainer->start[*place] =
    (struct l2h_start){&config->system[start->system], config->seed, L2H_TRAINING_STARTS, start->update, start->number};
  trainer->next[*place] = trainer->start[*place];
  trainer->next[*place].update++;
  trainer->horizon[*place] = start->horizon;
  return *place;
}

/* This rank's k-th job. */
static void set_job(struct l2h_trainer *trainer, int k)
{
  const struct l2h_trial *trial = &trainer->plan.trial[trainer->workload.trial[k]];
  trainer->job[k] = (struct l2h_rollout_job){place_start(trainer, trial->start), trial->sign, trial->member};
}

/* Runs this rank's share of the trials; their losses and seconds into their places. */
static void roll(struct l2h_trainer *trainer, const struct l2h_search *search, const struct l2h_state *state)
{
  const struct l2h_config *config = trainer->config;
  const struct l2h_workload *workload = &trainer->workload;
  l2h_workload_share(&trainer->workload, &trainer->plan);
  trainer->local_starts = 0;
  for (int i = 0; i < trainer->plan.starts; i++)
    trainer->local[i] = -1;
  for (int k = 0; k < workload->trials; k++) {
    set_job(trainer, k);
    trainer->second[k] = 0;
  }
  l2h_parameters_to_network(&config->model, state->theta, &trainer->weights.network);
  const struct l2h_rollout_batch batch = {
    .weights = &trainer->weights,
    .theta = state->theta,
    .search = search,
    .horizon = config->horizon,
    .horizons = trainer->horizon,
    .quench = config->quench,
    .best = config->best_loss,
    .starts = trainer->local_starts,
    .start = trainer->start,
    .next = trainer->next,
    .jobs = workload->trials,
    .job = trainer->job,
    .energy = trainer->energy,
    .seconds = trainer->second,
    .stop = trainer->stop,
  };
  l2h_rollouts_run(trainer->rollouts, &batch);
  for (int k = 0; k < workload->trials; k++) {
    const int j = workload->trial[k];
    trainer->loss[j] = l2h_loss(trainer->start[trainer->job[k].start].system, trainer->energy[k]);
    trainer->seconds[j] = trainer->second[k];
  }
}

/* The trials of all ranks; false: stopped. */
static bool roll_everywhere(struct l2h_trainer *trainer, const struct l2h_search *search, const struct l2h_state *state)
{
  const int trials = trainer->plan.trials;
  for (int j = 0; j < trials; j++)
    trainer->loss[j] = trainer->seconds[j] = 0;
  roll(trainer, search, state);
  if (l2h_world_any(trainer->world, *trainer->stop))
    return false;
  l2h_world_sum(trainer->world, (size_t)trials, trainer->loss);
  l2h_world_sum(trainer->world, (size_t)trials, trainer->seconds);
  return true;
}

/* Trials of theta itself tell how it does; where there are none, the perturbed ones have to. */
static void observe_losses(const struct l2h_trainer *trainer, struct l2h_progress *progress)
{
  const struct l2h_plan *plan = &trainer->plan;
  int centres = 0, seen = 0;
  for (int j = 0; j < plan->trials; j++)
    centres += plan->trial[j].sign == 0;
  progress->loss_best = INFINITY;
  progress->loss_mean = 0;
  for (int j = 0; j < plan->trials; j++) {
    if (centres > 0 && plan->trial[j].sign != 0)
      continue;
    const int system = plan->start[plan->trial[j].start].system;
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
  for (int j = 0; j < plan->trials; j++)
    steps += (double)plan->start[plan->trial[j].start].horizon;
  progress->rollouts = plan->trials;
  progress->horizon = steps / plan->trials;
  progress->evaluations = steps + (double)plan->trials * (double)trainer->config->quench;
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
static void learn(struct l2h_trainer *trainer, const struct l2h_search *search, struct l2h_state *state)
{
  const struct l2h_config *config = trainer->config;
  const struct l2h_lesson lesson = {.config = config,
                                    .plan = &trainer->plan,
                                    .search = search,
                                    .loss = trainer->loss,
                                    .weight = trainer->weight,
                                    .learning_rate = decayed(config->learning_rate, &config->decay, state->update),
                                    .direction = trainer->direction,
                                    .member = trainer->member,
                                    .gradient = trainer->gradient};
  l2h_loss_weights(config, &trainer->plan, trainer->loss, trainer->weight);
  if (config->ranks)
    l2h_loss_ranks(&trainer->plan, trainer->loss, trainer->ranked);
  trainer->estimator->learn(&lesson, state);
  for (int k = 0; k < state->parameters; k++)
    state->average[k] = config->average * state->average[k] + (1 - config->average) * state->theta[k];
  state->progress.learning_rate = lesson.learning_rate;
  state->progress.sigma = search->sigma;
  state->progress.gradient_norm = norm(state->parameters, trainer->gradient);
}

bool l2h_trainer_update(struct l2h_trainer *trainer, struct l2h_state *state)
{
  const struct l2h_config *config = trainer->config;
  const double begin = l2h_seconds();
  const struct l2h_search search = {config->seed, (uint32_t)(state->update + 1),
                                    decayed(config->sigma, &config->sigma_decay, state->update + 1),
                                    trainer->estimator->deviations ? trainer->deviation : NULL};
  if (trainer->estimator->deviations)
    trainer->estimator->deviations(state, trainer->deviation);
  l2h_plan_make(config, state->update + 1, &trainer->plan);
  if (!roll_everywhere(trainer, &search, state))
    return false;
  l2h_workload_measure(&trainer->workload, config, &trainer->plan, trainer->seconds);
  state->update++;
  observe_losses(trainer, &state->progress);
  learn(trainer, &search, state);
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
