/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop minima merge. */
#include <stdio.h>
#include <stdlib.h>

#include "base/options.h"
#include "commands/minima_verbs.h"

const char l2h_minima_merge_help[] =
  "NAME\n"
  "    learn2hop minima merge - the minima of several databases into one\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop minima merge --into FILE.db FILE.db...\n"
  "\n"
  "DESCRIPTION\n"
  "    Adds what the databases hold to the one that --into names, file by file, each as a whole or not at all. Copies\n"
  "    become one, and the runs that have met them are kept; a run that stands in several files is counted once, so\n"
  "    merging a file again changes nothing. The files that are read stay as they are.\n"
  "\n"
  "OPTIONS\n"
  "    --into FILE.db     made where it is not there\n"
  "    --help             this text\n";

static int merge(struct l2h_database *database, int files, const char *const *file, struct l2h_error *error)
{
  for (int k = 0; k < files; k++) {
    long added;
    if (l2h_database_merge(database, file[k], &added, error) != 0)
      return -1;
    printf("%s: ", file[k]);
    l2h_minima_print_number(stdout, (double)added, "new minimum", "new minima");
    printf("\n");
  }
  return 0;
}

static int merge_into(const char *into, int files, const char *const *file, struct l2h_error *error)
{
  struct l2h_database database;
  int result = l2h_database_open(&database, into, L2H_DATABASE_WRITES, error);
  if (result == 0)
    result = merge(&database, files, file, error);
  if (result == 0)
    result = l2h_minima_print_total(&database, error);
  l2h_database_close(&database);
  return result;
}

int l2h_minima_merge(int count, char **arguments, struct l2h_error *error)
{
  const char *into = NULL, **file = calloc((size_t)count + 1, sizeof *file);
  const struct l2h_option known[] = {{"into", L2H_TEXT, &into, 0, 0, NULL}, {NULL}};
  int files = 0, status = L2H_USAGE_STATUS;
  if (!file) {
    l2h_fail(error, "no memory for %d files", count);
    return 1;
  }
  if (l2h_options_take(count, arguments, known, count, file, error) == 0) {
    while (file[files])
      files++;
    if (!into)
      l2h_fail(error, "--into FILE.db, the database to merge into, is missing");
    else if (files == 0)
      l2h_fail(error, "which databases are to be merged into %s?", into);
    else
      status = merge_into(into, files, file, error) == 0 ? 0 : 1;
  }
  free(file);
  return status;
}
