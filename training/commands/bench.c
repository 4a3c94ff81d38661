/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop bench: what one learned step costs on one core, and how near that is to the core's own speed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/core_peak.h"
#include "core/safe_file.h"
#include "loop/initialization.h"
#include "loop/journal.h"
#include "rollouts/common_kernels.h"
#include "base/options.h"
#include "systems/parse.h"
#include "systems/starts.h"
#include "rollouts/trajectory.h"

const char l2h_bench_help[] =
  "NAME\n"
  "    learn2hop bench - time a learned step on one core\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop bench [--system SYSTEM] [--kernels NAME] [--json FILE]\n"
  "\n"
  "DESCRIPTION\n"
  "    Prints the microseconds of one whole learned step (forces, radial functions, features, network, move) in a "
  "real\n"
  "    trajectory, and the network's share of the core's peak: its multiply-adds a step, unpadded and with shared\n"
  "    inputs counted once, over what the core could do in the time of the whole step. The peak is measured in "
  "between.\n"
  "    Both are the best of many short runs, so a busy machine does little harm.\n"
  "\n"
  "OPTIONS\n"
  "    --system SYSTEM    " L2H_SYSTEM_FORMS "\n"
  "                       (default: lj:13, 19, 31, 38, 55 and 75, gupta:Au55, sw:Si64)\n"
  "    --kernels NAME     avx512, avx2 or portable (default: the fastest that this processor runs)\n"
  "    --json FILE        an array of objects with system, microseconds_per_step, network_share_of_peak, median, "
  "kernels\n"
  "    --help             this text\n";

#define SYSTEMS 8           /* without --system */
#define RUNS 201            /* of each system */
#define RUN_SECONDS 0.002   /* each: shorter than what a busy machine leaves a program between interruptions */
#define PEAK_ROUNDS 400000L /* 12 registers of multiply-adds each: about one millisecond */

struct options {
  const char *system, *kernels, *json;
};

struct figures {
  char system[96];
  double microseconds, median, operations; /* of a step: best, median; the network's multiply-adds */
};

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"system", L2H_TEXT, &options->system, 0, 0, NULL},
    {"kernels", L2H_TEXT, &options->kernels, 0, 0, NULL},
    {"json", L2H_TEXT, &options->json, 0, 0, NULL},
    {NULL},
  };
  return l2h_options_take(count, arguments, known, 0, NULL, error);
}

/* The inputs of examples/training/lj13.yaml and its warm start: an optimizer that anneals a cluster. */
static int make_weights(int species, struct l2h_weights *weights, struct l2h_error *error)
{
  const struct l2h_warm_start rule = L2H_WARM_START_DEFAULT;
  memset(weights, 0, sizeof *weights);
  weights->model.species = species;
  weights->model.groups = ((1u << L2H_GROUPS) - 1) & ~(1u << L2H_GROUP_STEP | 1u << L2H_GROUP_SINE);
  weights->step_limit = 0.5;
  l2h_initialize(&weights->model, 1, &weights->network);
  return l2h_warm_start(&weights->model, &rule, &weights->network, error);
}

/* Multiply-adds a second of this core, best so far. */
static void measure_peak(const struct l2h_kernels *kernels, double *peak)
{
  static volatile float nothing = 0;
  float sink = nothing;
  const double begin = l2h_seconds();
  const double done = l2h_core_peak(kernels->width, PEAK_ROUNDS, &sink);
  *peak = fmax(*peak, done / (l2h_seconds() - begin));
  nothing = sink;
}

