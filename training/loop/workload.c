/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/workload.h"

#include <omp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FORGET 0.3 /* share of an update in the running mean of what a step costs */

int l2h_workload_create(struct l2h_workload *workload, const struct l2h_world *world, const struct l2h_config *config,
                        struct l2h_error *error)
{
  const int trials = l2h_plan_most_trials(config);
  *workload = (struct l2h_workload){
    .ranks = world->ranks, .rank = world->rank, .threads = l2h_world_least(world, omp_get_max_threads())};
  for (int s = 0; s < config->systems; s++)
    workload->second[s] = 2e-7 * config->system[s].atoms;
  workload->trial = calloc((size_t)trials, sizeof(int));
  workload->owner = calloc((size_t)trials, sizeof(int));
  workload->cost = calloc((size_t)trials, sizeof(double));
  workload->schedule = l2h_schedule_create(trials, workload->ranks * workload->threads, error);
  if (workload->trial && workload->owner && workload->cost && workload->schedule)
    return 0;
  return l2h_fail(error, "no memory for updates of %d rollouts", trials);
}

void l2h_workload_free(struct l2h_workload *workload)
{
  l2h_schedule_free(workload->schedule);
  free(workload->trial);
  free(workload->owner);
  free(workload->cost);
}

static double cost_of(const struct l2h_workload *workload, const struct l2h_plan *plan, int j)
{
  const struct l2h_trial *trial = &plan->trial[j];
  return workload->second[plan->start[trial->start].system] * (double)plan->start[trial->start].horizon;
}

/* Where there are hardly more pieces than threads, every trial is a piece of its own: ranks then make the start of a
   pair twice, which costs less than a thread that has nothing to do. */
#define ENOUGH_PIECES 4

static bool splits(const struct l2h_workload *workload, const struct l2h_plan *plan)
{
  return plan->pieces < ENOUGH_PIECES * workload->ranks * workload->threads;
}

static int piece_of(const struct l2h_workload *workload, const struct l2h_plan *plan, int j)
{
  return splits(workload, plan) ? j : plan->trial[j].piece;
}

/* This rank's trials, in the plan's order. */
static void collect(struct l2h_workload *workload, const struct l2h_plan *plan)
{
  workload->trials = 0;
  for (int j = 0; j < plan->trials; j++)
    if (workload->owner[piece_of(workload, plan, j)] == workload->rank)
      workload->trial[workload->trials++] = j;
}

/* Dearest first, so that no thread is left with a long one at the end. */
static void sort_own(struct l2h_workload *workload, const struct l2h_plan *plan)
{
  int *order = workload->owner; /* no longer needed */
  for (int k = 0; k < workload->trials; k++)
    workload->cost[k] = cost_of(workload, plan, workload->trial[k]);
  l2h_schedule_order(workload->schedule, workload->trials, workload->cost, order);
  for (int k = 0; k < workload->trials; k++)
    order[k] = workload->trial[order[k]];
  memcpy(workload->trial, order, sizeof(int) * (size_t)workload->trials);
}

void l2h_workload_share(struct l2h_workload *workload, const struct l2h_plan *plan)
{
  const int pieces = splits(workload, plan) ? plan->trials : plan->pieces;
  memset(workload->cost, 0, sizeof(double) * (size_t)pieces);
  for (int j = 0; j < plan->trials; j++)
    workload->cost[piece_of(workload, plan, j)] += cost_of(workload, plan, j);
  l2h_schedule_share_ranks(workload->schedule, pieces, workload->cost, workload->ranks, workload->threads,
                           workload->owner);
  collect(workload, plan);
  sort_own(workload, plan);
}

void l2h_workload_measure(struct l2h_workload *workload, const struct l2h_config *config, const struct l2h_plan *plan,
                          const double *seconds)
{
  workload->busy = 0;
  for (int s = 0; s < config->systems; s++) {
    double spent = 0, steps = 0;
    for (int j = 0; j < plan->trials; j++)
      if (plan->start[plan->trial[j].start].system == s && seconds[j] > 0) {
        spent += seconds[j];
        steps += (double)plan->start[plan->trial[j].start].horizon;
      }
    workload->busy += spent;
    if (steps > 0)
      workload->second[s] += FORGET * (spent / steps - workload->second[s]);
  }
}
