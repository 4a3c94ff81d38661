/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/until_found.h"

#include <math.h>
#include <stdlib.h>

/* Adds the ends of one round; the seeds that go on stay in the list, whose new length is returned. */
static int take_round(const struct l2h_system *system, double most, int active, const struct l2h_outcome *end,
                      uint32_t *seed, struct l2h_outcome *outcome)
{
  int staying = 0;
  for (int a = 0; a < active; a++) {
    struct l2h_outcome *sum = &outcome[seed[a]];
    sum->energy = fmin(sum->energy, end[a].energy);
    sum->evaluations += end[a].evaluations;
    if (!l2h_system_hit(system, end[a].energy) && sum->evaluations < most)
      seed[staying++] = seed[a];
  }
  return staying;
}

int l2h_until_found(const struct l2h_world *world, const struct l2h_system *system, int seeds, double most,
                    l2h_round *run, void *context, struct l2h_outcome *outcome, struct l2h_error *error)
{
  uint32_t *seed = malloc(2 * (size_t)seeds * sizeof *seed), *number = seed ? seed + seeds : NULL;
  struct l2h_outcome *end = malloc((size_t)seeds * sizeof *end);
  int result = seed && end ? 0 : l2h_fail(error, "no memory for %d seeds", seeds);
  result = l2h_world_failed(world, result, error) ? -1 : 0;
  for (int k = 0; result == 0 && k < seeds; k++) {
    seed[k] = (uint32_t)k;
    outcome[k] = (struct l2h_outcome){INFINITY, 0};
  }
  int active = seeds;
  for (uint32_t round = 0; result == 0 && active > 0; round++) {
    for (int a = 0; a < active; a++)
      number[a] = seed[a] + round * (uint32_t)seeds;
    result = run(context, active, number, end, error);
    if (result == 0)
      active = take_round(system, most, active, end, seed, outcome);
  }
  free(seed);
  free(end);
  return result;
}
