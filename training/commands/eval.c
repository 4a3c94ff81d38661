/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop eval: trained weights on held-out starts. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/fitted_weights.h"
#include "commands/measurement.h"
#include "core/hash.h"
#include "evaluation/evaluation.h"
#include "rollouts/device.h"
#include "systems/parse.h"

const char l2h_eval_help[] =
  "NAME\n"
  "    learn2hop eval - measure trained weights\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop eval --weights FILE --system SYSTEM [--starts N] [--seed S] [--steps T] [--quench lbfgs|gd]\n"
  "                   [--json FILE] [--minima FILE] [--any-horizon] [--until-global-minimum|--until-energy E]\n"
  "                   [--evaluations MOST] [--length-scale L] [--energy-scale E] [--species S1,S2...]\n"
  "                   [--device cpu|cuda|auto]\n"
  "    mpirun -n RANKS --bind-to none learn2hop eval ...\n"
  "\n"
  "DESCRIPTION\n"
  "    Runs the optimizer from N starts for T steps each, quenches every end, and prints the mean energy with its\n"
  "    standard error, the lowest one, how many ended in the known global minimum (within 1e-3, or\n"
  "    up to 1e-2 below), the force evaluations in all, and seconds. What lies farther below is counted by itself.\n"
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
  "                       evaluations, seconds; hits is null where no global minimum is known\n" L2H_FITTED_WEIGHTS_HELP
    L2H_MEASUREMENT_FILES_HELP "    --until-global-minimum\n"
  "                       each of N seeds goes on from start to start until it meets the known global minimum; prints\n"
  "                       the mean force evaluations to first encounter, with its 95 % confidence "
  "interval\n" L2H_MEASUREMENT_UNTIL_HELP
  "    --device WHERE     of the rollouts: cpu, cuda, or auto (default): cuda where every rank finds a GPU, else cpu\n"
  "    --help             this text\n";

struct options {
  struct l2h_measurement measurement; /* steps 0: the weights' horizon */
  struct l2h_fitted_weights weights;
  int quench; /* enum l2h_quench */
  int device; /* enum l2h_device_choice */
};

static const char *const quenches[] = {"lbfgs", "gd", NULL}; /* as in enum l2h_quench */

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    L2H_MEASUREMENT_OPTIONS(&options->measurement),
    L2H_FITTED_WEIGHTS_OPTIONS(&options->weights),
    {"quench", L2H_CHOICE, &options->quench, 0, 0, quenches},
    {"device", L2H_CHOICE, &options->device, 0, 0, l2h_device_choices},
    {NULL},
  };
  if (l2h_options_take(count, arguments, known, 0, NULL, error) != 0)
    return -1;
  if (!options->weights.file)
    return l2h_fail(error, "--weights FILE is missing");
  if (options->quench == L2H_QUENCH_GD && options->measurement.minima && l2h_is_database(options->measurement.minima))
    return l2h_fail(error, "--quench gd ends above minima, and a database keeps minima alone: take lbfgs, or FILE.xyz");
  return l2h_measurement_check(&options->measurement, error);
}

/* What the outcome depends on, for the database. */
static void tell_settings(struct options *options)
{
  char text[512];
  const struct l2h_fit *fit = &options->weights.fit;
  snprintf(text, sizeof text, "%.17g %.17g %s", fit->length, fit->energy, fit->species ? fit->species : "");
  options->measurement.command = "eval";
  options->measurement.weights = options->weights.file;
  options->measurement.settings = l2h_hash(0, text, strlen(text));
}

static int choose_device(const struct l2h_world *world, const struct options *options, struct l2h_device *device,
                         struct l2h_error *error)
{
  char found[200];
  if (l2h_device_choose(world, (enum l2h_device_choice)options->device, "rollouts", 1, &options->measurement.system,
                        NULL, device, found, error) != 0)
    return -1;
  if (world->rank == 0)
    fprintf(stderr, "%s\n", found);
  return 0;
}

static int run(const struct l2h_world *world, const struct l2h_device *device, const struct options *options,
               const struct l2h_weights *weights, struct l2h_error *error)
{
  const struct l2h_measurement *measurement = &options->measurement;
  const struct l2h_evaluation evaluation = {
    .system = &measurement->system,
    .seed = measurement->seed,
    .purpose = L2H_HELD_OUT_STARTS,
    .starts = (int)measurement->starts,
    .steps = measurement->steps,
    .quench = (enum l2h_quench)options->quench,
    .position = measurement->position,
  };
  int result = 0;
  struct l2h_evaluator *evaluator =
    l2h_evaluator_create(world, device, evaluation.starts, measurement->system.atoms, weights->model.species, error);
  if (l2h_world_failed(world, evaluator ? 0 : -1, error))
    result = -1;
  else if (measurement->until_found)
    result =
      l2h_evaluate_until_found(evaluator, weights, &evaluation, (double)measurement->most, measurement->outcome, error);
  else
    l2h_evaluate(evaluator, weights, &evaluation, measurement->outcome);
  l2h_evaluator_free(evaluator);
  return result;
}

int l2h_eval(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  struct options options = {.measurement = {L2H_MEASUREMENT_DEFAULTS}};
  struct l2h_device device;
  static struct l2h_weights weights;
  if (parse(count, arguments, &options, error) != 0)
    return L2H_USAGE_STATUS;
  tell_settings(&options);
  if (l2h_world_failed(world,
                       l2h_fitted_weights_read(world, &options.weights, &options.measurement.system,
                                               &options.measurement.steps, &weights, error),
                       error) ||
      l2h_world_failed(world, choose_device(world, &options, &device, error), error) ||
      l2h_measurement_open(world, &options.measurement, error) != 0)
    return 1;
  const int result = run(world, &device, &options, &weights, error);
  const char *more = options.quench == L2H_QUENCH_GD ? "\"quench\": \"gd\"" : "\"quench\": \"lbfgs\"";
  return l2h_measurement_close(world, &options.measurement, options.measurement.system.name, more, result, error) == 0
    ? 0
    : 1;
}
