/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop starts: the starts of eval and baseline as LAMMPS data files. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "commands/commands.h"
#include "systems/parse.h"
#include "systems/lammps/lammps_data.h"
#include "base/options.h"
#include "systems/starts.h"

const char l2h_starts_help[] = "NAME\n"
                               "    learn2hop starts - write starts as LAMMPS data files\n"
                               "\n"
                               "SYNOPSIS\n"
                               "    learn2hop starts --system SYSTEM --output DIR [--starts N] [--seed S]\n"
                               "\n"
                               "DESCRIPTION\n"
                               "    Writes DIR/start-0.data, DIR/start-1.data ...: the atoms that eval and baseline "
                               "begin with for the same seed, so\n"
                               "    that a run in LAMMPS begins from identical atoms. Atom types are the elements in "
                               "the order of the parameter file;\n"
                               "    clusters want a non-periodic boundary, silicon a periodic one.\n"
                               "\n"
                               "OPTIONS\n"
                               "    --system SYSTEM    " L2H_SYSTEM_FORMS "\n"
                               "    --output DIR       made where it is not there\n"
                               "    --starts N         how many (default 1)\n"
                               "    --seed S           of the starts (default 1)\n"
                               "    --help             this text\n";

struct options {
  const char *system, *output;
  long starts;
  uint64_t seed;
};

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"system", L2H_TEXT, &options->system, 0, 0, NULL},
    {"output", L2H_TEXT, &options->output, 0, 0, NULL},
    {"starts", L2H_WHOLE, &options->starts, 1, 1000000, NULL},
    {"seed", L2H_SEED, &options->seed, 0, 0, NULL},
    {NULL},
  };
  if (l2h_options_take(count, arguments, known, 0, NULL, error) != 0)
    return -1;
  if (!options->system || !options->output)
    return l2h_fail(error, "%s is missing", options->system ? "--output DIR" : "--system SYSTEM");
  return 0;
}

static int make_folder(const char *folder, struct l2h_error *error)
{
  struct stat found;
  if (mkdir(folder, 0777) == 0 || (errno == EEXIST && stat(folder, &found) == 0 && S_ISDIR(found.st_mode)))
    return 0;
  return l2h_fail(error, "--output %s: cannot be made (%s): name a folder in one that exists", folder, strerror(errno));
}

static int write_starts(const struct options *options, const struct l2h_system *system, struct l2h_error *error)
{
  static double position[3 * L2H_SYSTEM_MAX_ATOMS], gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  if (make_folder(options->output, error) != 0)
    return -1;
  for (long n = 0; n < options->starts; n++) {
    const struct l2h_start start = {system, options->seed, L2H_HELD_OUT_STARTS, 0, (uint32_t)n};
    char path[4096], title[256];
    l2h_start_positions(&start, position, gradient);
    snprintf(path, sizeof path, "%s/start-%ld.data", options->output, n);
    snprintf(title, sizeof title, "%s, start %ld of seed %" PRIu64 " (learn2hop starts), units %s", system->name, n,
             options->seed, system->units);
    if (l2h_lammps_data_write(path, title, system, position, error) != 0)
      return -1;
  }
  printf("%ld start%s of %s in %s\n", options->starts, options->starts > 1 ? "s" : "", system->name, options->output);
  return 0;
}

int l2h_starts(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  struct options options = {.starts = 1, .seed = 1};
  struct l2h_system system;
  (void)world;
  if (parse(count, arguments, &options, error) != 0 || l2h_system_parse(options.system, &system, error) != 0)
    return L2H_USAGE_STATUS;
  return write_starts(&options, &system, error) == 0 ? 0 : 1;
}
