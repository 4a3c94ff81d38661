/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop tune: a method's parameters for a system, as appendix C has it: a grid of its first parameter, then
   meta-training of its scalars from each point of the grid (C.1: Adam at 1e-2, 100 steps), and the best of all. The
   grid may be another, of several parameters. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "estimators/adam_update.h"
#include "commands/commands.h"
#include "core/safe_file.h"
#include "estimators/antithetic.h"
#include "loop/loss.h"
#include "rollouts/perturbation.h"
#include "base/seconds.h"
#include "base/options.h"
#include "systems/parse.h"
#include "baselines/grid.h"
#include "baselines/parameter_file.h"
#include "baselines/runs.h"
#include "evaluation/report.h"

const char l2h_tune_help[] =
  "NAME\n"
  "    learn2hop tune - find a method's parameters for a system\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop tune METHOD --system SYSTEM [--steps T] [--starts N] [--updates U] [--seed S] [--grid "
  "NAME=VALUE,...]...\n"
  "                   [--set NAME=VALUE]... [--scales natural|paper] [--output FILE]\n"
  "    mpirun -n RANKS --bind-to none learn2hop tune ...\n"
  "\n"
  "DESCRIPTION\n"
  "    Appendix C of the paper: tries a grid of one of the method's parameters, then learns all that can be\n"
  "    walked along, beginning at each point of the grid, by plain evolution strategies (sigma 0.1 in the logarithm) "
  "and\n"
  "    Adam at 0.01. What counts is the mean quenched energy. Learning takes starts of its own, the choice among all\n"
  "    candidates others, and neither are those of eval and baseline.\n"
  "\n"
  "OPTIONS\n"
  "    --system SYSTEM    " L2H_SYSTEM_FORMS "\n"
  "    --steps T          force evaluations a start (default 5000)\n"
  "    --starts N         starts an update (default 40); four times as many for the choice\n"
  "    --updates U        of the learning, from each point (default 100); 0: the grid alone\n"
  "    --seed S           of everything random (default 1)\n"
  "    --grid NAME=V,V... values to try in place of the method's own; given again: all combinations\n"
  "    --set NAME=VALUE   a parameter where the search begins\n"
  "    --scales WHICH     natural: the system's own (default); paper: both 1, that is Angstrom and eV\n"
  "    --output FILE      the winner, for baseline --parameters\n"
  "    --help             this text\n";

#define SIGMA 0.1
#define RATE 1e-2 /* C.1 */
#define CHOICE 4  /* times the starts of an update */

struct options {
  const struct l2h_baseline *baseline;
  const char *system, *output;
  struct l2h_texts grid, set;
  int points; /* of the grid */
  long starts, steps, updates;
  uint64_t seed;
  int paper_scales;
};

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"system", L2H_TEXT, &options->system, 0, 0, NULL},
    {"output", L2H_TEXT, &options->output, 0, 0, NULL},
    {"grid", L2H_TEXTS, &options->grid, 0, 0, NULL},
    {"set", L2H_TEXTS, &options->set, 0, 0, NULL},
    {"starts", L2H_WHOLE, &options->starts, 1, 100000, NULL},
    {"steps", L2H_WHOLE, &options->steps, 1, 1000000000, NULL},
    {"updates", L2H_WHOLE, &options->updates, 0, 1000000, NULL},
    {"seed", L2H_SEED, &options->seed, 0, 0, NULL},
    {"scales", L2H_CHOICE, &options->paper_scales, 0, 0, l2h_scales},
    {NULL},
  };
  const char *name;
  if (l2h_options_take(count, arguments, known, 1, &name, error) != 0)
    return -1;
  options->baseline = l2h_baseline_named(name, error);
  if (!options->baseline)
    return -1;
  if (!options->system)
    return l2h_fail(error, "--system SYSTEM is missing");
  if (options->grid.count == 0)
    options->grid = (struct l2h_texts){{options->baseline->grid}, 1};
  options->points = l2h_grid_points(options->baseline, &options->grid, error);
  return options->points < 0 ? -1 : 0;
}

/* ---- walking ---- */

/* A parameter as a number that may take any value, and back. */
static double to_walk(const struct l2h_baseline_parameter *known, double value)
{
  return known->walk == L2H_BY_REST ? log(1 - value) : log(value);
}

static double from_walk(const struct l2h_baseline_parameter *known, double walk)
{
  const double value = known->walk == L2H_BY_REST ? 1 - exp(walk) : exp(walk);
  return fmax(known->least, fmin(known->most, value));
}

static bool walks(const struct l2h_baseline_parameter *known, double value)
{
  return known->walk != L2H_FIXED && isfinite(to_walk(known, value));
}

/* Parameters of theta moved along a perturbation: what start i is run with. */
struct perturbed {
  const struct l2h_baseline *baseline;
  const struct l2h_perturbations *perturbations;
  const double *theta, *base; /* base: values of what does not walk */
  int sign;
};

