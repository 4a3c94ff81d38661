/* SPDX-License-Identifier: GPL-2.0-only */
#include "commands/costs.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "estimators/adam_update.h"
#include "loop/checkpoint.h"
#include "loop/journal.h"
#include "rollouts/parameters.h"
#include "systems/starts.h"
#include "loop/trainer.h"
#include "rollouts/trajectory.h"

#define SERIAL_RUNS 7
#define CHECKPOINT_RUNS 3

struct measurement {
  const struct l2h_config *config;
  const struct l2h_kernels *kernels;
  struct l2h_state state;     /* before the first update */
  struct l2h_weights weights; /* likewise */
  struct l2h_costs *costs;
  double *start; /* [systems][rollouts] */
};

struct bench { /* of one thread */
  struct l2h_trajectory trajectory;
  struct l2h_weights weights;
  double theta[L2H_MAX_PARAMETERS];
  double position[3 * L2H_SYSTEM_MAX_ATOMS], gradient[3 * L2H_SYSTEM_MAX_ATOMS];
};

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static struct l2h_search search_of(const struct l2h_config *config)
{
  return (struct l2h_search){config->seed, 1, config->sigma, NULL};
}

/* ---- rollouts ---- */

static int open_bench(const struct measurement *measurement, struct bench **bench)
{
  const struct l2h_config *config = measurement->config;
  struct l2h_error unused;
  int atoms = 0;
  for (int s = 0; s < config->systems; s++)
    atoms = config->system[s].atoms > atoms ? config->system[s].atoms : atoms;
  *bench = calloc(1, sizeof **bench);
  if (!*bench)
    return -1;
  (*bench)->weights = measurement->weights;
  return l2h_trajectory_create(&(*bench)->trajectory, measurement->kernels, atoms, config->model.species, &unused);
}

static void close_bench(struct bench *bench)
{
  if (bench)
    l2h_trajectory_free(&bench->trajectory);
  free(bench);
}

/* Steps of a rollout in the mean over the horizons that training has. */
static double mean_horizon(const struct l2h_config *config)
{
  double sum = 0;
  for (int i = 0; i < config->horizons; i++)
    sum += (double)config->trained_horizon[i];
  return sum / config->horizons;
}

/* Learned steps and quench; returns what a whole rollout would take of them. */
static double time_steps(const struct measurement *measurement, struct bench *bench)
{
  const struct l2h_config *config = measurement->config;
  const long steps = measurement->costs->steps;
  const long quench = config->quench < steps ? config->quench : steps;
  struct l2h_clock clock;
  l2h_clock_start(&clock, config->horizon);
  const double begin = l2h_thread_seconds();
  while (clock.step < steps)
    l2h_trajectory_step(&bench->trajectory, &bench->weights, &clock);
  const double middle = l2h_thread_seconds();
  for (long step = 0; step < quench; step++)
    l2h_trajectory_descend(&bench->trajectory);
  const double end = l2h_thread_seconds();
  return (middle - begin) * mean_horizon(config) / (double)steps +
    (quench ? (end - middle) * (double)config->quench / (double)quench : 0);
}

/* Rollout number i of a system, as the trainer runs it. */
static void time_rollout(const struct measurement *measurement, struct bench *bench, int system, int i)
{
  const struct l2h_config *config = measurement->config;
  const struct l2h_search search = search_of(config);
  const struct l2h_start start = {&config->system[system], config->seed, L2H_TRAINING_STARTS, 1, (uint32_t)i};
  const size_t here = (size_t)system * (size_t)measurement->costs->rollouts + (size_t)i;
  const double begin = l2h_thread_seconds();
  l2h_start_positions(&start, bench->position, bench->gradient);
  measurement->start[here] = l2h_thread_seconds() - begin;
  l2h_perturbed(&search, start.number, i % 2 ? -1 : 1, measurement->state.parameters, measurement->state.theta,
                bench->theta);
  l2h_parameters_to_network(&config->model, bench->theta, &bench->weights.network);
  l2h_trajectory_begin(&bench->trajectory, &bench->weights, start.system, bench->position);
  const double before_steps = l2h_thread_seconds() - begin;
  measurement->costs->rollout[here] = before_steps + time_steps(measurement, bench);
}

/* Over all threads at once: they share caches, and clock rates fall when every core computes. */
static int time_rollouts(const struct measurement *measurement)
{
  const struct l2h_costs *costs = measurement->costs;
  int failures = 0;
#pragma omp parallel num_threads(costs->threads) reduction(+ : failures)
  {
    struct bench *bench;
    failures += open_bench(measurement, &bench) != 0;
#pragma omp for schedule(dynamic)
    for (int k = 0; k < costs->systems * costs->rollouts; k++)
      if (!failures)
        time_rollout(measurement, bench, k / costs->rollouts, k % costs->rollouts);
    close_bench(bench);
  }
  return failures ? -1 : 0;
}

