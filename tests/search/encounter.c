/* SPDX-License-Identifier: GPL-2.0-only */
/* Evaluations to the first encounter of a Lennard-Jones cluster's global minimum, over many walkers, and where the time
   and the evaluations go. Usage: encounter ATOMS ENERGY RUNS SEED [BUDGET] [NUMBER=VALUE ...]; ENERGY in well depths.
   With TIMED in the environment each search is made a second time, with every evaluation made three times: what that
   takes longer is what two evaluations take, in processor time, whatever else the machine does. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpu/engine.h"
#include "search/state.h"
#include "search/symmetry.h"

static double processor_seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static int set_number(struct l2h_search_numbers *numbers, const char *text)
{
  char name[64];
  double value;
  if (sscanf(text, "%63[^=]=%lf", name, &value) != 2 || l2h_search_number_named(name) < 0)
    return -1;
  *l2h_search_number_value(numbers, l2h_search_number_named(name)) = value;
  return 0;
}

#define BACK 0.01 /* well depths: loosely quenched minima so close are one */

/* Hops of one kind, starts among them. */
struct kind {
  double hops, evaluations;
  double back, lower, gained, met; /* to the minimum before, below it, below all since the start, and to the goal */
};

/* Symmetric starts of one point group, with the hops after them. */
struct drawn {
  double starts, evaluations, met;
};

#define GROUPS 64 /* at most */

struct searches {
  struct l2h_search_problem problem;
  struct l2h_walker_options options;
  struct l2h_landscape landscape;
  struct l2h_points points;
  int runs, found;
  double seconds, forces; /* of all searches, and of it for evaluations */
  double *gradient, *totals;
  struct l2h_walker_report sum;
  struct kind kinds[2][L2H_MOVES]
                   [2]; /* since a start plain or symmetric, by the change, quenched plainly or compressed */
  struct drawn drawn[GROUPS];
};

static double evaluate(struct searches *of, const double *position)
{
  struct l2h_points *points = &of->points;
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < points->atoms; i++)
      points->position[c * points->stride + i] = position[3 * i + c];
  const double energy = l2h_kernels_best()->potential(&of->landscape, points);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < points->atoms; i++)
      of->gradient[3 * i + c] = points->gradient[c * points->stride + i];
  return energy;
}

static void add_report(struct searches *of, int run, const struct l2h_walker_report *report)
{
  struct l2h_walker_report *sum = &of->sum;
  of->found += report->stop == L2H_STOP_ENERGY;
  of->totals[run] = report->counts.total;
  sum->counts.evaluations += report->counts.evaluations;
  sum->counts.probes += report->counts.probes;
  sum->hops += report->hops;
  sum->restarts += report->restarts;
  for (int m = 0; m < L2H_MOVES; m++) {
    sum->moves[m].tried += report->moves[m].tried;
    sum->moves[m].accepted += report->moves[m].accepted;
    sum->moves[m].gains += report->moves[m].gains;
    sum->moves[m].evaluations += report->moves[m].evaluations;
  }
}

/* What a hop came to that began at the energy `from`, after so many evaluations, since a start that is symmetric of a
   group or, where that is -1, is not. */
static void add_hop(struct searches *of, int group, double from, double before, const struct l2h_walker_event *event)
{
  struct kind *kind = &of->kinds[group >= 0][event->move][event->compressed];
  if (group >= 0) {
    struct drawn *drawn = &of->drawn[group];
    drawn->starts += event->move == L2H_MOVE_start;
    drawn->evaluations += event->evaluations - before;
    drawn->met += (event->flags & L2H_MET_ENERGY) > 0;
  }
  kind->hops++;
  kind->evaluations += event->evaluations - before;
  kind->met += (event->flags & L2H_MET_ENERGY) > 0;
  if (event->move == L2H_MOVE_start || (event->flags & L2H_FAILED))
    return;
  kind->back += fabs(event->energy - from) < BACK;
  kind->lower += event->energy < from - BACK;
  kind->gained += (event->flags & L2H_GAINED) > 0;
}

/* One search with every evaluation made so many times; the processor seconds that it took, or -1. */
static double search(struct searches *of, int run, int times, struct l2h_walker_report *report)
{
  struct l2h_error error;
  const double *position, begin = processor_seconds();
  of->options.number = (uint32_t)run;
  struct l2h_walker *walker = l2h_walker_create(&of->problem, &of->options, &error);
  if (!walker) {
    fprintf(stderr, "%s\n", error.text);
    return -1;
  }
  double before = 0; /* evaluations up to the last hop's end */
  while ((position = l2h_walker_ask(walker))) {
    const int group = walker->state->symmetric ? (int)walker->state->group : -1;
    const double from = walker->state->current;
    double energy = 0;
    for (int k = 0; k < times; k++)
      energy = evaluate(of, position);
    if (!(l2h_walker_tell(walker, energy, of->gradient, NULL) & (L2H_HOP_ENDED | L2H_FAILED)))
      continue;
    if (times == 1)
      add_hop(of, group, from, before, l2h_walker_last_event(walker));
    before = l2h_walker_last_event(walker)->evaluations;
  }
  l2h_walker_make_report(walker, report);
  l2h_walker_free(walker);
  return processor_seconds() - begin;
}

