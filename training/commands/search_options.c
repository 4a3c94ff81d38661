/* SPDX-License-Identifier: GPL-2.0-only */
/* What `learn2hop search` is told on its command line. */
#include "commands/search_options.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/meant.h"
#include "base/options.h"
#include "commands/commands.h"
#include "rollouts/device.h"
#include "systems/parse.h"

#define CHECKPOINT_SECONDS 60

const char l2h_search_help[] =
  "NAME\n"
  "    learn2hop search - find the lowest minima of a system\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop search --system SYSTEM [--weights FILE] [--from FILE] [--starts N] [--seed S] [--evaluations B]\n"
  "                     [--until-global-minimum|--until-energy E] [--confirm K] [--set NUMBER=VALUE]...\n"
  "                     [--minima FILE] [--keep M] [--output DIR [--resume] [--checkpoint SECONDS]] [--json FILE]\n"
  "                     [--device cpu|cuda|auto]\n"
  "    learn2hop search --list              lists the numbers that --set sets\n"
  "    mpirun -n RANKS --bind-to none learn2hop search ...\n"
  "\n"
  "DESCRIPTION\n"
  "    N walkers hop from minimum to minimum, each a search of its own with random numbers of its own. Every force\n"
  "    evaluation counts as one, and looking at single sites for an atom at its true share. The result is the same, "
  "bit\n"
  "    for bit, for any number of threads and ranks.\n"
  "    The policy in FILE serves, or the numbers found by hand where there is none; with weights of an optimizer "
  "alone,\n"
  "    there are as many bursts of their learned steps as kicks. --set fixes a number whatever the policy says.\n"
  "\n"
  "OPTIONS\n"
  "    --system SYSTEM    " L2H_SYSTEM_FORMS "\n"
  "    --weights FILE     what `learn2hop train` left\n"
  "    --from FILE        structures to begin from, extended XYZ, a LAMMPS data file or the lowest of a database:\n"
  "                       walker k takes structure k, and begins again with the first after the last. A walker "
  "that\n"
  "                       starts again does so at random; where a script freezes atoms, from its structure (without\n"
  "                       --from the script's), kicked.\n"
  "    --starts N         walkers (default 16)\n"
  "    --seed S           of everything random (default 1)\n"
  "    --evaluations B    of each walker, at most (default 100000; 1e9 where another rule ends the search)\n"
  "    --until-global-minimum\n"
  "                       each walker stops when it meets the known global minimum; prints the mean evaluations to "
  "the\n"
  "                       first encounter, with its 95 % confidence interval, as eval and baseline do\n"
  "    --until-energy E   the same until an energy of yours, in energy units, which hits are counted by then\n"
  "    --confirm K        the search is over when the lowest energy was met K times, each time from a new start, by\n"
  "                       whichever walker; with one of --until..., when K walkers have met that energy\n"
  "    --set NUMBER=VALUE a number of the search, in length and energy scales\n"
  "    --minima FILE      the lowest distinct minima as extended XYZ, lowest first, each quenched tightly (on top of "
  "the\n"
  "                       evaluations of the search) and with its energy; rewritten whole whenever there are new "
  "ones.\n"
  "                       FILE.db: a database, which any number of searches add to at once, and learn2hop minima "
  "reads\n"
  "    --keep M           so many of them (default 100)\n"
  "    --output DIR       a folder for the checkpoint, and for minima.xyz where --minima names no other file\n"
  "    --resume           goes on from the checkpoint in DIR; --evaluations, --confirm and --until... may differ;\n"
  "                       where there is none yet, it begins from the start\n"
  "    --checkpoint SECONDS\n"
  "                       from one checkpoint to the next (default 60)\n"
  "    --json FILE        the figures as JSON, as eval has them, with how the moves fared; `steps` is B\n"
  "    --device WHERE     of the quenches: cpu (default); cuda: a GPU for each rank of a node, in turn, which pays "
  "from "
  "some\n"
  "                       hundred walkers on; auto: cuda where every rank finds one, else cpu. The other last bits of "
  "a\n"
  "                       GPU's energies lead to other hops\n"
  "    --help             this text\n"
  "\n"
  "SIGNALS\n"
  "    SIGTERM and SIGINT end the search after the round it is in, with a checkpoint and the report so far, and "
  "status\n"
  "    0; a second one ends it at once. After kill -9, --resume goes on from the last checkpoint.\n";

