/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/first_encounter.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

#define RESAMPLINGS 10000

int l2h_first_encounter_aim(struct l2h_system *system, double energy, bool until_found, struct l2h_error *error)
{
  system->wanted = !isnan(energy);
  if (system->wanted)
    system->known_minimum = energy;
  if (until_found && isnan(system->known_minimum))
    return l2h_fail(error,
                    "--until-global-minimum: no global minimum of %s is known; --until-energy takes one of yours",
                    system->name);
  return 0;
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double per_encounter(double evaluations, int found)
{
  return found ? evaluations / found : INFINITY;
}

/* The same figure from seeds drawn with replacement. */
static double resampled(const struct l2h_system *system, int seeds, const struct l2h_outcome *outcome, uint32_t round)
{
  const struct l2h_stream stream = {0, L2H_RESAMPLING, 0, round};
  double evaluations = 0, u[2];
  int found = 0;
  for (int k = 0; k < seeds; k++) {
    if (k % 2 == 0)
      l2h_uniform(&stream, (uint32_t)k, 2, u);
    const struct l2h_outcome *drawn = &outcome[(int)(u[k % 2] * seeds)];
    evaluations += drawn->evaluations;
    found += l2h_system_hit(system, drawn->energy);
  }
  return per_encounter(evaluations, found);
}

static double median_of(const struct l2h_system *system, int seeds, const struct l2h_outcome *outcome)
{
  double *sorted = malloc(sizeof(double) * (size_t)seeds), median = NAN;
  if (!sorted)
    return median;
  for (int k = 0; k < seeds; k++)
    sorted[k] = l2h_system_hit(system, outcome[k].energy) ? outcome[k].evaluations : INFINITY;
  qsort(sorted, (size_t)seeds, sizeof *sorted, ascending);
  median = 0.5 * (sorted[(seeds - 1) / 2] + sorted[seeds / 2]);
  free(sorted);
  return median;
}

struct l2h_first_encounter l2h_first_encounter_of(const struct l2h_system *system, int seeds,
                                                  const struct l2h_outcome *outcome)
{
  static double figure[RESAMPLINGS];
  struct l2h_first_encounter encounter = {.seeds = seeds};
  double evaluations = 0;
  for (int k = 0; k < seeds; k++) {
    evaluations += outcome[k].evaluations;
    encounter.found += l2h_system_hit(system, outcome[k].energy);
  }
  encounter.mean = per_encounter(evaluations, encounter.found);
  encounter.median = median_of(system, seeds, outcome);
  for (uint32_t round = 0; round < RESAMPLINGS; round++)
    figure[round] = resampled(system, seeds, outcome, round);
  qsort(figure, RESAMPLINGS, sizeof *figure, ascending);
  encounter.low = figure[RESAMPLINGS / 40];
  encounter.high = figure[RESAMPLINGS - 1 - RESAMPLINGS / 40];
  return encounter;
}
