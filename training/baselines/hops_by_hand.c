/* SPDX-License-Identifier: GPL-2.0-only */
/* The project's own search (src/search) with numbers found by hand and nothing learned: what a learned policy must
   beat. The same search as `learn2hop search` makes with the same seed, and like that one it begins at random places of
   its own, one atom to a cubic length scale, not at the start given. Its parameters are the rows of
   L2H_SEARCH_NUMBER_TABLE.
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "baselines/registry.h"
#include "searches/job.h"

static void note_minimum(void *context, const struct l2h_walker_event *event)
{
  if (event->positions)
    l2h_run_note(context, event->energy, event->positions);
}

static struct l2h_search_job job_of(const struct l2h_run *run, const double *parameter)
{
  struct l2h_search_job job = {
    .system = &run->system,
    .stop = {.evaluations = (double)(run->budget - run->evaluations)},
    .seed = run->search_seed,
    .number = run->stream.member,
  };
  if (run->until_found)
    job.stop = (struct l2h_stop){.evaluations = job.stop.evaluations,
                                 .has_energy = true,
                                 .energy = run->system.known_minimum / run->energy_scale,
                                 .tolerance = L2H_HIT_ABOVE / run->energy_scale};
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    *l2h_search_number_value(&job.numbers, row) = parameter[row];
  return job;
}

static void search(struct l2h_run *run, const double *parameter, double *x, double *room)
{
  const struct l2h_search_job job = job_of(run, parameter);
  struct l2h_error error;
  struct l2h_walker_report report;
  struct l2h_walker *walker = l2h_job_walker(&job, &error);
  (void)x;
  if (!walker) { /* no memory, or numbers that leave no hop: no start would do any better */
    fprintf(stderr, "learn2hop: hops-by-hand: %s\n", error.text);
    exit(1);
  }
  l2h_job_advance(walker, &run->system, LONG_MAX, room, note_minimum, run);
  l2h_walker_make_report(walker, &report);
  run->evaluations += (long)ceil(report.counts.total);
  l2h_walker_free(walker);
}

/* Tuning walks along the few numbers that matter most everywhere; a walk along all of them sees noise alone. The step
   of kicks adapts itself: where it is headed counts, not where it begins. */
#define TUNED(row) \
  ((row) == L2H_SEARCH_NUMBER_temperature || (row) == L2H_SEARCH_NUMBER_accepted || (row) == L2H_SEARCH_NUMBER_patience)
#define WALK_OF(row) (TUNED(row) ? L2H_BY_LOGARITHM : L2H_FIXED)

_Static_assert(L2H_SEARCH_NUMBERS <= L2H_BASELINE_PARAMETERS, "a baseline has room for every number of the search");

/* clang-format off */
const struct l2h_baseline l2h_baseline_hops_by_hand = {
  .name = "hops-by-hand", .summary = "the search of `learn2hop search` with numbers found by hand",
  .parameter = {
#define L2H_ROW(name, standard, least, most, trained, meaning) {#name, meaning, standard, least, most, WALK_OF(L2H_SEARCH_NUMBER_##name)},
    L2H_SEARCH_NUMBER_TABLE(L2H_ROW)
#undef L2H_ROW
  },
  .grid = "temperature=0.1,0.2,0.4,0.8",
  .arrays = 1,
  .search = search,
  .hops = true,
};
/* clang-format on */