static int check_options(struct l2h_search_options *options, struct l2h_error *error)
{
  options->until_found = options->until_found || !isnan(options->energy);
  if (options->list)
    return 0;
  if (!options->system)
    return l2h_fail(error, "--system SYSTEM is missing");
  if (options->resume && !options->output)
    return l2h_fail(error, "--resume needs --output DIR, the folder of the search that is to go on");
  if (options->confirm == 1 && !options->until_found)
    return l2h_fail(error, "--confirm 1: whatever is lowest was met once; take 2 or more, or one of --until...");
  if (options->until_found && options->confirm > options->starts)
    return l2h_fail(error, "--confirm %ld: only %ld walkers can meet the energy; take more --starts", options->confirm,
                    options->starts);
  if (options->evaluations == 0)
    options->evaluations = options->until_found || options->confirm > 0 ? L2H_SEARCH_NO_LIMIT : 100000;
  return 0;
}

int l2h_search_options_parse(int count, char **arguments, struct l2h_search_options *options, struct l2h_error *error)
{
  *options = (struct l2h_search_options){
    .starts = 16, .seed = 1, .energy = NAN, .keep = 100, .checkpoint = CHECKPOINT_SECONDS, .device = L2H_DEVICE_CPU};
  const struct l2h_option known[] = {
    {"system", L2H_TEXT, &options->system, 0, 0, NULL},
    {"weights", L2H_TEXT, &options->weights, 0, 0, NULL},
    {"from", L2H_TEXT, &options->from, 0, 0, NULL},
    {"json", L2H_TEXT, &options->json, 0, 0, NULL},
    {"minima", L2H_TEXT, &options->minima, 0, 0, NULL},
    {"output", L2H_TEXT, &options->output, 0, 0, NULL},
    {"set", L2H_TEXTS, &options->set, 0, 0, NULL},
    {"starts", L2H_WHOLE, &options->starts, 1, 10000000, NULL},
    {"evaluations", L2H_WHOLE, &options->evaluations, 1, LONG_MAX, NULL},
    {"confirm", L2H_WHOLE, &options->confirm, 1, LONG_MAX, NULL},
    {"keep", L2H_WHOLE, &options->keep, 1, 1000000, NULL},
    {"checkpoint", L2H_WHOLE, &options->checkpoint, 0, 1000000, NULL},
    {"seed", L2H_SEED, &options->seed, 0, 0, NULL},
    {"until-global-minimum", L2H_SWITCH, &options->until_found, 0, 0, NULL},
    {"until-energy", L2H_NUMBER, &options->energy, 0, 0, NULL},
    {"resume", L2H_SWITCH, &options->resume, 0, 0, NULL},
    {"list", L2H_SWITCH, &options->list, 0, 0, NULL},
    {"device", L2H_CHOICE, &options->device, 0, 0, l2h_device_choices},
    {NULL},
  };
  return l2h_options_take(count, arguments, known, 0, NULL, error) == 0 ? check_options(options, error) : -1;
}

static int set_number(const char *assignment, struct l2h_policy *policy, struct l2h_error *error)
{
  const char *equals = strchr(assignment, '=');
  char name[64], known[1024] = "", *end;
  if (!equals)
    return l2h_fail(error, "--set: '%s' sets nothing: write NUMBER=VALUE", assignment);
  snprintf(name, sizeof name, "%.*s", (int)(equals - assignment), assignment);
  const int row = l2h_search_number_named(name);
  struct l2h_meant meant = {.word = name};
  for (int k = 0; row < 0 && k < L2H_SEARCH_NUMBERS; k++) {
    l2h_meant_try(&meant, l2h_search_number_at(k)->name);
    snprintf(known + strlen(known), sizeof known - strlen(known), " %s", l2h_search_number_at(k)->name);
  }
  if (row < 0 && meant.hint[0])
    return l2h_fail(error, "--set: a search has no number '%s'%s", name, meant.hint);
  if (row < 0)
    return l2h_fail(error, "--set: a search has no number '%s'; it has%.800s", name, known);
  const double value = strtod(equals + 1, &end);
  if (end == equals + 1 || *end)
    return l2h_fail(error, "--set %s: '%s' is not a number", name, equals + 1);
  l2h_policy_fix(policy, row, value);
  return 0;
}

int l2h_search_options_set(const struct l2h_search_options *options, struct l2h_policy *policy, struct l2h_error *error)
{
  for (int k = 0; k < options->set.count; k++)
    if (set_number(options->set.text[k], policy, error) != 0)
      return -1;
  return l2h_search_numbers_check(&policy->numbers, error);
}

int l2h_search_options_check_set(const struct l2h_search_options *options, struct l2h_error *error)
{
  struct l2h_policy policy;
  l2h_policy_standard(&policy);
  if (l2h_search_options_set(options, &policy, error) != 0)
    return -1;
  return policy.numbers.burst > 0 && !options->weights
    ? l2h_fail(error, "--set burst: a burst needs learned steps; give --weights FILE")
    : 0;
}

void l2h_search_list_numbers(void)
{
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++) {
    const struct l2h_search_number *number = l2h_search_number_at(row);
    printf("    %-20s %-10.9g %s (%g to %g)\n", number->name, number->standard, number->meaning, number->least,
           number->most);
  }
}
