/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/workload.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FORGET 0.3 /* share of an update in the running mean of what a step costs */

int l2h_workload_create(struct l2h_workload *workload, const struct l2h_world *world, int threads,
                        const struct l2h_config *config, struct l2h_error *error)
{
  const int most = l2h_plan_most_rollouts(config);
  *workload = (struct l2h_workload){.ranks = world->ranks, .rank = world->rank, .threads = threads};
  for (int s = 0; s < config->systems; s++)
    workload->step_seconds[s] = 2e-7 * config->system[s].atoms;
  workload->rollout = calloc((size_t)most, sizeof(int));
  workload->of_start = calloc((size_t)config->settings.starts + 1, sizeof(int));
  workload->bundle = calloc((size_t)most, sizeof(int));
  workload->owner = calloc((size_t)most, sizeof(int));
  workload->cost = calloc((size_t)most, sizeof(double));
  workload->schedule = l2h_schedule_create(most, workload->ranks * workload->threads, error);
  if (!workload->schedule)
    return -1;
  return workload->rollout && workload->of_start && workload->bundle && workload->owner && workload->cost
    ? 0
    : l2h_fail(error, "no memory for updates of %d rollouts", most);
}

void l2h_workload_free(struct l2h_workload *workload)
{
  l2h_schedule_free(workload->schedule);
  free(workload->rollout);
  free(workload->of_start);
  free(workload->bundle);
  free(workload->owner);
  free(workload->cost);
}

static int system_of(const struct l2h_config *config, const struct l2h_plan *plan, int j)
{
  return plan->cohort[plan->rollout[j].start] % config->systems;
}

static double cost_of(const struct l2h_workload *workload, const struct l2h_config *config, const struct l2h_plan *plan,
                      int j)
{
  return workload->step_seconds[system_of(config, plan, j)] * (double)plan->rollout[j].horizon;
}

/* Rollouts that follow each other from the same start are a bundle, which one rank runs: the start is then made once.
   Where there are hardly more bundles than threads, every rollout is one of its own: ranks then make a start twice,
   which costs less than a thread that has nothing to do. */
#define ENOUGH_BUNDLES 4

static bool begins(const struct l2h_plan *plan, int j)
{
  return j == 0 || plan->rollout[j].start != plan->rollout[j - 1].start;
}

static bool enough_bundles(const struct l2h_workload *workload, const struct l2h_plan *plan)
{
  int bundles = 0;
  for (int j = 0; j < plan->rollouts; j++)
    bundles += begins(plan, j);
  return bundles >= ENOUGH_BUNDLES * workload->ranks * workload->threads;
}

/* Returns how many bundles there are. They are numbered start by start: rollouts from one start cost alike, a long
   search being long for most members of a population, and pieces of equal predicted cost go to ranks in turn. */
static int bundle(struct l2h_workload *workload, const struct l2h_plan *plan)
{
  const bool together = enough_bundles(workload, plan);
  int *next = workload->of_start; /* number of the start's next bundle, after a look at how many each has */
  memset(next, 0, sizeof(int) * ((size_t)plan->starts + 1));
  for (int j = 0; j < plan->rollouts; j++)
    next[plan->rollout[j].start + 1] += !together || begins(plan, j);
  for (int i = 0; i < plan->starts; i++)
    next[i + 1] += next[i];
  const int bundles = next[plan->starts];
  for (int j = 0; j < plan->rollouts; j++)
    workload->bundle[j] = !together || begins(plan, j) ? next[plan->rollout[j].start]++ : workload->bundle[j - 1];
  return bundles;
}

/* This rank's rollouts, in the plan's order. */
static void collect(struct l2h_workload *workload, const struct l2h_plan *plan)
{
  workload->count = 0;
  for (int j = 0; j < plan->rollouts; j++)
    if (workload->owner[workload->bundle[j]] == workload->rank)
      workload->rollout[workload->count++] = j;
}

/* The most costly first, so that no thread is left with a long one at the end. */
static void sort_own(struct l2h_workload *workload, const struct l2h_config *config, const struct l2h_plan *plan)
{
  int *order = workload->owner; /* no longer needed */
  for (int k = 0; k < workload->count; k++)
    workload->cost[k] = cost_of(workload, config, plan, workload->rollout[k]);
  l2h_schedule_order(workload->schedule, workload->count, workload->cost, order);
  for (int k = 0; k < workload->count; k++)
    order[k] = workload->rollout[order[k]];
  memcpy(workload->rollout, order, sizeof(int) * (size_t)workload->count);
}

void l2h_workload_share(struct l2h_workload *workload, const struct l2h_config *config, const struct l2h_plan *plan)
{
  const int bundles = bundle(workload, plan);
  memset(workload->cost, 0, sizeof(double) * (size_t)bundles);
  for (int j = 0; j < plan->rollouts; j++)
    workload->cost[workload->bundle[j]] += cost_of(workload, config, plan, j);
  l2h_schedule_share_ranks(workload->schedule, bundles, workload->cost, workload->ranks, workload->threads,
                           workload->owner);
  collect(workload, plan);
  sort_own(workload, config, plan);
}

void l2h_workload_measure(struct l2h_workload *workload, const struct l2h_config *config, const struct l2h_plan *plan,
                          const double *seconds)
{
  workload->busy = 0;
  for (int s = 0; s < config->systems; s++) {
    double spent = 0, steps = 0;
    for (int j = 0; j < plan->rollouts; j++)
      if (system_of(config, plan, j) == s && seconds[j] > 0) {
        spent += seconds[j];
        steps += (double)plan->rollout[j].horizon;
      }
    workload->busy += spent;
    if (steps > 0)
      workload->step_seconds[s] += FORGET * (spent / steps - workload->step_seconds[s]);
  }
}
