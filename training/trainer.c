/* SPDX-License-Identifier: GPL-2.0-only */
/* Deviations from the paper's section 3.3, each a setting but the first two:
   - energies are divided by the magnitude of the known global minimum, not by the best of 150 Adam runs: the same to a
     few percent, and nothing to run first; by the number of atoms where no minimum is known;
   - a loss above 0 (an end that is not even bound) counts as 0, so that one exploded cluster does not drown the mean;
   - a short quench (section 3.3 has one in evaluation alone) may come before the loss;
   - the weights kept may be a moving average of theta, and the best of several on validation starts. */
#include "trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "adam.h"
#include "parameters.h"

#define TRIO 3 /* losses of a start: theta, theta + sigma epsilon, theta - sigma epsilon */

struct l2h_trainer {
  const struct l2h_world *world;
  const struct l2h_config *config;
  const volatile sig_atomic_t *stop;
  struct l2h_rollouts *rollouts;
  struct l2h_evaluator *evaluator; /* NULL without validation */
  struct l2h_weights weights;      /* theta, or the candidate under validation */
  struct l2h_start *start;         /* [share] */
  struct l2h_start *next;          /* [share], of the update behind it */
  struct l2h_rollout_job *job;     /* [share][TRIO] */
  double *energy;                  /* [share][TRIO] */
  struct l2h_esmc_losses *losses;  /* [starts] */
  double *weight;                  /* [starts]: in the gradient of an update, mean 1 or so */
  double *gradient;                /* [parameters] */
  struct l2h_outcome *outcome;     /* [validation starts] */
};

static int most_atoms(const struct l2h_config *config)
{
  int most = 0;
  for (int s = 0; s < config->systems; s++)
    most = config->system[s].atoms > most ? config->system[s].atoms : most;
  return most;
}

/* Rollouts of a start: ES does without that of theta itself. */
static int rollouts_of(const struct l2h_config *config)
{
  return config->estimator == L2H_ES ? 2 : 3;
}