static double time_steps(const struct l2h_weights *weights, struct l2h_clock *clock, struct l2h_trajectory *trajectory,
                         long steps)
{
  const double begin = l2h_seconds();
  for (long i = 0; i < steps; i++)
    l2h_trajectory_step(trajectory, weights, clock);
  return 1e6 * (l2h_seconds() - begin) / (double)steps;
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The runs follow one another along one trajectory, so that they time boiling and settled clusters alike. */
static void time_system(const struct l2h_weights *weights, const struct l2h_system *system,
                        struct l2h_trajectory *trajectory, double *peak, struct figures *figures)
{
  static double position[3 * L2H_SYSTEM_MAX_ATOMS], gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  const struct l2h_start start = {system, 1, L2H_HELD_OUT_STARTS, 0, 0};
  struct l2h_clock clock;
  double run[RUNS];
  l2h_start_positions(&start, position, gradient);
  l2h_trajectory_begin(trajectory, weights, system, position);
  l2h_clock_start(&clock, 5000);
  const double estimate = time_steps(weights, &clock, trajectory, 100);
  const long steps = (long)fmax(10, RUN_SECONDS * 1e6 / estimate);
  for (int i = 0; i < RUNS; i++) {
    measure_peak(trajectory->kernels, peak);
    run[i] = time_steps(weights, &clock, trajectory, steps);
  }
  qsort(run, RUNS, sizeof run[0], ascending);
  strcpy(figures->system, system->name);
  figures->microseconds = run[0];
  figures->median = run[RUNS / 2];
  figures->operations = l2h_network_operations(&weights->model, system->atoms);
}

static double share(const struct figures *figures, double peak)
{
  return figures->operations / (1e-6 * figures->microseconds * peak);
}

static int write_json(const char *path, const char *kernels, int count, const struct figures *figures, double peak,
                      struct l2h_error *error)
{
  struct l2h_safe_file file;
  if (l2h_safe_file_open(&file, path, error) != 0)
    return -1;
  fprintf(file.stream, "[\n");
  for (int i = 0; i < count; i++)
    fprintf(file.stream,
            "  {\"system\": \"%s\", \"microseconds_per_step\": %.4f, \"network_share_of_peak\": %.4f, "
            "\"median_microseconds_per_step\": %.4f, \"peak_multiply_adds_per_second\": %.4g, \"kernels\": \"%s\", "
            "\"version\": \"" L2H_VERSION "\"}%s\n",
            figures[i].system, figures[i].microseconds, share(&figures[i], peak), figures[i].median, peak, kernels,
            i + 1 < count ? "," : "");
  fprintf(file.stream, "]\n");
  return l2h_safe_file_commit(&file, error);
}

static void print_table(const char *kernels, int count, const struct figures *figures, double peak)
{
  printf("%s kernels, one core, peak %.1f thousand million multiply-adds a second\n", kernels, 1e-9 * peak);
  printf("%-10s  %12s  %12s  %18s  %14s\n", "system", "us a step", "median", "multiply-adds", "share of peak");
  for (int i = 0; i < count; i++)
    printf("%-10s  %12.2f  %12.2f  %18.0f  %12.1f %%\n", figures[i].system, figures[i].microseconds, figures[i].median,
           figures[i].operations, 100 * share(&figures[i], peak));
}

static int bench(const struct l2h_kernels *kernels, int count, const struct l2h_system *system, const char *json,
                 struct l2h_error *error)
{
  static struct l2h_weights weights;
  struct figures figures[SYSTEMS];
  double peak = 0;
  for (int i = 0; i < count; i++) {
    struct l2h_trajectory trajectory;
    if (make_weights(system[i].species, &weights, error) != 0 ||
        l2h_trajectory_create(&trajectory, kernels, system[i].atoms, system[i].species, error) != 0)
      return -1;
    time_system(&weights, &system[i], &trajectory, &peak, &figures[i]);
    l2h_trajectory_free(&trajectory);
  }
  print_table(kernels->name, count, figures, peak);
  return json ? write_json(json, kernels->name, count, figures, peak, error) : 0;
}

int l2h_bench(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  static const char *const usual[SYSTEMS] = {"lj:13", "lj:19", "lj:31",      "lj:38",
                                             "lj:55", "lj:75", "gupta:Au55", "sw:Si64"};
  struct options options = {0};
  static struct l2h_system system[SYSTEMS];
  (void)world;
  if (parse(count, arguments, &options, error) != 0)
    return L2H_USAGE_STATUS;
  const int systems = options.system ? 1 : SYSTEMS;
  for (int i = 0; i < systems; i++)
    if (l2h_system_parse(options.system ? options.system : usual[i], &system[i], error) != 0)
      return L2H_USAGE_STATUS;
  const struct l2h_kernels *kernels = options.kernels ? l2h_kernels_named(options.kernels, error) : l2h_kernels_best();
  if (!kernels)
    return L2H_USAGE_STATUS;
  if (l2h_file_writable(options.json, error) != 0)
    return 1;
  return bench(kernels, systems, system, options.json, error) == 0 ? 0 : 1;
}
