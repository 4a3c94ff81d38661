/* SPDX-License-Identifier: GPL-2.0-only */
/* What a learned step costs on a GPU that is full: 240 rollouts (section 3.2's 80 starts, three each) of each system,
   and of the paper's six Lennard-Jones sizes together, the best of three runs. docs/gpu-model.md has the model's
   figures to compare. No test of speed: as a test it fails only if it does not run. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loop/initialization.h"
#include "loop/journal.h"
#include "rollouts/parameters.h"
#include "rollouts/device.h"
#include "rollouts/runner.h"
#include "cuda/rollouts_cuda.h"

enum { STARTS = 80, JOBS = 3 * STARTS, MOST_SYSTEMS = 6 };

/* The warm start: an optimizer that anneals a cluster. */
static int make_weights(struct l2h_weights *weights, double *theta, struct l2h_error *error)
{
  const struct l2h_warm_start rule = L2H_WARM_START_DEFAULT;
  memset(weights, 0, sizeof *weights);
  weights->model.species = 1;
  weights->model.groups = ((1u << L2H_GROUPS) - 1) & ~(1u << L2H_GROUP_STEP | 1u << L2H_GROUP_SINE);
  weights->step_limit = 0.5;
  l2h_initialize(&weights->model, 1, &weights->network);
  if (l2h_warm_start(&weights->model, &rule, &weights->network, error) != 0)
    return -1;
  l2h_parameters_from_network(&weights->model, &weights->network, theta);
  return 0;
}

static int time_systems(const struct l2h_device *device, const char *label, int count, const char *const *names,
                        long horizon, struct l2h_error *error)
{
  static struct l2h_weights weights;
  static double theta[L2H_MAX_PARAMETERS], energy[JOBS];
  struct l2h_system system[MOST_SYSTEMS];
  struct l2h_start start[STARTS];
  struct l2h_rollout rollout[JOBS];
  const struct l2h_perturbations perturbations = {1, 1, 0.03, NULL};
  int most = 0;
  double best = INFINITY;
  if (make_weights(&weights, theta, error) != 0)
    return -1;
  for (int s = 0; s < count; s++) {
    if (l2h_system_parse(names[s], &system[s], error) != 0)
      return -1;
    most = system[s].atoms > most ? system[s].atoms : most;
  }
  for (uint32_t s = 0; s < STARTS; s++)
    start[s] = (struct l2h_start){&system[s % (uint32_t)count], 1, L2H_TRAINING_STARTS, 1, s};
  for (int j = 0; j < JOBS; j++)
    rollout[j] = (struct l2h_rollout){j / 3, horizon, j % 3 - 1, (uint32_t)(j / 3)};
  struct l2h_runner *runner = l2h_runner_create(device, STARTS, most, 1, error);
  if (!runner)
    return -1;
  const struct l2h_rollout_batch batch = {.weights = &weights,
                                          .theta = theta,
                                          .perturbations = &perturbations,
                                          .starts = STARTS,
                                          .start = start,
                                          .count = JOBS,
                                          .rollout = rollout,
                                          .energy = energy};
  for (int repeat = 0; repeat < 3; repeat++) {
    const double begin = l2h_seconds();
    l2h_runner_run(runner, &batch);
    best = fmin(best, l2h_seconds() - begin);
  }
  l2h_runner_free(runner);
  printf("%-10s  %16.3f  %22.2f\n", label, 1e6 * best / (double)horizon, JOBS * (double)horizon / best * 1e-6);
  return 0;
}

int main(void)
{
  static const char *const lj[MOST_SYSTEMS] = {"lj:13", "lj:19", "lj:31", "lj:38", "lj:55", "lj:75"};
  static const char *const others[] = {"lj:13", "lj:38", "lj:75", "gupta:Au55", "sw:Si64"};
  const struct l2h_world world = {.rank = 0, .ranks = 1};
  struct l2h_device device;
  struct l2h_error error;
  char found[200];
  l2h_device_offer_gpu(&l2h_rollouts_cuda);
  if (l2h_device_choose(&world, L2H_DEVICE_CUDA, NULL, &device, found, &error) != 0) {
    printf("skipped: %s\n", error.text);
    return 77;
  }
  printf("%s; %d rollouts side by side\n", found, JOBS);
  printf("%-10s  %16s  %22s\n", "systems", "us a step of all", "million steps a second");
  for (size_t s = 0; s < sizeof others / sizeof others[0]; s++)
    if (time_systems(&device, others[s], 1, &others[s], 20000, &error) != 0) {
      fprintf(stderr, "gpu_bench: %s\n", error.text);
      return 1;
    }
  if (time_systems(&device, "six lj", MOST_SYSTEMS, lj, 20000, &error) != 0) {
    fprintf(stderr, "gpu_bench: %s\n", error.text);
    return 1;
  }
  return 0;
}
