/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop baseline: methods that are not learned, on the starts that eval uses. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "base/seconds.h"
#include "evaluation/minima.h"
#include "base/options.h"
#include "systems/parse.h"
#include "baselines/parameter_file.h"
#include "baselines/pursuit.h"
#include "evaluation/report.h"

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
  "METHODS\n"
  "    adam, fire             the paper's baselines (C.1)\n"
  "    basin-hopping          the paper's: Adam descents of 5000 steps, a normal step, accepted downhill (C.2)\n"
  "    basin-hopping-lbfgs    as people run it: L-BFGS quenches, Metropolis, a step that adapts itself\n"
  "    sign-anneal            annealed sign-momentum, two numbers\n"
  "    langevin-anneal        simulated annealing by Langevin dynamics, cooled in a straight line\n"
  "\n"
  "DESCRIPTION\n"
  "    Runs the method from N starts, those that eval takes for the same seed, for T force evaluations each, quenches\n"
  "    every end (as eval does, on top of T) and prints what eval prints. Parameters are in multiples of the system's\n"
  "    length and energy scales, mass 1.\n"
  "\n"
  "OPTIONS\n"
  "    --system SYSTEM    " L2H_SYSTEM_FORMS "\n"
  "    --starts N         starts (default 150)\n"
  "    --seed S           of the starts (default 1)\n"
  "    --steps T          force evaluations a start (default 50000)\n"
  "    --set NAME=VALUE   a parameter\n"
  "    --parameters FILE  parameters that `learn2hop tune` left; --set goes over them\n"
  "    --scales WHICH     natural: the system's own (default); paper: both 1, that is Angstrom and eV\n"
  "    --json FILE        the figures as JSON, as eval has them, with method and parameters\n"
  "    --minima FILE      the distinct minima as extended XYZ, lowest first, each with its energy and the count of\n"
  "                       starts that ended there\n"
  "    --until-global-minimum\n"
  "                       each of N seeds goes on until it meets the known global minimum (a method that does not hop "
  "by\n"
  "                       itself from start to start, T evaluations each); prints the mean force evaluations to first\n"
  "                       encounter, with its 95 % confidence interval\n"
  "    --until-energy E   the same until an energy of yours, in energy units, which hits are counted by then\n"
  "    --evaluations MOST a seed gives up there (default 1e9)\n"
  "    --help             this text\n";

struct options {
  const struct l2h_method *method;
  const char *system, *json, *minima, *parameters;
  struct l2h_texts set;
  long starts, steps, most;
  uint64_t seed;
  int paper_scales;
  bool until_found;
  double energy; /* to go on until; NaN for the known minimum */
};

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"system", L2H_TEXT, &options->system, 0, 0, NULL},
    {"json", L2H_TEXT, &options->json, 0, 0, NULL},
    {"minima", L2H_TEXT, &options->minima, 0, 0, NULL},
    {"parameters", L2H_TEXT, &options->parameters, 0, 0, NULL},
    {"set", L2H_TEXTS, &options->set, 0, 0, NULL},
    {"starts", L2H_WHOLE, &options->starts, 1, 10000000, NULL},
    {"steps", L2H_WHOLE, &options->steps, 1, 1000000000, NULL},
    {"seed", L2H_SEED, &options->seed, 0, 0, NULL},
    {"scales", L2H_CHOICE, &options->paper_scales, 0, 0, l2h_scales},
    {"until-global-minimum", L2H_SWITCH, &options->until_found, 0, 0, NULL},
    {"until-energy", L2H_NUMBER, &options->energy, 0, 0, NULL},
    {"evaluations", L2H_WHOLE, &options->most, 1, LONG_MAX, NULL},
    {NULL},
  };
  const char *name;
  if (l2h_options_take(count, arguments, known, 1, &name, error) != 0)
    return -1;
  options->until_found = options->until_found || !isnan(options->energy);
  if (options->minima && options->until_found)
    return l2h_fail(error, "--minima does not go with --until-global-minimum or --until-energy");
  if (!name)
    return l2h_fail(error, "METHOD is missing");
  options->method = l2h_method_named(name, error);
  return options->method ? 0 : -1;
}

static void list_parameters(const struct l2h_method *method)
{
  printf("%s: %s\n", method->name, method->summary);
  for (int k = 0; k < l2h_method_parameters(method); k++)
    printf("    %-14s %-10.9g %s (%g to %g)\n", method->parameter[k].name, method->parameter[k].usual,
           method->parameter[k].help, method->parameter[k].least, method->parameter[k].most);
}

