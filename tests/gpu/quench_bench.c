/* SPDX-License-Identifier: GPL-2.0-only */
/* What a search's quenches cost on a GPU, and what searches make of it. Without arguments: 1000 walkers on each of
   LJ38, LJ75, Au55 and Si64.

     gpu_quench_bench [--system A]... [--batch N]... [--answers N] [--repeats N] [--springs 0]

   "quenches": N of them from starts at random, begun and ended as one batch: microseconds of 40 answers each, with all
   that travels, and by the difference to 120 answers, which leaves that out, million answers a second. "search": N
   walkers that have begun, N answers each (--answers), moves and sites on this machine's threads. "threads": the same
   of walkers that those threads quench themselves, two a thread. Each the best of the repeats; a fingerprint of the
   quenches' energies is the same for every device. Springs guide quenches of free clusters, but with --springs 0.

   No test of speed: as a test it fails only if it does not run. */
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batches.h"

#include "base/seconds.h"
#include "core/hash.h"
#include "searches/crew.h"
#include "systems/parse.h"
#include "systems/starts.h"

enum { MOST_WALKERS = 100000, FEW_ANSWERS = 40, MANY_ANSWERS = 120 };

struct options {
  struct batches batches;
  long answers, repeats, springs;
};

static double best_of(double best, double begin)
{
  return fmin(best, l2h_seconds() - begin);
}

/* ---- quenches ---- */

/* Quenches from starts at random into the batch; they never converge. */
static int put_quenches(const struct l2h_quench_backend *backend, void *own, const struct l2h_system *system, int count,
                        double answers, bool guided, struct l2h_error *error)
{
  const int coordinates = 3 * system->atoms;
  double *position = calloc(2 * (size_t)coordinates, sizeof(double));
  if (!position)
    return l2h_fail(error, "no memory for %d atoms", system->atoms);
  for (int k = 0; k < count; k++) {
    const struct l2h_start start = {system, 1, L2H_TRAINING_STARTS, 1, (uint32_t)k % 64};
    struct l2h_quench_job *job = backend->job(own, k);
    double *vectors = backend->vectors(own, k);
    l2h_start_positions(&start, position, position + coordinates);
    for (int n = 0; n < coordinates; n++)
      position[n] /= system->length;
    memset(job, 0, sizeof *job);
    job->length = system->length;
    job->energy = system->energy;
    job->most = answers;
    job->guided = guided;
    memset(vectors, 0, sizeof(double) * l2h_lbfgs_doubles(coordinates));
    l2h_lbfgs_begin(&job->run, vectors, coordinates, position, 1e-12, 1e9);
  }
  free(position);
  return 0;
}

/* Seconds of a batch, and the answers in it. */
static int time_quenches(const struct l2h_device *device, const struct l2h_system *system, int count, double answers,
                         const struct options *options, double *seconds, double *sum, uint64_t *mark,
                         struct l2h_error *error)
{
  const struct l2h_quench_backend *backend = device->backend->quenches;
  const bool guided = options->springs && !(system->landscape.cell > 0);
  void *own = backend->create(device, system, count, error);
  int result = own ? 0 : -1;
  *seconds = INFINITY;
  for (long r = 0; r <= options->repeats && result == 0; r++) { /* the first to warm up */
    result = put_quenches(backend, own, system, count, answers, guided, error);
    const double begin = l2h_seconds();
    if (result == 0) {
      backend->begin(own, count);
      backend->end(own);
    }
    *seconds = r > 0 ? best_of(*seconds, begin) : INFINITY;
  }
  *sum = *mark = 0;
  for (int k = 0; k < count && result == 0; k++) {
    *sum += backend->job(own, k)->answers;
    *mark = l2h_hash(*mark, &backend->job(own, k)->run.energy, sizeof(double));
  }
  backend->destroy(own);
  return result;
}

/* ---- searches ---- */

struct searches {
  int count;
  struct l2h_crew_seat *seat;
  double *gradient;
};

static void free_searches(struct searches *searches)
{
  for (int k = 0; searches->seat && k < searches->count; k++)
    l2h_walker_free(searches->seat[k].walker);
  free(searches->seat);
  free(searches->gradient);
}

static int make_searches(const struct l2h_system *system, int count, double springs, struct searches *searches,
                         struct l2h_error *error)
{
  struct l2h_search_job job = {.system = system, .seed = 1};
  l2h_search_numbers_standard(&job.numbers);
  job.numbers.springs = springs;
  *searches = (struct searches){.count = count, .seat = calloc((size_t)count, sizeof *searches->seat)};
  searches->gradient = calloc(3 * (size_t)system->atoms * (size_t)count, sizeof(double));
  if (!searches->seat || !searches->gradient)
    return l2h_fail(error, "no memory for %d walkers", count);
  for (int k = 0; k < count; k++) {
    job.number = (uint32_t)k;
    searches->seat[k].gradient = searches->gradient + 3 * system->atoms * k;
    searches->seat[k].walker = l2h_job_walker(&job, error);
    if (!searches->seat[k].walker)
      return -1;
  }
  return 0;
}