static bool search_all(struct searches *of, bool timed)
{
  for (int run = 0; run < of->runs; run++) {
    struct l2h_walker_report report;
    const double once = search(of, run, 1, &report), thrice = once >= 0 && timed ? search(of, run, 3, &report) : once;
    if (once < 0 || thrice < 0)
      return false;
    add_report(of, run, &report);
    of->seconds += once;
    of->forces += (thrice - once) / 2;
  }
  return true;
}

static void print(const struct searches *of)
{
  const struct l2h_walker_report *sum = &of->sum;
  const double total = sum->counts.evaluations + sum->counts.probes, mean = total / (of->found > 0 ? of->found : 0.5);
  qsort(of->totals, (size_t)of->runs, sizeof *of->totals, by_size);
  printf("%d atoms: %d of %d, mean %.0f +- %.0f, median %.0f; of it probes %.1f %%; %.1f hops, %.2f restarts a run\n",
         of->problem.atoms, of->found, of->runs, mean, mean / sqrt(of->found > 0 ? of->found : 1),
         of->totals[of->runs / 2], 100 * sum->counts.probes / total, sum->hops / of->runs, sum->restarts / of->runs);
  for (int m = 0; m < L2H_MOVES; m++)
    if (sum->moves[m].tried > 0)
      printf("  %-8s tried %8.0f accepted %8.0f gains %8.0f evaluations %9.0f (%.1f each)\n", l2h_move_name(m),
             sum->moves[m].tried, sum->moves[m].accepted, sum->moves[m].gains, sum->moves[m].evaluations,
             sum->moves[m].evaluations / sum->moves[m].tried);
}

/* Where the evaluations went, probes included, and which hops met the goal. */
static void print_kinds(const struct searches *of)
{
  const double total = of->sum.counts.evaluations + of->sum.counts.probes;
  printf("  after a start  hop                 hops  of all, %%   each   back  lower gained    met\n");
  for (int symmetric = 1; symmetric >= 0; symmetric--)
    for (int m = 0; m < L2H_MOVES; m++)
      for (int compressed = 0; compressed < 2; compressed++) {
        const struct kind *kind = &of->kinds[symmetric][m][compressed];
        if (kind->hops > 0)
          printf("  %-9s %9s%-12s %7.0f %10.1f %6.0f %6.2f %6.2f %6.2f %6.0f\n", symmetric ? "symmetric" : "plain",
                 l2h_move_name(m), compressed ? ", compressed" : "", kind->hops, 100 * kind->evaluations / total,
                 kind->evaluations / kind->hops, kind->back / kind->hops, kind->lower / kind->hops,
                 kind->gained / kind->hops, kind->met);
      }
}

/* What each point group is worth: how often its starts met the goal for their evaluations, beside all of them. */
static void print_groups(const struct searches *of)
{
  double evaluations = 0, met = 0;
  for (int g = 0; g < l2h_symmetry_groups(); g++) {
    evaluations += of->drawn[g].evaluations;
    met += of->drawn[g].met;
  }
  printf("  group  starts   each    met  for its evaluations, over all\n");
  for (int g = 0; g < l2h_symmetry_groups(); g++) {
    const struct drawn *drawn = &of->drawn[g];
    struct l2h_symmetry symmetry;
    l2h_symmetry_make(g, &symmetry);
    if (drawn->starts > 0)
      printf("  %-5s %7.0f %6.0f %6.0f %6.2f\n", symmetry.name, drawn->starts, drawn->evaluations / drawn->starts,
             drawn->met, drawn->met / drawn->evaluations / fmax(met / evaluations, 1e-300));
  }
}

int main(int count, char **word)
{
  if (count < 5) {
    fprintf(stderr, "encounter ATOMS ENERGY RUNS SEED [BUDGET] [NUMBER=VALUE ...]\n");
    return 2;
  }
  const int atoms = atoi(word[1]), all[] = {0, atoms};
  struct searches of = {
    .problem = {.atoms = atoms, .species = 1, .length = 1, .energy = 1},
    .options = {.stop = {.has_energy = true, .energy = atof(word[2])}, .seed = strtoull(word[4], NULL, 10)},
    .landscape = {.kind = L2H_LJ, .species = 1, .epsilon = 1, .d0 = 1, .core = 0.1},
    .runs = atoi(word[3]),
  };
  l2h_search_numbers_standard(&of.options.numbers);
  of.options.stop.evaluations = 1e9;
  for (int w = 5; w < count; w++)
    if (set_number(&of.options.numbers, word[w]) != 0)
      of.options.stop.evaluations = atof(word[w]);
  double *const memory = aligned_alloc(64, sizeof(double) * L2H_POINTS_DOUBLES((size_t)atoms, 1));
  of.gradient = malloc(sizeof(double) * 3 * (size_t)atoms);
  of.totals = malloc(sizeof(double) * (size_t)of.runs);
  if (!memory || !of.gradient || !of.totals)
    return 1;
  l2h_points_place(&of.points, memory, 1, all);

  const bool timed = getenv("TIMED") != NULL;
  if (!search_all(&of, timed))
    return 1;
  print(&of);
  print_kinds(&of);
  print_groups(&of);
  printf("  %.2f us an evaluation", 1e6 * of.seconds / of.sum.counts.evaluations);
  if (timed)
    printf(", %.0f %% of the time in forces", 100 * of.forces / of.seconds);
  printf("\n");
  free(memory);
  free(of.gradient);
  free(of.totals);
  return 0;
}
