/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop baseline: methods that are not learned, on the starts that eval uses. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "baselines/parameter_file.h"
#include "baselines/runs.h"
#include "commands/commands.h"
#include "commands/measurement.h"
#include "core/hash.h"
#include "systems/parse.h"

const char l2h_baseline_help[] =
  "NAME\n"
  "    learn2hop baseline - measure a method that is not learned\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop baseline METHOD --system SYSTEM [--starts N] [--seed S] [--steps T] [--set NAME=VALUE]...\n"
  "                       [--parameters FILE] [--scales natural|paper] [--json FILE] [--minima FILE]\n"
  "                       [--until-global-minimum|--until-energy E] [--evaluations MOST]\n"
  "    learn2hop baseline METHOD            lists the method's parameters\n"
  "    mpirun -n RANKS --bind-to none learn2hop baseline ...\n"
  "\n"
  "DESCRIPTION\n"
  "    Runs the method from N starts, those that eval takes for the same seed, for T force evaluations each, quenches\n"
  "    every end (as eval does, on top of T) and prints what eval prints. Parameters are in multiples of the system's\n"
  "    length and energy scales, mass 1. hops-by-hand begins at random places of its own, as `learn2hop search` does.\n"
  "\n"
  "OPTIONS\n"
  "    --system SYSTEM    " L2H_SYSTEM_FORMS "\n"
  "    --starts N         starts (default 150)\n"
  "    --seed S           of the starts (default 1)\n"
  "    --steps T          force evaluations a start (default 50000)\n"
  "    --set NAME=VALUE   a parameter\n"
  "    --parameters FILE  parameters that `learn2hop tune` left; --set goes over them\n"
  "    --scales WHICH     natural: the system's own (default); paper: both 1, that is Angstrom and eV\n"
  "    --json FILE        the figures as JSON, as eval has them, with method and "
  "parameters\n" L2H_MEASUREMENT_FILES_HELP "    --until-global-minimum\n"
  "                       each of N seeds goes on until it meets the known global minimum (a method that does not hop "
  "by\n"
  "                       itself from start to start, T evaluations each); prints the mean force evaluations to first\n"
  "                       encounter, with its 95 % confidence interval\n" L2H_MEASUREMENT_UNTIL_HELP
  "    --help             this text\n";

struct options {
  const struct l2h_baseline *baseline;
  struct l2h_measurement measurement;
  const char *parameters;
  struct l2h_texts set;
  int paper_scales;
};

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    L2H_MEASUREMENT_OPTIONS(&options->measurement),
    {"parameters", L2H_TEXT, &options->parameters, 0, 0, NULL},
    {"set", L2H_TEXTS, &options->set, 0, 0, NULL},
    {"scales", L2H_CHOICE, &options->paper_scales, 0, 0, l2h_scales},
    {NULL},
  };
  const char *name;
  if (l2h_options_take(count, arguments, known, 1, &name, error) != 0)
    return -1;
  options->baseline = l2h_baseline_named(name, error);
  return options->baseline ? 0 : -1;
}

void l2h_baseline_list(void)
{
  printf("\nMETHODS\n");
  for (int i = 0; l2h_baseline_at(i); i++)
    printf("    %-20s   %s\n", l2h_baseline_at(i)->name, l2h_baseline_at(i)->summary);
}

static void list_parameters(const struct l2h_baseline *baseline)
{
  printf("%s: %s\n", baseline->name, baseline->summary);
  for (int k = 0; k < l2h_baseline_parameters(baseline); k++)
    printf("    %-20s %-10.9g %s (%g to %g)\n", baseline->parameter[k].name, baseline->parameter[k].usual,
           baseline->parameter[k].help, baseline->parameter[k].least, baseline->parameter[k].most);
}

static int take_parameters(const struct options *options, double *parameter, struct l2h_error *error)
{
  l2h_baseline_defaults(options->baseline, &options->measurement.system, parameter);
  if (options->parameters && l2h_parameter_file_read(options->parameters, options->baseline, parameter, error) != 0)
    return -1;
  return l2h_baseline_set_all(options->baseline, &options->set, parameter, error);
}

static void describe(const struct options *options, const double *parameter, char *text, size_t size)
{
  snprintf(text, size, "\"method\": \"%s\", \"scales\": \"%s\", \"parameters\": {", options->baseline->name,
           options->paper_scales ? "paper" : "natural");
  for (int k = 0; k < l2h_baseline_parameters(options->baseline); k++)
    snprintf(text + strlen(text), size - strlen(text), "%s\"%s\": %.9g", k ? ", " : "",
             options->baseline->parameter[k].name, parameter[k]);
  snprintf(text + strlen(text), size - strlen(text), "}");
}

static int measure(const struct l2h_world *world, struct options *options, const double *parameter,
                   struct l2h_error *error)
{
  struct l2h_measurement *measurement = &options->measurement;
  char more[2048], who[192], command[64];
  describe(options, parameter, more, sizeof more);
  snprintf(command, sizeof command, "baseline %s", options->baseline->name);
  measurement->command = command;
  measurement->settings = l2h_hash(0, more, strlen(more));
  if (l2h_measurement_open(world, measurement, error) != 0)
    return -1;
  const struct l2h_baseline_runs runs = {
    .system = &measurement->system,
    .baseline = options->baseline,
    .parameter = parameter,
    .seed = measurement->seed,
    .purpose = L2H_HELD_OUT_STARTS,
    .starts = (int)measurement->starts,
    .steps = measurement->steps,
    .position = measurement->position,
  };
  const int result = measurement->until_found
    ? l2h_baseline_run_until_found(world, &runs, (double)measurement->most, measurement->outcome, error)
    : l2h_baseline_run(world, &runs, measurement->outcome, error);
  snprintf(who, sizeof who, "%s on %s", options->baseline->name, measurement->system.name);
  return l2h_measurement_close(world, measurement, who, more, result, error);
}

int l2h_baseline(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  struct options options = {.measurement = {L2H_MEASUREMENT_DEFAULTS, .steps = 50000}};
  double parameter[L2H_BASELINE_PARAMETERS];
  if (parse(count, arguments, &options, error) != 0)
    return L2H_USAGE_STATUS;
  if (!options.measurement.system_name && count == 2) {
    if (world->rank == 0)
      list_parameters(options.baseline);
    return 0;
  }
  if (l2h_measurement_check(&options.measurement, error) != 0 || take_parameters(&options, parameter, error) != 0)
    return L2H_USAGE_STATUS;
  if (options.paper_scales)
    l2h_system_paper_scales(&options.measurement.system);
  return measure(world, &options, parameter, error) == 0 ? 0 : 1;
}
