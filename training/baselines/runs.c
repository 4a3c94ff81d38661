/* SPDX-License-Identifier: GPL-2.0-only */
#include "baselines/runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluation/until_found.h"

/* The lowest minimum of a baseline that hops, perhaps a loose one, is made exact. Where the run was for the first
   encounter it ended with that: the quench is for the report alone and does not count. */
static void run_start(struct l2h_run *run, const struct l2h_baseline_runs *runs, int i, const double *parameter,
                      double *x)
{
  const struct l2h_start start = {runs->system, runs->seed, runs->purpose, runs->update,
                                  runs->number ? runs->number[i] : (uint32_t)i};
  run->until_found = runs->until_found;
  run->budget = runs->steps;
  l2h_run_begin(run, &start, x);
  runs->baseline->search(run, parameter, x, run->room);
  if (runs->baseline->hops && isfinite(run->lowest))
    memcpy(x, run->best, 3 * sizeof(double) * (size_t)run->system.atoms);
  const long evaluations = run->evaluations;
  const bool encountered = runs->baseline->hops && run->until_found && run->found;
  l2h_run_quench(run, x);
  if (encountered)
    run->evaluations = evaluations;
}

static void hand_over(const struct l2h_baseline_runs *runs, const struct l2h_run *run, int i,
                      struct l2h_outcome *outcome)
{
  const size_t numbers = 3 * (size_t)runs->system->atoms;
  outcome[i] = (struct l2h_outcome){run->lowest * run->energy_scale, (double)run->evaluations};
  for (size_t k = 0; runs->position && k < numbers; k++)
    runs->position[numbers * (size_t)i + k] = run->best[k] * run->length_scale;
}

/* This rank's share. 0, or -1 with a message. */
static int run_share(const struct l2h_baseline_runs *runs, int first, int size, struct l2h_outcome *outcome,
                     struct l2h_error *error)
{
  int failed = 0;
#pragma omp parallel reduction(|| : failed)
  {
    struct l2h_error ignored;
    struct l2h_run run;
    double parameter[L2H_BASELINE_PARAMETERS];
    double *x = malloc(3 * (size_t)runs->system->atoms * sizeof(double));
    failed = l2h_run_create(&run, runs->system, runs->baseline->arrays, &ignored) != 0 || !x;
#pragma omp for schedule(dynamic)
    for (int i = first; i < first + size; i++) {
      if (failed)
        continue;
      if (runs->parameters_of)
        runs->parameters_of(runs->context, i, parameter);
      run_start(&run, runs, i, runs->parameters_of ? parameter : runs->parameter, x);
      hand_over(runs, &run, i, outcome);
    }
    l2h_run_free(&run);
    free(x);
  }
  if (!failed)
    return 0;
  return l2h_fail(error, "no memory for runs of %s with %d atoms", runs->baseline->name, runs->system->atoms);
}

int l2h_baseline_run(const struct l2h_world *world, const struct l2h_baseline_runs *runs, struct l2h_outcome *outcome,
                     struct l2h_error *error)
{
  int first, size;
  l2h_world_share(world, runs->starts, &first, &size);
  if (l2h_world_failed(world, run_share(runs, first, size, outcome, error), error))
    return -1;
  l2h_world_gather(world, runs->starts, 2, (double *)outcome);
  if (runs->position)
    l2h_world_gather(world, runs->starts, 3 * runs->system->atoms, runs->position);
  return 0;
}

struct round {
  const struct l2h_world *world;
  struct l2h_baseline_runs runs;
};

static int run_round(void *context, int starts, const uint32_t *number, struct l2h_outcome *outcome,
                     struct l2h_error *error)
{
  struct round *round = context;
  round->runs.starts = starts;
  round->runs.number = number;
  return l2h_baseline_run(round->world, &round->runs, outcome, error);
}

int l2h_baseline_run_until_found(const struct l2h_world *world, const struct l2h_baseline_runs *runs, double most,
                                 struct l2h_outcome *outcome, struct l2h_error *error)
{
  struct round round = {world, *runs};
  round.runs.until_found = true;
  round.runs.position = NULL;
  if (runs->baseline->hops)
    round.runs.steps = (long)most;
  return l2h_until_found(world, runs->system, runs->starts, most, run_round, &round, outcome, error);
}