static void sort_samples(const struct measurement *measurement)
{
  struct l2h_costs *costs = measurement->costs;
  const size_t size = (size_t)costs->rollouts;
  for (size_t s = 0; s < (size_t)costs->systems; s++) {
    qsort(costs->rollout + s * size, size, sizeof(double), ascending);
    qsort(measurement->start + s * size, size, sizeof(double), ascending);
    costs->start[s] = measurement->start[s * size + size / 2];
  }
}

/* ---- what is not a rollout ---- */

/* Combines as many perturbations as an update has starts, and takes Adam's step, on so many threads. */
static int time_serial(struct measurement *measurement, int threads, double *seconds)
{
  const struct l2h_config *config = measurement->config;
  struct l2h_state *state = &measurement->state;
  const int before = omp_get_max_threads();
  struct l2h_direction *direction = calloc((size_t)config->starts, sizeof *direction);
  double *gradient = calloc((size_t)state->parameters, sizeof *gradient);
  *seconds = INFINITY;
  if (direction && gradient) {
    for (int i = 0; i < config->starts; i++)
      direction[i] = (struct l2h_direction){1, 1, (uint32_t)i};
    omp_set_num_threads(threads);
    for (int run = 0; run < SERIAL_RUNS; run++) {
      const double begin = threads == 1 ? l2h_thread_seconds() : l2h_seconds();
      l2h_combine(config->seed, config->starts, direction, config->starts, state->parameters, gradient);
      l2h_adam(state->parameters, 1, 0, gradient, state->first, state->second, state->theta);
      *seconds = fmin(*seconds, (threads == 1 ? l2h_thread_seconds() : l2h_seconds()) - begin);
    }
    omp_set_num_threads(before);
  }
  const bool ok = direction && gradient;
  free(direction);
  free(gradient);
  return ok ? 0 : -1;
}

static int time_checkpoint(const struct measurement *measurement, struct l2h_error *error)
{
  char path[64];
  int result = 0;
  snprintf(path, sizeof path, "scaling-checkpoint-%ld", (long)getpid());
  measurement->costs->checkpoint = INFINITY;
  for (int run = 0; run < CHECKPOINT_RUNS && result == 0; run++) {
    const double begin = l2h_seconds();
    result = l2h_checkpoint_write(path, measurement->config, measurement->kernels->name, &measurement->state, error);
    measurement->costs->checkpoint = fmin(measurement->costs->checkpoint, l2h_seconds() - begin);
  }
  unlink(path);
  return result;
}

/* ---- together ---- */

static int prepare(struct measurement *measurement, struct l2h_error *error)
{
  const struct l2h_config *config = measurement->config;
  struct l2h_costs *costs = measurement->costs;
  const size_t samples = (size_t)costs->systems * (size_t)costs->rollouts;
  if (l2h_state_create(&measurement->state, l2h_parameter_count(&config->model), l2h_trainer_lanes(config), error) !=
        0 ||
      l2h_trainer_initial(config, &measurement->state, error) != 0)
    return -1;
  measurement->state.best_score = INFINITY;
  l2h_trainer_weights(config, &measurement->state, &measurement->weights);
  costs->rollout = calloc(samples, sizeof(double));
  costs->start = calloc((size_t)costs->systems, sizeof(double));
  measurement->start = calloc(samples, sizeof(double));
  if (!costs->rollout || !costs->start || !measurement->start)
    return l2h_fail(error, "no memory to measure %zu rollouts", samples);
  return 0;
}

static int measure(struct measurement *measurement, struct l2h_error *error)
{
  struct l2h_costs *costs = measurement->costs;
  if (prepare(measurement, error) != 0)
    return -1;
  if (time_rollouts(measurement) != 0 || time_serial(measurement, costs->threads, &costs->serial) != 0 ||
      time_serial(measurement, 1, &costs->serial_one) != 0)
    return l2h_fail(error, "no memory for rollouts on %d threads", costs->threads);
  sort_samples(measurement);
  return time_checkpoint(measurement, error);
}

int l2h_costs_measure(const struct l2h_config *config, const struct l2h_kernels *kernels, int threads, int rollouts,
                      long steps, struct l2h_costs *costs, struct l2h_error *error)
{
  *costs = (struct l2h_costs){.threads = threads,
                              .systems = config->systems,
                              .rollouts = rollouts,
                              .steps = steps < config->horizon ? steps : config->horizon};
  struct measurement *measurement = calloc(1, sizeof *measurement);
  if (!measurement)
    return l2h_fail(error, "no memory");
  measurement->config = config;
  measurement->kernels = kernels;
  measurement->costs = costs;
  const int result = measure(measurement, error);
  l2h_state_free(&measurement->state);
  free(measurement->start);
  free(measurement);
  return result;
}

void l2h_costs_free(struct l2h_costs *costs)
{
  free(costs->rollout);
  free(costs->start);
  costs->rollout = costs->start = NULL;
}

double l2h_costs_mean(const struct l2h_costs *costs, int system)
{
  double sum = 0;
  for (int i = 0; i < costs->rollouts; i++)
    sum += costs->rollout[(size_t)system * (size_t)costs->rollouts + (size_t)i];
  return sum / costs->rollouts;
}