/* Start i of an update is of system i mod m: every rank's share is a fair mix (D.1: as many copies of each system). */
static int system_of(const struct l2h_config *config, int start)
{
  return start % config->systems;
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

static bool take_memory(struct l2h_trainer *trainer, const struct l2h_device *device, struct l2h_error *error)
{
  const struct l2h_config *config = trainer->config;
  const size_t starts = (size_t)config->starts;
  const int share = config->starts / trainer->world->ranks + 1;
  trainer->start = calloc((size_t)share, sizeof *trainer->start);
  trainer->next = calloc((size_t)share, sizeof *trainer->next);
  trainer->job = calloc(TRIO * (size_t)share, sizeof *trainer->job);
  trainer->energy = calloc(TRIO * (size_t)share, sizeof(double));
  trainer->losses = calloc(starts, sizeof *trainer->losses);
  trainer->weight = calloc(starts, sizeof(double));
  trainer->gradient = calloc((size_t)l2h_parameter_count(&config->model), sizeof(double));
  trainer->rollouts = l2h_rollouts_create(device, share, most_atoms(config), config->model.species, error);
  bool ok = trainer->start && trainer->next && trainer->job && trainer->energy && trainer->losses && trainer->weight &&
    trainer->gradient && trainer->rollouts;
  if (config->validate_every) {
    trainer->outcome = calloc((size_t)config->validate_starts, sizeof *trainer->outcome);
    trainer->evaluator = l2h_evaluator_create(trainer->world, device, config->validate_starts, most_atoms(config),
                                              config->model.species, error);
    ok = ok && trainer->outcome && trainer->evaluator;
  }
  return ok;
}

struct l2h_trainer *l2h_trainer_create(const struct l2h_world *world, const struct l2h_config *config,
                                       const struct l2h_device *device, const volatile sig_atomic_t *stop,
                                       struct l2h_error *error)
{
  struct l2h_trainer *trainer = calloc(1, sizeof *trainer);
  if (trainer) {
    trainer->world = world;
    trainer->config = config;
    trainer->stop = stop;
  }
  if (!trainer || !take_memory(trainer, device, error)) {
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
  l2h_rollouts_free(trainer->rollouts);
  l2h_evaluator_free(trainer->evaluator);
  free(trainer->start);
  free(trainer->next);
  free(trainer->job);
  free(trainer->energy);
  free(trainer->losses);
  free(trainer->weight);
  free(trainer->gradient);
  free(trainer->outcome);
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

/* This rank's rollouts of update number `update`; their energies into its share of the losses. */
static void roll(struct l2h_trainer *trainer, const struct l2h_search *search, const double *theta)
{
  const struct l2h_config *config = trainer->config;
  const int rollouts = rollouts_of(config);
  int first, size;
  l2h_world_share(trainer->world, config->starts, &first, &size);
  for (int i = 0; i < size; i++) {
    const uint32_t number = (uint32_t)(first + i);
    const struct l2h_system *system = &config->system[system_of(config, first + i)];
    trainer->start[i] = (struct l2h_start){system, config->seed, L2H_TRAINING_STARTS, search->update, number};
    trainer->next[i] = trainer->start[i];
    trainer->next[i].update++;
    for (int k = 0; k < rollouts; k++) /* plus, minus, centre */
      trainer->job[rollouts * i + k] = (struct l2h_rollout_job){i, k == 0 ? 1 : k == 1 ? -1 : 0, number};
  }
  l2h_parameters_to_network(&config->model, theta, &trainer->weights.network);
  const struct l2h_rollout_batch batch = {
    .weights = &trainer->weights,
    .theta = theta,
    .search = search,
    .horizon = config->horizon,
    .quench = config->quench,
    .starts = size,
    .start = trainer->start,
    .next = trainer->next,
    .jobs = rollouts * size,
    .job = trainer->job,
    .energy = trainer->energy,
    .stop = trainer->stop,
  };
  l2h_rollouts_run(trainer->rollouts, &batch);
}

static double loss(const struct l2h_system *system, double energy)
{
  return fmin(energy / system->loss_scale, 0);
}

/* The losses of all starts, on every rank. */
static void gather_losses(struct l2h_trainer *trainer)
{
  const struct l2h_config *config = trainer->config;
  int first, size;
  l2h_world_share(trainer->world, config->starts, &first, &size);
  for (int i = 0; i < size; i++) {
    const struct l2h_system *system = trainer->start[i].system;
    const double *energy = trainer->energy + rollouts_of(config) * i;
    const double plus = loss(system, energy[0]), minus = loss(system, energy[1]);
    const double centre = config->estimator == L2H_ES ? (plus + minus) / 2 : loss(system, energy[2]);
    trainer->losses[first + i] = (struct l2h_esmc_losses){centre, plus, minus};
  }
  l2h_world_gather(trainer->world, config->starts, TRIO, (double *)trainer->losses);
}

/* Standard deviation of a system's losses in this update. */
static double spread(const struct l2h_trainer *trainer, int system)
{
  double count = 0, sum = 0, squares = 0;
  for (int i = system; i < trainer->config->starts; i += trainer->config->systems) {
    const double loss[2] = {trainer->losses[i].plus, trainer->losses[i].minus};
    for (int k = 0; k < 2; k++) {
      count++;
      sum += loss[k];
      squares += loss[k] * loss[k];
    }
  }
  return sqrt(fmax(squares / count - sum / count * (sum / count), 0));
}

/* Final energies of 13 Lennard-Jones atoms differ by 4 % and those of 75 by 0.6 %: balanced, both are heard. A system
   whose losses hardly differ any more is not magnified without bound. */
#define LEAST_SPREAD 2e-3
#define USUAL_SPREAD 1e-2

static void weigh(struct l2h_trainer *trainer)
{
  const struct l2h_config *config = trainer->config;
  for (int s = 0; s < config->systems; s++) {
    const double factor = config->balance ? USUAL_SPREAD / fmax(spread(trainer, s), LEAST_SPREAD) : 1;
    for (int i = s; i < config->starts; i += config->systems)
      trainer->weight[i] = config->weight[s] * factor;
  }
}

static struct l2h_progress observe(const struct l2h_trainer *trainer, double learning_rate, int parameters)
{
  struct l2h_progress progress = {.loss_best = INFINITY, .learning_rate = learning_rate};
  for (int i = 0; i < trainer->config->starts; i++) {
    progress.loss_mean +=
      trainer->config->weight[system_of(trainer->config, i)] * trainer->losses[i].centre / trainer->config->starts;
    progress.loss_best = fmin(progress.loss_best, trainer->losses[i].centre);
  }
  for (int k = 0; k < parameters; k++)
    progress.gradient_norm += trainer->gradient[k] * trainer->gradient[k];
  progress.gradient_norm = sqrt(progress.gradient_norm);
  return progress;
}

/* What the update cost. */
static void count(const struct l2h_config *config, double sigma, struct l2h_progress *progress)
{
  progress->horizon = (double)config->horizon;
  progress->rollouts = (double)rollouts_of(config) * config->starts;
  progress->evaluations = progress->rollouts * (double)(config->horizon + config->quench);
  progress->sigma = sigma;
}

static double decayed(double initial, const struct l2h_decay *decay, long update)
{
  return l2h_decayed(initial, decay->factor, decay->every, update);
}

bool l2h_trainer_update(struct l2h_trainer *trainer, struct l2h_state *state)
{
  const struct l2h_config *config = trainer->config;
  const struct l2h_search search = {config->seed, (uint32_t)(state->update + 1),
                                    decayed(config->sigma, &config->sigma_decay, state->update + 1)};
  roll(trainer, &search, state->theta);
  if (l2h_world_any(trainer->world, *trainer->stop))
    return false;
  gather_losses(trainer);
  weigh(trainer);
  l2h_esmc_gradient(&search, config->estimator == L2H_ESMC, config->starts, trainer->losses, trainer->weight,
                    state->parameters, trainer->gradient);
  state->update++;
  const double rate = decayed(config->learning_rate, &config->decay, state->update);
  l2h_adam(state->parameters, state->update, rate, trainer->gradient, state->first, state->second, state->theta);
  for (int k = 0; k < state->parameters; k++)
    state->average[k] = config->average * state->average[k] + (1 - config->average) * state->theta[k];
  state->progress = observe(trainer, rate, state->parameters);
  count(config, search.sigma, &state->progress);
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
