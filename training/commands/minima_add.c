/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop minima add. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "commands/minima_verbs.h"
#include "core/hash.h"
#include "evaluation/minima_file.h"
#include "evaluation/quench.h"
#include "systems/parse.h"
#include "systems/structures.h"

const char l2h_minima_add_help[] =
  "NAME\n"
  "    learn2hop minima add - structures of your own into a database\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop minima add --into FILE.db --system SYSTEM FILE...\n"
  "\n"
  "DESCRIPTION\n"
  "    Each structure of the files is quenched in the potential of the system, and the minimum where it ends goes "
  "into\n"
  "    the database with its energy, as if a search had met it; copies become one. A file that is added again changes\n"
  "    nothing. Files are (extended) XYZ, of one or more structures, or LAMMPS data files (what write_data writes, "
  "atom\n"
  "    types in the system's order); atoms of an XYZ file may come in any order.\n"
  "\n"
  "OPTIONS\n"
  "    --into FILE.db     made where it is not there\n"
  "    --system SYSTEM    " L2H_SYSTEM_FORMS "\n"
  "    --help             this text\n";

struct ends {
  int count;
  double *position;            /* [count][atoms][3] */
  struct l2h_outcome *outcome; /* [count] */
};

static int quench_all(const struct l2h_system *system, const char *path, struct ends *ends, struct l2h_error *error)
{
  ends->outcome = calloc((size_t)ends->count, sizeof *ends->outcome);
  if (!ends->outcome)
    return l2h_fail(error, "%s: no memory for %d structures", path, ends->count);
  for (int k = 0; k < ends->count; k++) {
    const struct l2h_quenched end =
      l2h_quench(system, L2H_QUENCH_LBFGS, ends->position + 3 * (size_t)k * (size_t)system->atoms);
    ends->outcome[k] = (struct l2h_outcome){end.energy, (double)end.evaluations};
  }
  return 0;
}

/* How many minima of this system the database has. */
static int count_minima(struct l2h_minima_file *file, long *minima, struct l2h_error *error)
{
  char surface[17];
  int systems;
  struct l2h_stored_system *stored = l2h_stored_systems(&file->database, &systems, error);
  snprintf(surface, sizeof surface, "%016" PRIx64, l2h_system_surface(file->system));
  *minima = 0;
  for (int s = 0; stored && s < systems; s++)
    if (strcmp(stored[s].surface, surface) == 0)
      *minima = stored[s].minima;
  free(stored);
  return stored ? 0 : -1;
}

static void tell(const char *path, const struct ends *ends, long added, long no_minima)
{
  double evaluations = 0, lowest = INFINITY;
  for (int k = 0; k < ends->count; k++) {
    evaluations += ends->outcome[k].evaluations;
    lowest = fmin(lowest, ends->outcome[k].energy);
    no_minima += l2h_unbound(ends->outcome[k].energy);
  }
  printf("%s: ", path);
  l2h_minima_print_number(stdout, ends->count, "structure", "structures");
  printf(", quenched in %.0f evaluations, lowest %.6f; ", evaluations, lowest);
  l2h_minima_print_number(stdout, (double)added, "new minimum", "new minima");
  printf("\n");
  if (no_minima > 0)
    fprintf(stderr,
            "note: %s: %ld of these structures have no minimum (atoms that fly apart, or an energy that cannot be "
            "computed), and were left out\n",
            path, no_minima);
}

static int put(const char *into, const char *path, const struct l2h_system *system, struct ends *ends,
               struct l2h_error *error)
{
  const size_t bytes = 3 * sizeof(double) * (size_t)ends->count * (size_t)system->atoms;
  const struct l2h_searched by = {.command = "minima add", .settings = l2h_hash(0, ends->position, bytes)};
  struct l2h_minima_file file;
  long before, after;
  if (quench_all(system, path, ends, error) != 0)
    return -1;
  int result = l2h_minima_file_open(&file, into, system, &by, error);
  if (result == 0)
    result = count_minima(&file, &before, error);
  if (result == 0)
    result = l2h_minima_file_put_ends(&file, ends->count, ends->outcome, ends->position, error);
  if (result == 0)
    result = count_minima(&file, &after, error);
  if (result == 0)
    tell(path, ends, after - before, file.no_minima);
  l2h_minima_file_close(&file);
  return result;
}

static int add_file(const char *into, const char *path, const struct l2h_system *system, struct l2h_error *error)
{
  struct ends ends = {0};
  if (l2h_is_database(path))
    return l2h_fail(error, "%s: is a database: learn2hop minima merge --into %s %s", path, into, path);
  int result = l2h_structures_read(path, system, &ends.count, &ends.position, error);
  if (result == 0)
    result = l2h_structures_hold_frozen(path, system, ends.count, ends.position, error);
  if (result == 0)
    result = put(into, path, system, &ends, error);
  free(ends.position);
  free(ends.outcome);
  return result;
}

static int add_files(const char *into, const struct l2h_system *system, int files, const char *const *file,
                     struct l2h_error *error)
{
  struct l2h_database database;
  for (int k = 0; k < files; k++)
    if (add_file(into, file[k], system, error) != 0)
      return -1;
  int result = l2h_database_open(&database, into, L2H_DATABASE_READS, error);
  if (result == 0)
    result = l2h_minima_print_total(&database, error);
  l2h_database_close(&database);
  return result;
}

static int parse(int count, char **arguments, const char **into, const char **system, const char **file,
                 struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"into", L2H_TEXT, into, 0, 0, NULL}, {"system", L2H_TEXT, system, 0, 0, NULL}, {NULL}};
  if (l2h_options_take(count, arguments, known, count, file, error) != 0)
    return -1;
  if (!*into)
    return l2h_fail(error, "--into FILE.db, the database to add to, is missing");
  if (!l2h_is_database(*into))
    return l2h_fail(error, "--into %s: is no database: write FILE.db", *into);
  if (!*system)
    return l2h_fail(error, "--system SYSTEM, whose potential is that of the structures, is missing");
  return file[0] ? 0 : l2h_fail(error, "which structures are to be added to %s?", *into);
}

int l2h_minima_add(int count, char **arguments, struct l2h_error *error)
{
  const char *into = NULL, *name = NULL, **file = calloc((size_t)count + 1, sizeof *file);
  struct l2h_system system;
  int files = 0, status = L2H_USAGE_STATUS;
  if (!file) {
    l2h_fail(error, "no memory for %d files", count);
    return 1;
  }
  if (parse(count, arguments, &into, &name, file, error) == 0 &&
      l2h_system_parse_for_search(name, &system, error) == 0) {
    while (file[files])
      files++;
    status = add_files(into, &system, files, file, error) == 0 ? 0 : 1;
  }
  free(file);
  return status;
}