/* Seconds of so many answers of each; without a crew by the threads. */
static double advance(const struct searches *searches, const struct l2h_system *system, struct l2h_crew *crew,
                      long answers)
{
  const double begin = l2h_seconds();
  if (crew)
    l2h_crews_advance(1, &crew, answers);
  else
#pragma omp parallel for schedule(dynamic)
    for (int k = 0; k < searches->count; k++)
      l2h_job_advance(searches->seat[k].walker, system, answers, searches->seat[k].gradient, NULL, NULL);
  return l2h_seconds() - begin;
}

/* Evaluations a second. */
static int time_searches(const struct l2h_device *device, const struct l2h_system *system, int count,
                         const struct options *options, double *rate, struct l2h_error *error)
{
  struct searches searches;
  struct l2h_crew *crew = NULL;
  double best = INFINITY;
  int result = make_searches(system, count, (double)options->springs, &searches, error);
  if (result == 0 && device) {
    crew = l2h_crew_create(device, system, count, searches.seat, error);
    result = crew ? 0 : -1;
  }
  for (long r = 0; r <= options->repeats && result == 0; r++) {
    const double seconds = advance(&searches, system, crew, options->answers);
    best = r > 0 ? fmin(best, seconds) : INFINITY;
  }
  *rate = (double)options->answers * count / best;
  l2h_crew_free(crew);
  free_searches(&searches);
  return result;
}

/* ---- all ---- */

static int time_batch(const struct l2h_device *device, const void *context, const char *name, int count,
                      struct l2h_error *error)
{
  const struct options *const options = context;
  struct l2h_system system;
  double few, many, answers[2], search, threads;
  uint64_t mark[2];
  if (l2h_system_parse(name, &system, error) != 0)
    return -1;
  if (l2h_system_on_cpu(1, &system))
    return l2h_fail(error, "--system %s: no GPU does it", name);
  if (time_quenches(device, &system, count, FEW_ANSWERS, options, &few, &answers[0], &mark[0], error) != 0 ||
      time_quenches(device, &system, count, MANY_ANSWERS, options, &many, &answers[1], &mark[1], error) != 0 ||
      time_searches(device, &system, count, options, &search, error) != 0 ||
      time_searches(NULL, &system, 2 * omp_get_max_threads(), options, &threads, error) != 0)
    return -1;
  printf("%-12s  %8d  %12.1f  %21.3f  %18.3f  %11.3f (%d)  %016llx\n", name, count, 1e6 * few,
         1e-6 * (answers[1] - answers[0]) / (many - few), 1e-6 * search, 1e-6 * threads, omp_get_max_threads(),
         (unsigned long long)mark[0]);
  fflush(stdout);
  return 0;
}

int main(int count, char **arguments)
{
  struct options options = {.batches = {.most = MOST_WALKERS, .options = &options, .time = time_batch},
                            .answers = 400,
                            .repeats = 2,
                            .springs = 1};
  const struct l2h_option known[] = {
    {"system", L2H_TEXTS, &options.batches.systems, 0, 0, NULL},
    {"batch", L2H_TEXTS, &options.batches.sizes, 0, 0, NULL},
    {"answers", L2H_WHOLE, &options.answers, 1, 1000000, NULL},
    {"repeats", L2H_WHOLE, &options.repeats, 1, 1000, NULL},
    {"springs", L2H_WHOLE, &options.springs, 0, 1, NULL},
    {NULL},
  };
  struct l2h_device device;
  struct l2h_error error;
  char found[200];
  if (l2h_options_take(count, arguments, known, 0, NULL, &error) != 0) {
    fprintf(stderr, "gpu_quench_bench: %s\n", error.text);
    return L2H_USAGE_STATUS;
  }
  if (options.batches.systems.count == 0)
    options.batches.systems = (struct l2h_texts){{"lj:38", "lj:75", "gupta:Au55", "sw:Si64"}, 4};
  if (options.batches.sizes.count == 0)
    options.batches.sizes = (struct l2h_texts){{"1000"}, 1};
  if (!find_gpu("quenches", &device, found))
    return 77;
  printf("%s\n", found);
  printf("%-12s  %8s  %12s  %21s  %18s  %15s  %s\n", "system", "walkers", "40 answers", "quenches, million/s",
         "search, million/s", "threads, million/s", "energies");
  if (time_batches(&device, &options.batches, &error) != 0) {
    fprintf(stderr, "gpu_quench_bench: %s\n", error.text);
    return 1;
  }
  return 0;
}
