/* SPDX-License-Identifier: GPL-2.0-only */
/* A rollout is a run of a learned optimizer; theta is its network. */
#include <stdlib.h>
#include <string.h>

#include "loop/episode.h"
#include "loop/loss.h"
#include "rollouts/parameters.h"
#include "rollouts/runner.h"

struct rollouts {
  const struct l2h_world *world;
  const struct l2h_config *config;
  const volatile sig_atomic_t *stop;
  struct l2h_runner *runner;
  struct l2h_evaluator *evaluator; /* NULL without validation */
  struct l2h_weights weights;      /* theta, or the candidate under validation */
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

static void describe_model(const struct l2h_config *config, struct l2h_weights *weights)
{
  weights->model = config->model;
  weights->step_limit = config->step_limit;
  set_scales(config, weights);
}

static void describe(const struct l2h_config *config, const double *theta, struct l2h_weights *weights)
{
  describe_model(config, weights);
  weights->horizon = config->horizon;
  l2h_parameters_to_network(&config->model, theta, &weights->network);
}

static int parameters(const struct l2h_config *config)
{
  return l2h_parameter_count(&config->model);
}

static int initial(const struct l2h_config *config, double *theta, struct l2h_error *error)
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
  l2h_parameters_from_network(&config->model, &network, theta);
  return 0;
}

static void destroy(void *own)
{
  struct rollouts *rollouts = own;
  if (!rollouts)
    return;
  l2h_runner_free(rollouts->runner);
  l2h_evaluator_free(rollouts->evaluator);
  free(rollouts);
}

static void *create(const struct l2h_world *world, const struct l2h_config *config, const struct l2h_device *device,
                    const volatile sig_atomic_t *stop, struct l2h_error *error)
{
  struct rollouts *rollouts = calloc(1, sizeof *rollouts);
  if (!rollouts) {
    l2h_fail(error, "no memory for a trainer");
    return NULL;
  }
  const int atoms = most_atoms(config), species = config->model.species;
  rollouts->world = world;
  rollouts->config = config;
  rollouts->stop = stop;
  describe_model(config, &rollouts->weights);
  rollouts->runner = l2h_runner_create(device, config->settings.starts, atoms, species, error);
  if (rollouts->runner && config->validate_every)
    rollouts->evaluator = l2h_evaluator_create(world, device, config->validate_starts, atoms, species, error);
  if (rollouts->runner && (rollouts->evaluator || !config->validate_every))
    return rollouts;
  destroy(rollouts);
  return NULL;
}

static void run(void *own, const struct l2h_episode_batch *batch)
{
  struct rollouts *rollouts = own;
  const struct l2h_config *config = rollouts->config;
  const struct l2h_plan *plan = batch->plan;
  l2h_parameters_to_network(&config->model, batch->theta, &rollouts->weights.network);
  const struct l2h_rollout_batch inner = {
    .weights = &rollouts->weights,
    .theta = batch->theta,
    .perturbations = batch->perturbations,
    .starts = plan->starts,
    .start = plan->start,
    .next = batch->next->start,
    .rollout = plan->rollout,
    .count = batch->count,
    .order = batch->order,
    .quench = config->quench,
    .best = config->best_loss,
    .stop = rollouts->stop,
    .energy = batch->energy,
    .seconds = batch->seconds,
  };
  l2h_runner_run(rollouts->runner, &inner);
  for (int k = 0; k < batch->count; k++) {
    const int j = batch->order[k];
    batch->evaluations[j] = (double)plan->rollout[j].horizon + (double)config->quench;
  }
}

static double loss(const struct l2h_config *config, int system, double goal, const struct l2h_encounters *encounters,
                   const struct l2h_result *result)
{
  (void)goal;
  (void)encounters;
  return l2h_loss(&config->system[system], result->energy);
}

static bool measure(void *own, const double *theta, const double *goal, struct l2h_outcome *outcome)
{
  struct rollouts *rollouts = own;
  const struct l2h_config *config = rollouts->config;
  (void)goal;
  l2h_parameters_to_network(&config->model, theta, &rollouts->weights.network);
  for (int s = 0; s < config->systems; s++) {
    const struct l2h_evaluation evaluation = {
      .system = &config->system[s],
      .seed = config->seed,
      .purpose = L2H_VALIDATION_STARTS,
      .starts = config->validate_starts,
      .steps = config->horizon,
      .quench = L2H_QUENCH_LBFGS,
      .stop = rollouts->stop,
    };
    l2h_evaluate(rollouts->evaluator, &rollouts->weights, &evaluation, outcome + s * config->validate_starts);
    if (l2h_world_any(rollouts->world, *rollouts->stop))
      return false;
  }
  return true;
}

/* Of the mean quenched energy, divided by the loss scale: -1 is all minima found. */
static double score(const struct l2h_config *config, int system, double goal, const struct l2h_outcome *outcome,
                    const struct l2h_summary *summary)
{
  (void)goal;
  (void)outcome;
  return summary->mean / config->system[system].loss_scale;
}

const struct l2h_episode l2h_episode_rollout = {.parameters = parameters,
                                                .initial = initial,
                                                .describe = describe,
                                                .create = create,
                                                .destroy = destroy,
                                                .run = run,
                                                .loss = loss,
                                                .measure = measure,
                                                .score = score};
