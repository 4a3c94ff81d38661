/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop minima: what is done with databases of minima. */
#include <string.h>

#include "base/meant.h"
#include "base/options.h"
#include "commands/commands.h"
#include "commands/minima_verbs.h"

const char l2h_minima_help[] =
  "NAME\n"
  "    learn2hop minima - list, export, fill, merge and compare databases of minima\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop minima list FILE.db [--system NAME] [--lowest N] [--by-energy WIDTH] [--json FILE]\n"
  "    learn2hop minima export FILE.db --output PATH [--format xyz|lammps] [--system NAME] [--lowest N] [--element E]\n"
  "    learn2hop minima add --into FILE.db --system SYSTEM FILE...\n"
  "    learn2hop minima merge --into FILE.db FILE.db...\n"
  "    learn2hop minima compare A.db B.db [--system NAME] [--lowest N]\n"
  "    learn2hop minima VERB --help\n"
  "\n"
  "DESCRIPTION\n"
  "    A database is what `learn2hop search --minima FILE.db` (or eval, or baseline) makes and adds to: the distinct\n"
  "    minima of any number of systems, each with its structure, the runs that have met it and how often, and the\n"
  "    evaluations until then. Any number of programs write and read one file at the same time, and one that is "
  "killed\n"
  "    does no harm.\n"
  "\n"
  "VERBS\n"
  "    list       the lowest minima with energy, gap, meetings, evaluations and seed, or counts by energy\n"
  "    export     structures as extended XYZ, which ASE, OVITO and `search --from` read, or as LAMMPS data files\n"
  "    add        structures of your own, quenched, from XYZ and LAMMPS data files\n"
  "    merge      the minima of several databases into one\n"
  "    compare    which minima two databases share, which only one has, and which has the lowest\n";

static const struct {
  const char *name, *help;
  l2h_minima_verb *run;
} verbs[] = {
  {"list", l2h_minima_list_help, l2h_minima_list},
  {"export", l2h_minima_export_help, l2h_minima_export},
  {"add", l2h_minima_add_help, l2h_minima_add},
  {"merge", l2h_minima_merge_help, l2h_minima_merge},
  {"compare", l2h_minima_compare_help, l2h_minima_compare},
};
#define VERBS (sizeof verbs / sizeof verbs[0])

const char *l2h_minima_topic(int count, char **arguments)
{
  for (size_t k = 0; count > 0 && k < VERBS; k++)
    if (strcmp(arguments[0], verbs[k].name) == 0)
      return verbs[k].help;
  return l2h_minima_help;
}

int l2h_minima(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  (void)world;
  for (size_t k = 0; count > 1 && k < VERBS; k++)
    if (strcmp(arguments[1], verbs[k].name) == 0)
      return verbs[k].run(count - 1, arguments + 1, error);
  struct l2h_meant meant = {.word = count > 1 ? arguments[1] : ""};
  for (size_t k = 0; k < VERBS; k++)
    l2h_meant_try(&meant, verbs[k].name);
  if (count > 1)
    l2h_fail(error, "there is no '%s'%s", arguments[1],
             meant.hint[0] ? meant.hint : "; it is list, export, add, merge or compare");
  else
    l2h_fail(error, "what is to be done: list, export, add, merge or compare?");
  return L2H_USAGE_STATUS;
}