static int take_parameters(const struct options *options, double *parameter, struct l2h_error *error)
{
  l2h_method_defaults(options->method, parameter);
  if (options->parameters && l2h_parameter_file_read(options->parameters, options->method, parameter, error) != 0)
    return -1;
  return l2h_method_set_all(options->method, &options->set, parameter, error);
}

static int try_files(const struct options *options, struct l2h_error *error)
{
  return l2h_report_try(options->json, error) != 0 || l2h_report_try(options->minima, error) != 0 ? -1 : 0;
}

static void describe(const struct options *options, const double *parameter, char *text, size_t size)
{
  snprintf(text, size, "\"method\": \"%s\", \"scales\": \"%s\", \"parameters\": {", options->method->name,
           options->paper_scales ? "paper" : "natural");
  for (int k = 0; k < l2h_method_parameters(options->method); k++)
    snprintf(text + strlen(text), size - strlen(text), "%s\"%s\": %.9g", k ? ", " : "",
             options->method->parameter[k].name, parameter[k]);
  snprintf(text + strlen(text), size - strlen(text), "}");
}

static int report_on(const struct options *options, const struct l2h_pursuit *pursuit,
                     const struct l2h_outcome *outcome, double seconds, struct l2h_error *error)
{
  const struct l2h_system *system = pursuit->system;
  char more[1024], who[192];
  struct l2h_report report = {.system = system,
                              .starts = options->starts,
                              .steps = options->steps,
                              .seed = options->seed,
                              .seconds = seconds,
                              .summary = l2h_summarize(system, pursuit->starts, outcome),
                              .until_found = options->until_found,
                              .more = more};
  if (options->until_found)
    report.encounter = l2h_encounter_of(system, pursuit->starts, outcome);
  describe(options, pursuit->parameter, more, sizeof more);
  snprintf(who, sizeof who, "%s on %s", options->method->name, system->name);
  l2h_report_print(&report, who);
  if (options->json && l2h_report_json(&report, options->json, error) != 0)
    return -1;
  return options->minima ? l2h_minima_write(options->minima, system, pursuit->starts, outcome, pursuit->position, error)
                         : 0;
}

static int measure(const struct l2h_world *world, const struct options *options, const struct l2h_system *system,
                   const double *parameter, struct l2h_error *error)
{
  struct l2h_outcome *outcome = calloc((size_t)options->starts, sizeof *outcome);
  struct l2h_pursuit pursuit = {
    .system = system,
    .method = options->method,
    .parameter = parameter,
    .seed = options->seed,
    .purpose = L2H_HELD_OUT_STARTS,
    .starts = (int)options->starts,
    .steps = options->steps,
    .until_found = options->until_found,
    .most = (double)options->most,
  };
  const double begin = l2h_seconds();
  if (options->minima)
    pursuit.position = calloc(3 * (size_t)options->starts * (size_t)system->atoms, sizeof(double));
  const bool ready = outcome && (pursuit.position || !options->minima);
  int result = ready ? 0 : l2h_fail(error, "no memory for %ld starts", options->starts);
  if (l2h_world_failed(world, result, error))
    result = -1;
  else
    result = l2h_pursue(world, &pursuit, outcome, error);
  if (!l2h_world_failed(world, result, error) && world->rank == 0)
    result = report_on(options, &pursuit, outcome, l2h_seconds() - begin, error);
  free(pursuit.position);
  free(outcome);
  return l2h_world_failed(world, result, error) ? -1 : 0;
}

int l2h_baseline(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  struct options options = {.starts = 150, .seed = 1, .steps = 50000, .most = 1000000000, .energy = NAN};
  double parameter[L2H_MOST_PARAMETERS];
  struct l2h_system system;
  if (parse(count, arguments, &options, error) != 0)
    return L2H_USAGE_STATUS;
  if (!options.system && count == 2) {
    if (world->rank == 0)
      list_parameters(options.method);
    return 0;
  }
  if (!options.system) {
    l2h_fail(error, "--system SYSTEM is missing");
    return L2H_USAGE_STATUS;
  }
  if (l2h_system_parse(options.system, &system, error) != 0 || take_parameters(&options, parameter, error) != 0)
    return L2H_USAGE_STATUS;
  if (l2h_encounter_aim(&system, options.energy, options.until_found, error) != 0)
    return L2H_USAGE_STATUS;
  if (options.paper_scales)
    l2h_system_paper_scales(&system);
  if (l2h_world_failed(world, world->rank == 0 ? try_files(&options, error) : 0, error) ||
      measure(world, &options, &system, parameter, error) != 0)
    return 1;
  return 0;
}
