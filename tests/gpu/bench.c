/* SPDX-License-Identifier: GPL-2.0-only */
/* What a learned step costs on a GPU. Without arguments: 240 rollouts (section 3.2's 80 starts, three each) of each
   system, and of the paper's six Lennard-Jones sizes together, beside which docs/gpu-model.md has the model's figures.

     gpu_bench [--system A]... [--batch N]... [--best] [--steps N] [--repeats N]

   A batch is N rollouts side by side; the system "A+B" is a batch of both. --best: runs that end at the lowest
   structure met. A step's time is the difference of a long run and one of a fifth of it, each the best of the repeats,
   so that what begins and ends a batch is left out. Without --steps the long run is one of half a second. The last
   column is a fingerprint of the energies after 100 steps: the same for two builds whose kernels make the same bits.

   No test of speed: as a test it fails only if it does not run. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batches.h"

#include "core/hash.h"
#include "loop/initialization.h"
#include "loop/journal.h"
#include "rollouts/parameters.h"
#include "rollouts/runner.h"
#include "systems/parse.h"

enum { MOST_SYSTEMS = 8, MOST_JOBS = 1000000, CHECKED_STEPS = 100, LEAST_STEPS = 100 };
#define LONG_RUN 0.5 /* seconds */

struct options {
  struct batches batches;
  bool best;
  long steps, repeats;
};

/* A batch and all that it points to. */
struct work {
  struct l2h_weights weights;
  double theta[L2H_MAX_PARAMETERS];
  struct l2h_system system[MOST_SYSTEMS];
  struct l2h_perturbations perturbations;
  struct l2h_start *start;
  struct l2h_rollout *rollout;
  double *energy;
  struct l2h_rollout_batch batch;
};

/* The warm start: an optimizer that anneals a cluster. */
static int make_weights(struct work *work, struct l2h_error *error)
{
  const struct l2h_warm_start rule = L2H_WARM_START_DEFAULT;
  struct l2h_weights *const weights = &work->weights;
  memset(weights, 0, sizeof *weights);
  weights->model.species = 1;
  weights->model.groups = ((1u << L2H_GROUPS) - 1) & ~(1u << L2H_GROUP_STEP | 1u << L2H_GROUP_SINE);
  weights->step_limit = 0.5;
  l2h_initialize(&weights->model, 1, &weights->network);
  if (l2h_warm_start(&weights->model, &rule, &weights->network, error) != 0)
    return -1;
  l2h_parameters_from_network(&weights->model, &weights->network, work->theta);
  return 0;
}

/* Three rollouts a start, as in training; the systems of `names` ("A+B") in turn. Returns the most atoms of a system,
   or -1. */
static int make_work(const char *names, int jobs, bool best, struct work *work, struct l2h_error *error)
{
  char text[256];
  int count = 0, most = 0;
  const int starts = (jobs + 2) / 3;
  if (make_weights(work, error) != 0)
    return -1;
  snprintf(text, sizeof text, "%s", names);
  for (char *name = strtok(text, "+"); name; name = strtok(NULL, "+")) {
    if (count == MOST_SYSTEMS)
      return l2h_fail(error, "%s: at most %d systems in a batch", names, MOST_SYSTEMS);
    if (l2h_system_parse(name, &work->system[count], error) != 0)
      return -1;
    most = work->system[count].atoms > most ? work->system[count].atoms : most;
    count++;
  }
  work->start = calloc((size_t)starts, sizeof *work->start);
  work->rollout = calloc((size_t)jobs, sizeof *work->rollout);
  work->energy = calloc((size_t)jobs, sizeof *work->energy);
  if (!work->start || !work->rollout || !work->energy)
    return l2h_fail(error, "no memory for %d rollouts", jobs);
  for (int s = 0; s < starts; s++)
    work->start[s] = (struct l2h_start){&work->system[s % count], 1, L2H_TRAINING_STARTS, 1, (uint32_t)s};
  for (int j = 0; j < jobs; j++)
    work->rollout[j] = (struct l2h_rollout){j / 3, 0, j % 3 - 1, (uint32_t)(j / 3)};
  work->perturbations = (struct l2h_perturbations){1, 1, 0.03, NULL};
  work->batch = (struct l2h_rollout_batch){.weights = &work->weights,
                                           .theta = work->theta,
                                           .perturbations = &work->perturbations,
                                           .starts = starts,
                                           .start = work->start,
                                           .count = jobs,
                                           .rollout = work->rollout,
                                           .energy = work->energy,
                                           .best = best};
  return most;
}

