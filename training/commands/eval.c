/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop eval: trained weights on held-out starts. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "base/seconds.h"
#include "rollouts/common_kernels.h"
#include "rollouts/device.h"
#include "evaluation/minima.h"
#include "base/options.h"
#include "systems/parse.h"
#include "evaluation/report.h"

const char l2h_eval_help[] =
  "NAME\n"
  "    learn2hop eval - measure trained weights\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop eval --weights FILE --system SYSTEM [--starts N] [--seed S] [--steps T] [--quench lbfgs|gd]\n"
  "                   [--json FILE] [--minima FILE] [--any-horizon] [--until-global-minimum|--until-energy E]\n"
  "                   [--evaluations MOST] [--device cpu|cuda|auto]\n"
  "    mpirun -n RANKS --bind-to none learn2hop eval ...\n"
  "\n"
  "DESCRIPTION\n"
  "    Runs the optimizer from N starts for T steps each, quenches every end, and prints the mean energy with its\n"
  "    standard error, the lowest one, how many ended in the known global minimum (within 1e-3, or below), the force\n"
  "    evaluations in all, and seconds.\n"
  "    Its starts are never those of a training or of its validation, whatever the seeds.\n"
  "\n"
  "OPTIONS\n"
  "    --weights FILE     what `learn2hop train` left\n"
  "    --system SYSTEM    " L2H_SYSTEM_FORMS "\n"
  "    --starts N         starts (default 150)\n"
  "    --seed S           of the starts (default 1)\n"
  "    --steps T          learned steps a start (default: the horizon that the weights were trained for)\n"
  "    --quench METHOD    lbfgs: to the minimum (default); gd: the paper's 1000 steps of gradient descent at 1e-3\n"
  "    --json FILE        the figures as JSON: system, starts, steps, seed, mean, mean_error, min, hits,\n"
  "                       evaluations, seconds; hits is null where no global minimum is known\n"
  "    --any-horizon      weights that are not told their progress are good for one T only, and another is refused:\n"
  "                       this takes it all the same\n"
  "    --minima FILE      the distinct minima as extended XYZ, lowest first, each with its energy and the count of\n"
  "                       starts that ended there\n"
  "    --until-global-minimum\n"
  "                       each of N seeds goes on from start to start until it meets the known global minimum; prints\n"
  "                       the mean force evaluations to first encounter, with its 95 % confidence interval\n"
  "    --until-energy E   the same until an energy of yours, in energy units, which hits are counted by then\n"
  "    --evaluations MOST a seed gives up there (default 1e9)\n"
  "    --device WHERE     of the rollouts: cpu, cuda, or auto (default): cuda where every rank finds a GPU, else cpu\n"
  "    --help             this text\n";

struct options {
  const char *weights, *system, *json, *minima;
  long starts, steps; /* steps 0: the weights' horizon */
  uint64_t seed;
  int quench; /* enum l2h_quench */
  int device; /* enum l2h_device_choice */
  bool any_horizon, until_found;
  double energy; /* to go on until; NaN for the known minimum */
  long most;
};

static const char *const quenches[] = {"lbfgs", "gd", NULL}; /* as in enum l2h_quench */

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"weights", L2H_TEXT, &options->weights, 0, 0, NULL},
    {"system", L2H_TEXT, &options->system, 0, 0, NULL},
    {"json", L2H_TEXT, &options->json, 0, 0, NULL},
    {"minima", L2H_TEXT, &options->minima, 0, 0, NULL},
    {"starts", L2H_WHOLE, &options->starts, 1, 10000000, NULL},
    {"steps", L2H_WHOLE, &options->steps, 1, 1000000000, NULL},
    {"seed", L2H_SEED, &options->seed, 0, 0, NULL},
    {"quench", L2H_CHOICE, &options->quench, 0, 0, quenches},
    {"device", L2H_CHOICE, &options->device, 0, 0, l2h_device_choices},
    {"any-horizon", L2H_SWITCH, &options->any_horizon, 0, 0, NULL},
    {"until-global-minimum", L2H_SWITCH, &options->until_found, 0, 0, NULL},
    {"until-energy", L2H_NUMBER, &options->energy, 0, 0, NULL},
    {"evaluations", L2H_WHOLE, &options->most, 1, LONG_MAX, NULL},
    {NULL},
  };
  if (l2h_options_take(count, arguments, known, 0, NULL, error) != 0)
    return -1;
  options->until_found = options->until_found || !isnan(options->energy);
  if (options->minima && options->until_found)
    return l2h_fail(error, "--minima does not go with --until-global-minimum or --until-energy");
  if (!options->weights || !options->system)
    return l2h_fail(error, "%s is missing", options->weights ? "--system SYSTEM" : "--weights FILE");
  return 0;
}

