/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop minima compare. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "commands/minima_verbs.h"

const char l2h_minima_compare_help[] =
  "NAME\n"
  "    learn2hop minima compare - two databases, side by side\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop minima compare A.db B.db [--system NAME] [--lowest N]\n"
  "\n"
  "DESCRIPTION\n"
  "    For each system that both hold: how many minima each has, how many both, how many it has alone, its lowest\n"
  "    energy; then the lowest of all, with how often each has met it.\n"
  "\n"
  "OPTIONS\n"
  "    --system NAME      this system alone: its name, or the first letters of its surface\n"
  "    --lowest N         so many rows (default 20)\n"
  "    --help             this text\n";

struct options {
  const char *path[2], *system;
  long lowest;
};

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"system", L2H_TEXT, &options->system, 0, 0, NULL},
    {"lowest", L2H_WHOLE, &options->lowest, 1, LONG_MAX, NULL},
    {NULL},
  };
  if (l2h_options_take(count, arguments, known, 2, options->path, error) != 0)
    return -1;
  return options->path[1] ? 0 : l2h_fail(error, "which two databases? learn2hop minima compare A.db B.db");
}

/* ---- one system ---- */

struct row {
  double energy, met[2]; /* met 0: not there */
};

struct comparison {
  struct l2h_database *database;             /* [2] */
  const struct l2h_stored_system *system[2]; /* the same in both */
  int side;                                  /* whose minima are handed out now */
  struct l2h_same_minimum same;              /* room, by the scales of the other side */
  long both, alone[2];
  long rows, room;
  struct row *row;
};

static int add_row(struct comparison *comparison, const struct row *row, struct l2h_error *error)
{
  if (comparison->rows == comparison->room) {
    const long room = 2 * comparison->room + 64;
    struct row *larger = realloc(comparison->row, sizeof *larger * (size_t)room);
    if (!larger)
      return l2h_fail(error, "no memory for %ld minima", room);
    comparison->row = larger;
    comparison->room = room;
  }
  comparison->row[comparison->rows++] = *row;
  return 0;
}

/* What both have comes from the first side. */
static int take_minimum(void *context, const struct l2h_stored_minimum *minimum, struct l2h_error *error)
{
  struct comparison *comparison = context;
  const int side = comparison->side, other = 1 - side;
  struct row row = {.energy = minimum->energy};
  int64_t found;
  if (l2h_stored_find(&comparison->database[other], comparison->system[other]->number, &comparison->same,
                      minimum->energy, minimum->position, &found, &row.met[other], error) != 0)
    return -1;
  row.met[side] = minimum->count;
  comparison->both += found != 0 && side == 0;
  comparison->alone[side] += found == 0;
  return found != 0 && side == 1 ? 0 : add_row(comparison, &row, error);
}

static int fill(struct comparison *comparison, struct l2h_error *error)
{
  int result = 0;
  for (int side = 0; side < 2 && result == 0; side++) {
    comparison->side = side;
    result = l2h_same_minimum_open(&comparison->same, &comparison->system[1 - side]->system, error);
    if (result == 0)
      result = l2h_stored_minima(&comparison->database[side], comparison->system[side], LONG_MAX, take_minimum,
                                 comparison, error);
    l2h_same_minimum_close(&comparison->same);
  }
  return result;
}

static int lower(const void *a, const void *b)
{
  const struct row *x = a, *y = b;
  return (x->energy > y->energy) - (x->energy < y->energy);
}

static void print_met(double met)
{
  if (met > 0)
    printf(" %16.0f", met);
  else
    printf(" %16s", "-");
}