static void free_work(struct work *work)
{
  free(work->start);
  free(work->rollout);
  free(work->energy);
}

/* Seconds of a batch of so many steps, the best of `repeats`. */
static double time_steps(struct l2h_runner *runner, struct work *work, long steps, long repeats)
{
  double best = INFINITY;
  for (int j = 0; j < work->batch.count; j++)
    work->rollout[j].horizon = steps;
  for (long k = 0; k < repeats; k++) {
    const double begin = l2h_seconds();
    l2h_runner_run(runner, &work->batch);
    best = fmin(best, l2h_seconds() - begin);
  }
  return best;
}

static int time_batch(const struct l2h_device *device, const void *context, const char *names, int jobs,
                      struct l2h_error *error)
{
  const struct options *const options = context;
  static struct work work;
  const int most = make_work(names, jobs, options->best, &work, error);
  struct l2h_runner *runner = most < 0 ? NULL : l2h_runner_create(device, work.batch.starts, most, 1, error);
  if (!runner) {
    free_work(&work);
    return -1;
  }
  time_steps(runner, &work, CHECKED_STEPS, 1);
  const uint64_t mark = l2h_hash(0, work.energy, sizeof *work.energy * (size_t)jobs);
  const double one = time_steps(runner, &work, CHECKED_STEPS, 1) / CHECKED_STEPS;
  const long steps = options->steps ? options->steps : lround(fmax(LEAST_STEPS, LONG_RUN / one));
  const double whole = time_steps(runner, &work, steps, options->repeats);
  const double fifth = time_steps(runner, &work, steps / 5, options->repeats);
  const double each = (whole - fifth) / (double)(steps - steps / 5);
  printf("%-40s  %8d  %16.3f  %22.3f  %8ld  %016llx\n", names, jobs, 1e6 * each, 1e-6 * jobs / each, steps,
         (unsigned long long)mark);
  fflush(stdout);
  l2h_runner_free(runner);
  free_work(&work);
  return 0;
}

int main(int count, char **arguments)
{
  struct options options = {.batches = {.most = MOST_JOBS, .options = &options, .time = time_batch}, .repeats = 3};
  const struct l2h_option known[] = {
    {"system", L2H_TEXTS, &options.batches.systems, 0, 0, NULL},
    {"batch", L2H_TEXTS, &options.batches.sizes, 0, 0, NULL},
    {"best", L2H_SWITCH, &options.best, 0, 0, NULL},
    {"steps", L2H_WHOLE, &options.steps, LEAST_STEPS, 1000000000, NULL},
    {"repeats", L2H_WHOLE, &options.repeats, 1, 1000, NULL},
    {NULL},
  };
  struct l2h_device device;
  struct l2h_error error;
  char found[200];
  if (l2h_options_take(count, arguments, known, 0, NULL, &error) != 0) {
    fprintf(stderr, "gpu_bench: %s\n", error.text);
    return L2H_USAGE_STATUS;
  }
  if (options.batches.systems.count == 0)
    options.batches.systems = (struct l2h_texts){
      {"lj:13", "lj:38", "lj:75", "gupta:Au55", "sw:Si64", "lj:13+lj:19+lj:31+lj:38+lj:55+lj:75"}, 6};
  if (options.batches.sizes.count == 0)
    options.batches.sizes = (struct l2h_texts){{"240"}, 1};
  if (!find_gpu("rollouts", &device, found))
    return 77;
  printf("%s%s\n", found, options.best ? "; runs that end at the lowest structure met" : "");
  printf("%-40s  %8s  %16s  %22s  %8s  %s\n", "systems", "rollouts", "us a step of all", "million steps a second",
         "steps", "energies");
  if (time_batches(&device, &options.batches, &error) != 0) {
    fprintf(stderr, "gpu_bench: %s\n", error.text);
    return 1;
  }
  return 0;
}
