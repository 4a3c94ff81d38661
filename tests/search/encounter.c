/* SPDX-License-Identifier: GPL-2.0-only */
/* Evaluations to the first encounter of a Lennard-Jones cluster's global minimum, over many walkers, and where the time
   goes. Usage: encounter ATOMS ENERGY RUNS SEED [BUDGET] [NUMBER=VALUE ...]; ENERGY in well depths. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpu/engine.h"
#include "search/walker.h"

static double seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
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

struct landscape {
  struct l2h_landscape landscape;
  struct l2h_points points;
  double seconds;
  bool timed;
};

static double evaluate(struct landscape *lj, const double *position, double *gradient)
{
  struct l2h_points *points = &lj->points;
  const double begin = lj->timed ? seconds() : 0;
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < points->atoms; i++)
      points->position[c * points->stride + i] = position[3 * i + c];
  const double energy = l2h_kernels_best()->potential(&lj->landscape, points);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < points->atoms; i++)
      gradient[3 * i + c] = points->gradient[c * points->stride + i];
  if (lj->timed)
    lj->seconds += seconds() - begin;
  return energy;
}

int main(int count, char **word)
{
  if (count < 5) {
    fprintf(stderr, "encounter ATOMS ENERGY RUNS SEED [BUDGET] [NUMBER=VALUE ...]\n");
    return 2;
  }
  const int atoms = atoi(word[1]), runs = atoi(word[3]), all[] = {0, atoms};
  struct l2h_search_problem problem = {.atoms = atoms, .species = 1, .length = 1, .energy = 1};
  struct l2h_walker_options options = {.stop = {.has_energy = true, .energy = atof(word[2])},
                                       .seed = strtoull(word[4], NULL, 10)};
  struct landscape lj = {.landscape = {.kind = L2H_LJ, .species = 1, .epsilon = 1, .d0 = 1, .core = 0.1}};
  struct l2h_error error;
  struct l2h_walker_report sum = {0};
  l2h_search_numbers_standard(&options.numbers);
  options.stop.evaluations = 1e9;
  lj.timed = getenv("TIMED") != NULL;
  for (int w = 5; w < count; w++)
    if (set_number(&options.numbers, word[w]) != 0)
      options.stop.evaluations = atof(word[w]);
  double *const memory = aligned_alloc(64, sizeof(double) * L2H_POINTS_DOUBLES((size_t)atoms, 1));
  double *const gradient = malloc(sizeof(double) * 3 * (size_t)atoms),
                *const totals = malloc(sizeof(double) * (size_t)runs);
  if (!memory || !gradient || !totals)
    return 1;
  l2h_points_place(&lj.points, memory, 1, all);

  int found = 0;
  const double begin = seconds();
  for (int run = 0; run < runs; run++) {
    options.number = (uint32_t)run;
    struct l2h_walker *walker = l2h_walker_create(&problem, &options, &error);
    struct l2h_walker_report report;
    const double *position;
    if (!walker) {
      fprintf(stderr, "%s\n", error.text);
      return 1;
    }
    while ((position = l2h_walker_ask(walker)))
      l2h_walker_tell(walker, evaluate(&lj, position, gradient), gradient, NULL);
    l2h_walker_make_report(walker, &report);
    found += report.stop == L2H_STOP_ENERGY;
    totals[run] = report.counts.total;
    sum.counts.evaluations += report.counts.evaluations;
    sum.counts.probes += report.counts.probes;
    sum.hops += report.hops;
    sum.restarts += report.restarts;
    for (int m = 0; m < L2H_MOVES; m++) {
      sum.moves[m].tried += report.moves[m].tried;
      sum.moves[m].accepted += report.moves[m].accepted;
      sum.moves[m].gains += report.moves[m].gains;
      sum.moves[m].evaluations += report.moves[m].evaluations;
    }
    l2h_walker_free(walker);
  }
  const double took = seconds() - begin, total = sum.counts.evaluations + sum.counts.probes;
  qsort(totals, (size_t)runs, sizeof *totals, by_size);
  const double mean = total / (found > 0 ? found : 0.5);
  printf("%d atoms: %d of %d, mean %.0f +- %.0f, median %.0f; of it probes %.1f %%; %.1f hops, %.2f restarts a run\n",
         atoms, found, runs, mean, mean / sqrt(found > 0 ? found : 1), totals[runs / 2],
         100 * sum.counts.probes / total, sum.hops / runs, sum.restarts / runs);
  for (int m = 0; m < L2H_MOVES; m++)
    if (sum.moves[m].tried > 0)
      printf("  %-8s tried %8.0f accepted %8.0f gains %8.0f evaluations %9.0f (%.1f each)\n", l2h_move_name(m),
             sum.moves[m].tried, sum.moves[m].accepted, sum.moves[m].gains, sum.moves[m].evaluations,
             sum.moves[m].evaluations / sum.moves[m].tried);
  printf("  %.2f us an evaluation", 1e6 * took / sum.counts.evaluations);
  if (lj.timed)
    printf(", %.0f %% of the time in forces", 100 * lj.seconds / took);
  printf("\n");
  free(memory);
  free(gradient);
  free(totals);
  return 0;
}