/* Rank 0 reads; weights are plain memory, so a copy of the bytes is a copy. */
static int read_weights(const struct l2h_world *world, struct options *options, const struct l2h_system *system,
                        struct l2h_weights *weights, struct l2h_error *error)
{
  if (l2h_world_failed(world, world->rank == 0 ? l2h_weights_read(options->weights, weights, error) : 0, error))
    return -1;
  l2h_world_copy(world, weights, sizeof *weights);
  if (!weights->checked && world->rank == 0)
    fprintf(stderr, "note: %s has no checksum, so damage may go unseen\n", options->weights);
  if (weights->model.species < system->species)
    return l2h_fail(error, "%s: knows %d species and %s has %d", options->weights, weights->model.species, system->name,
                    system->species);
  if (options->steps == 0)
    options->steps = weights->horizon;
  if (options->steps != weights->horizon && !l2h_serves_any_horizon(&weights->model) && !options->any_horizon)
    return l2h_fail(error,
                    "%s: trained for %ld steps and not told its progress: take --steps %ld, or --any-horizon to "
                    "try %ld all the same",
                    options->weights, weights->horizon, weights->horizon, options->steps);
  return 0;
}

static int try_files(const struct options *options, struct l2h_error *error)
{
  return l2h_report_try(options->json, error) != 0 || l2h_report_try(options->minima, error) != 0 ? -1 : 0;
}

static int write_report(const struct options *options, struct l2h_report *report, struct l2h_error *error)
{
  report->more = options->quench == L2H_QUENCH_GD ? "\"quench\": \"gd\"" : "\"quench\": \"lbfgs\"";
  l2h_report_print(report, report->system->name);
  return options->json ? l2h_report_json(report, options->json, error) : 0;
}

static int conclude(const struct options *options, const struct l2h_system *system,
                    const struct l2h_evaluation *evaluation, const struct l2h_outcome *outcome, double seconds,
                    struct l2h_error *error)
{
  struct l2h_report report = {.system = system,
                              .starts = options->starts,
                              .steps = options->steps,
                              .seed = options->seed,
                              .seconds = seconds,
                              .summary = l2h_summarize(system, evaluation->starts, outcome),
                              .until_found = options->until_found};
  if (options->until_found)
    report.encounter = l2h_encounter_of(system, evaluation->starts, outcome);
  if (write_report(options, &report, error) != 0)
    return -1;
  return options->minima
    ? l2h_minima_write(options->minima, system, evaluation->starts, outcome, evaluation->position, error)
    : 0;
}

static int measure(const struct l2h_world *world, const struct l2h_device *device, const struct options *options,
                   const struct l2h_system *system, const struct l2h_weights *weights, struct l2h_error *error)
{
  struct l2h_evaluation evaluation = {
    .system = system,
    .seed = options->seed,
    .purpose = L2H_HELD_OUT_STARTS,
    .starts = (int)options->starts,
    .steps = options->steps,
    .quench = (enum l2h_quench)options->quench,
  };
  const double begin = l2h_seconds();
  struct l2h_outcome *outcome = calloc((size_t)options->starts, sizeof *outcome);
  if (options->minima)
    evaluation.position = calloc(3 * (size_t)options->starts * (size_t)system->atoms, sizeof(double));
  struct l2h_evaluator *evaluator =
    l2h_evaluator_create(world, device, evaluation.starts, system->atoms, weights->model.species, error);
  const bool ready = outcome && evaluator && (evaluation.position || !options->minima);
  int result = l2h_world_failed(world, ready ? 0 : -1, error) ? -1 : 0;
  if (result == 0 && options->until_found)
    result = l2h_evaluate_until_found(evaluator, weights, &evaluation, (double)options->most, outcome, error);
  else if (result == 0)
    l2h_evaluate(evaluator, weights, &evaluation, outcome);
  if (result == 0 && world->rank == 0)
    result = conclude(options, system, &evaluation, outcome, l2h_seconds() - begin, error);
  l2h_evaluator_free(evaluator);
  free(evaluation.position);
  free(outcome);
  return l2h_world_failed(world, result, error) ? -1 : 0;
}

static int choose_device(const struct l2h_world *world, const struct options *options, const struct l2h_system *system,
                         struct l2h_device *device, struct l2h_error *error)
{
  char found[200];
  const struct l2h_system *on_cpu = l2h_system_on_cpu(1, system);
  if (l2h_device_choose(world, (enum l2h_device_choice)options->device, on_cpu ? on_cpu->name : NULL, device, found,
                        error) != 0)
    return -1;
  if (world->rank == 0)
    fprintf(stderr, "%s\n", found);
  return 0;
}

int l2h_eval(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  struct options options = {.starts = 150, .seed = 1, .most = 1000000000, .energy = NAN};
  struct l2h_system system;
  struct l2h_device device;
  static struct l2h_weights weights;
  if (parse(count, arguments, &options, error) != 0 || l2h_system_parse(options.system, &system, error) != 0)
    return L2H_USAGE_STATUS;
  if (l2h_encounter_aim(&system, options.energy, options.until_found, error) != 0)
    return L2H_USAGE_STATUS;
  if (l2h_world_failed(world, read_weights(world, &options, &system, &weights, error), error) ||
      l2h_world_failed(world, world->rank == 0 ? try_files(&options, error) : 0, error) ||
      l2h_world_failed(world, choose_device(world, &options, &system, &device, error), error) ||
      measure(world, &device, &options, &system, &weights, error) != 0)
    return 1;
  return 0;
}