static void perturbed_parameters(const void *context, int start, double *parameter)
{
  const struct perturbed *perturbed = context;
  const int count = l2h_baseline_parameters(perturbed->baseline);
  double moved[L2H_BASELINE_PARAMETERS];
  l2h_perturbed(perturbed->perturbations, (uint32_t)start, perturbed->sign, count, perturbed->theta, moved);
  for (int k = 0; k < count; k++) {
    const struct l2h_baseline_parameter *known = &perturbed->baseline->parameter[k];
    parameter[k] = walks(known, perturbed->base[k]) ? from_walk(known, moved[k]) : perturbed->base[k];
  }
}

/* ---- scores ---- */

struct tuning {
  const struct l2h_world *world;
  const struct options *options;
  const struct l2h_system *system;
  struct l2h_outcome *outcome;     /* [CHOICE starts] */
  struct l2h_trio *losses;         /* [starts] */
  struct l2h_direction *direction; /* [starts] */
  FILE *record;                    /* what is tried, for the file; NULL on ranks but the first */
};

/* Mean quenched energy on the starts kept for the choice. */
static int score(struct tuning *tuning, const double *parameter, double *mean, struct l2h_error *error)
{
  const struct options *options = tuning->options;
  const struct l2h_baseline_runs runs = {.system = tuning->system,
                                         .baseline = options->baseline,
                                         .parameter = parameter,
                                         .seed = options->seed,
                                         .purpose = L2H_VALIDATION_STARTS,
                                         .starts = CHOICE * (int)options->starts,
                                         .steps = options->steps};
  if (l2h_baseline_run(tuning->world, &runs, tuning->outcome, error) != 0)
    return -1;
  *mean = l2h_summarize(tuning->system, runs.starts, tuning->outcome).mean;
  return 0;
}

/* One update of theta: each start with a perturbation of its own, forwards and backwards. */
static int update(struct tuning *tuning, const double *base, long number, double *theta, const struct l2h_adam *adam,
                  struct l2h_error *error)
{
  const struct options *options = tuning->options;
  const struct l2h_perturbations perturbations = {options->seed, (uint32_t)number, SIGMA, NULL};
  struct perturbed perturbed = {options->baseline, &perturbations, theta, base, 0};
  const int count = l2h_baseline_parameters(options->baseline);
  double gradient[L2H_BASELINE_PARAMETERS];
  const struct l2h_baseline_runs runs = {.system = tuning->system,
                                         .baseline = options->baseline,
                                         .parameters_of = perturbed_parameters,
                                         .context = &perturbed,
                                         .seed = options->seed,
                                         .purpose = L2H_TRAINING_STARTS,
                                         .update = (uint32_t)number,
                                         .starts = (int)options->starts,
                                         .steps = options->steps};
  for (perturbed.sign = -1; perturbed.sign <= 1; perturbed.sign += 2) {
    if (l2h_baseline_run(tuning->world, &runs, tuning->outcome, error) != 0)
      return -1;
    for (int i = 0; i < options->starts; i++)
      *(perturbed.sign < 0 ? &tuning->losses[i].minus : &tuning->losses[i].plus) =
        l2h_loss(tuning->system, tuning->outcome[i].energy);
  }
  for (int i = 0; i < options->starts; i++)
    tuning->direction[i] = (struct l2h_direction){l2h_antithetic(SIGMA, false, &tuning->losses[i]), (uint32_t)i};
  l2h_combine(&perturbations, (int)options->starts, tuning->direction, (double)options->starts, count, gradient);
  l2h_adam(count, number, RATE, gradient, adam, theta);
  return 0;
}

/* Learns from the point that `parameter` is, and leaves there what it came to. */
static int learn(struct tuning *tuning, double *parameter, struct l2h_error *error)
{
  const struct l2h_baseline *baseline = tuning->options->baseline;
  const int count = l2h_baseline_parameters(baseline);
  double theta[L2H_BASELINE_PARAMETERS] = {0}, mean[L2H_BASELINE_PARAMETERS] = {0},
         square[L2H_BASELINE_PARAMETERS] = {0};
  const struct l2h_adam adam = {mean, square};
  int result = 0;
  for (int k = 0; k < count; k++)
    if (walks(&baseline->parameter[k], parameter[k]))
      theta[k] = to_walk(&baseline->parameter[k], parameter[k]);
  for (long number = 1; result == 0 && number <= tuning->options->updates; number++)
    result = update(tuning, parameter, number, theta, &adam, error);
  for (int k = 0; k < count; k++)
    if (walks(&baseline->parameter[k], parameter[k]))
      parameter[k] = from_walk(&baseline->parameter[k], theta[k]);
  return result;
}

/* ---- the search ---- */

static void note(struct tuning *tuning, const char *what, const double *parameter, double mean)
{
  const struct l2h_baseline *baseline = tuning->options->baseline;
  if (tuning->world->rank != 0)
    return;
  for (int to = 0; to < 2; to++) {
    FILE *stream = to ? tuning->record : stdout;
    fprintf(stream, "%s%-8s mean %.6f ", to ? "# " : "", what, mean);
    for (int k = 0; k < l2h_baseline_parameters(baseline); k++)
      fprintf(stream, " %s=%.4g", baseline->parameter[k].name, parameter[k]);
    fprintf(stream, "\n");
    fflush(stream);
  }
}

