/* SPDX-License-Identifier: GPL-2.0-only */
#include "baselines/pursuit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A method that hops runs until the hunt is over; its lowest minimum, perhaps a loose one, is then made exact. */
static void run_once(struct l2h_hunt *hunt, const struct l2h_pursuit *pursuit, const double *parameter, double *x)
{
  pursuit->method->run(hunt, parameter, x);
  if (pursuit->method->hops && isfinite(hunt->lowest))
    memcpy(x, hunt->best, 3 * sizeof(double) * (size_t)hunt->system.atoms);
  l2h_hunt_quench(hunt, x);
}

static void run_start(struct l2h_hunt *hunt, const struct l2h_pursuit *pursuit, int number, const double *parameter,
                      double *x)
{
  struct l2h_start start = {pursuit->system, pursuit->seed, pursuit->purpose, pursuit->update, (uint32_t)number};
  hunt->until_found = pursuit->until_found;
  hunt->budget = pursuit->until_found && pursuit->method->hops ? (long)pursuit->most : pursuit->steps;
  l2h_hunt_begin(hunt, &start, true, x);
  run_once(hunt, pursuit, parameter, x);
  while (pursuit->until_found && !hunt->found && (double)hunt->evaluations < pursuit->most) {
    start.number += (uint32_t)pursuit->starts;
    hunt->budget = hunt->evaluations + pursuit->steps;
    l2h_hunt_begin(hunt, &start, false, x);
    run_once(hunt, pursuit, parameter, x);
  }
}

/* This rank's share. */
static int run_share(const struct l2h_pursuit *pursuit, int first, int size, struct l2h_outcome *outcome)
{
  const size_t numbers = 3 * (size_t)pursuit->system->atoms;
  int failed = 0;
#pragma omp parallel reduction(|| : failed)
  {
    struct l2h_error ignored;
    struct l2h_hunt hunt;
    double parameter[L2H_MOST_PARAMETERS];
    double *x = malloc(numbers * sizeof(double));
    failed = l2h_hunt_create(&hunt, pursuit->system, &ignored) != 0 || !x;
#pragma omp for schedule(dynamic)
    for (int i = first; i < first + size; i++) {
      if (failed)
        continue;
      if (pursuit->parameters_of)
        pursuit->parameters_of(pursuit->context, i, parameter);
      run_start(&hunt, pursuit, i, pursuit->parameters_of ? parameter : pursuit->parameter, x);
      outcome[i] = (struct l2h_outcome){hunt.lowest * hunt.energy_scale, (double)hunt.evaluations};
      for (size_t k = 0; pursuit->position && k < numbers; k++)
        pursuit->position[numbers * (size_t)i + k] = hunt.best[k] * hunt.length_scale;
    }
    l2h_hunt_free(&hunt);
    free(x);
  }
  return failed;
}

int l2h_pursue(const struct l2h_world *world, const struct l2h_pursuit *pursuit, struct l2h_outcome *outcome,
               struct l2h_error *error)
{
  int first, size;
  l2h_world_share(world, pursuit->starts, &first, &size);
  if (run_share(pursuit, first, size, outcome) != 0)
    l2h_fail(error, "no memory for %d starts of %d atoms", pursuit->starts, pursuit->system->atoms);
  l2h_world_gather(world, pursuit->starts, 2, (double *)outcome);
  if (pursuit->position)
    l2h_world_gather(world, pursuit->starts, 3 * pursuit->system->atoms, pursuit->position);
  return 0;
}