static void print_comparison(const struct options *options, const struct comparison *comparison)
{
  const struct l2h_stored_system *const *system = comparison->system;
  printf("%s, surface %s; energies in %s\n", system[0]->system.name, system[0]->surface,
         l2h_minima_energy_unit(&system[0]->system));
  printf("  A %s\n  B %s\n", options->path[0], options->path[1]);
  printf("%24s %16s %16s\n", "", "A", "B");
  printf("%24s %16ld %16ld\n", "minima", system[0]->minima, system[1]->minima);
  printf("%24s %16ld %16ld\n", "in both", comparison->both, comparison->both);
  printf("%24s %16ld %16ld\n", "alone", comparison->alone[0], comparison->alone[1]);
  printf("%24s %16.6f %16.6f\n", "lowest", system[0]->lowest, system[1]->lowest);
  printf("%24s %16.0f %16.0f\n", "meetings", system[0]->count, system[1]->count);
  printf("%7s %16s %16s %16s\n", "rank", "energy", "met in A", "met in B");
  for (long k = 0; k < comparison->rows && k < options->lowest; k++) {
    printf("%7ld %16.6f", k + 1, comparison->row[k].energy);
    print_met(comparison->row[k].met[0]);
    print_met(comparison->row[k].met[1]);
    printf("\n");
  }
}

static int compare_system(const struct options *options, struct l2h_database *database,
                          const struct l2h_stored_system *a, const struct l2h_stored_system *b, struct l2h_error *error)
{
  struct comparison comparison = {.database = database, .system = {a, b}};
  const int result = fill(&comparison, error);
  if (result == 0 && comparison.rows > 0)
    qsort(comparison.row, (size_t)comparison.rows, sizeof *comparison.row, lower);
  if (result == 0)
    print_comparison(options, &comparison);
  free(comparison.row);
  return result;
}

/* ---- all systems ---- */

static const struct l2h_stored_system *find(const char *surface, int systems, const struct l2h_stored_system *system)
{
  for (int s = 0; s < systems; s++)
    if (strcmp(system[s].surface, surface) == 0)
      return &system[s];
  return NULL;
}

static void tell_of_lone(const char *path, int systems, const struct l2h_stored_system *system, int others,
                         const struct l2h_stored_system *other)
{
  for (int s = 0; s < systems; s++)
    if (!find(system[s].surface, others, other)) {
      printf("%s, surface %s: in %s alone, ", system[s].system.name, system[s].surface, path);
      l2h_minima_print_number(stdout, (double)system[s].minima, "minimum", "minima");
      printf("\n");
    }
}

static int compare(const struct options *options, struct l2h_database *database, struct l2h_error *error)
{
  struct l2h_stored_system *system[2] = {NULL, NULL};
  int systems[2], result = 0, compared = 0;
  for (int side = 0; side < 2 && result == 0; side++) {
    result = l2h_database_open(&database[side], options->path[side], L2H_DATABASE_READS, error);
    if (result == 0)
      system[side] = l2h_minima_systems(&database[side], options->system, &systems[side], error);
    result = system[side] ? 0 : -1;
  }
  for (int s = 0; result == 0 && s < systems[0]; s++) {
    const struct l2h_stored_system *other = find(system[0][s].surface, systems[1], system[1]);
    if (!other)
      continue;
    printf("%s", compared++ ? "\n" : "");
    result = compare_system(options, database, &system[0][s], other, error);
  }
  for (int side = 0; result == 0 && side < 2; side++)
    tell_of_lone(options->path[side], systems[side], system[side], systems[1 - side], system[1 - side]);
  if (result == 0 && systems[0] + systems[1] == 0)
    printf("%s, %s: no minima yet\n", options->path[0], options->path[1]);
  free(system[0]);
  free(system[1]);
  return result;
}

int l2h_minima_compare(int count, char **arguments, struct l2h_error *error)
{
  struct options options = {.lowest = 20};
  struct l2h_database database[2] = {{NULL}, {NULL}};
  if (parse(count, arguments, &options, error) != 0)
    return L2H_USAGE_STATUS;
  const int result = compare(&options, database, error);
  l2h_database_close(&database[0]);
  l2h_database_close(&database[1]);
  return result == 0 ? 0 : 1;
}