static int try_point(struct tuning *tuning, const char *what, const double *parameter, double *best_parameter,
                     double *best, struct l2h_error *error)
{
  double mean;
  if (score(tuning, parameter, &mean, error) != 0)
    return -1;
  note(tuning, what, parameter, mean);
  if (mean < *best) {
    *best = mean;
    memcpy(best_parameter, parameter, L2H_BASELINE_PARAMETERS * sizeof(double));
  }
  return 0;
}

static int search(struct tuning *tuning, const double *begin, double *best_parameter, double *best,
                  struct l2h_error *error)
{
  const struct options *options = tuning->options;
  *best = INFINITY;
  for (int point = 0; point < options->points; point++) {
    double parameter[L2H_BASELINE_PARAMETERS];
    memcpy(parameter, begin, sizeof parameter);
    l2h_grid_point(options->baseline, &options->grid, point, parameter);
    if (try_point(tuning, "grid", parameter, best_parameter, best, error) != 0)
      return -1;
    if (options->updates > 0 &&
        (learn(tuning, parameter, error) != 0 ||
         try_point(tuning, "learned", parameter, best_parameter, best, error) != 0))
      return -1;
  }
  return 0;
}

static void write_texts(FILE *stream, const char *option, const struct l2h_texts *texts)
{
  for (int k = 0; k < texts->count; k++)
    fprintf(stream, " %s %s", option, texts->text[k]);
}

static int write_winner(const struct options *options, const char *record, const double *parameter, double mean,
                        double seconds, struct l2h_error *error)
{
  struct l2h_safe_file file;
  char date[16];
  const time_t now = time(NULL);
  if (!options->output)
    return 0;
  if (l2h_safe_file_open(&file, options->output, error) != 0)
    return -1;
  strftime(date, sizeof date, "%Y-%m-%d", gmtime(&now));
  fprintf(file.stream,
          "# %s for %s, found on %s in %.0f seconds by\n"
          "#   learn2hop tune %s --system %s --steps %ld --starts %ld --updates %ld --seed %" PRIu64 "%s",
          options->baseline->name, options->system, date, seconds, options->baseline->name, options->system,
          options->steps, options->starts, options->updates, options->seed,
          options->paper_scales ? " --scales paper" : "");
  write_texts(file.stream, "--set", &options->set);
  write_texts(file.stream, "--grid", &options->grid);
  fprintf(file.stream,
          "\n# Mean quenched energies of %ld starts that were kept for the choice; the winner has %.6f.\n%s",
          CHOICE * options->starts, mean, record);
  l2h_parameter_file_print(file.stream, options->baseline, parameter);
  return l2h_safe_file_commit(&file, error);
}

static int tune(const struct l2h_world *world, const struct options *options, const struct l2h_system *system,
                const double *begin, struct l2h_error *error)
{
  struct tuning tuning = {.world = world, .options = options, .system = system};
  double best_parameter[L2H_BASELINE_PARAMETERS], best = INFINITY;
  const double started = l2h_seconds();
  char *record = NULL;
  size_t length = 0;
  tuning.outcome = calloc(CHOICE * (size_t)options->starts, sizeof *tuning.outcome);
  tuning.losses = calloc((size_t)options->starts, sizeof *tuning.losses);
  tuning.direction = calloc((size_t)options->starts, sizeof *tuning.direction);
  tuning.record = open_memstream(&record, &length);
  const bool room = tuning.outcome && tuning.losses && tuning.direction && tuning.record;
  int result = room ? 0 : l2h_fail(error, "no memory for %ld starts", options->starts);
  if (!l2h_world_failed(world, result, error))
    result = search(&tuning, begin, best_parameter, &best, error);
  if (tuning.record)
    fclose(tuning.record);
  if (!l2h_world_failed(world, result, error) && world->rank == 0) {
    result = write_winner(options, record, best_parameter, best, l2h_seconds() - started, error);
    printf("winner:\n");
    l2h_parameter_file_print(stdout, options->baseline, best_parameter);
  }
  free(record);
  free(tuning.losses);
  free(tuning.direction);
  free(tuning.outcome);
  return l2h_world_failed(world, result, error) ? -1 : 0;
}

int l2h_tune(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  struct options options = {.starts = 40, .steps = 5000, .updates = 100, .seed = 1};
  double begin[L2H_BASELINE_PARAMETERS] = {0};
  struct l2h_system system;
  if (parse(count, arguments, &options, error) != 0 || l2h_system_parse(options.system, &system, error) != 0)
    return L2H_USAGE_STATUS;
  l2h_baseline_defaults(options.baseline, &system, begin);
  if (l2h_baseline_set_all(options.baseline, &options.set, begin, error) != 0)
    return L2H_USAGE_STATUS;
  if (options.paper_scales)
    l2h_system_paper_scales(&system);
  if (l2h_world_failed(world, world->rank == 0 ? l2h_file_writable(options.output, error) : 0, error) ||
      tune(world, &options, &system, begin, error) != 0)
    return 1;
  return 0;
}
