/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/minima_file.h"

#include <stdlib.h>

#include "core/safe_file.h"
#include "evaluation/quench.h"
#include "systems/potential.h"

/* ms to wait for another program's lock, while a search stands still, and at its end. */
#define PATIENCE 1000
#define LAST_PATIENCE 60000
/* A gradient this many times that of a finished quench is no rounding. */
#define UNFINISHED 10

int l2h_minima_file_open(struct l2h_minima_file *file, const char *path, const struct l2h_system *system,
                         const struct l2h_searched *by, struct l2h_error *error)
{
  *file = (struct l2h_minima_file){.path = path, .system = system, .by = *by, .is_database = l2h_is_database(path)};
  return file->is_database ? l2h_database_open(&file->database, path, L2H_DATABASE_WRITES, error)
                           : l2h_file_writable(path, error);
}

void l2h_minima_file_close(struct l2h_minima_file *file)
{
  l2h_database_close(&file->database);
}

/* ---- into a database ---- */

/* -1 for what is no minimum. */
static int find_row(struct l2h_minima_file *file, struct l2h_shelf *shelf, const struct l2h_kept_minimum *minimum,
                    int64_t *row, struct l2h_error *error)
{
  const struct l2h_system *system = file->system;
  double gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  *row = minimum->stored;
  if (*row != 0)
    return 0;
  l2h_potential(system, minimum->position, gradient);
  if (l2h_gradient_rms(system->atoms, gradient) < UNFINISHED * L2H_QUENCH_RMS * system->energy / system->length)
    return l2h_shelf_put(shelf, minimum->met.energy, minimum->position, gradient, row, error);
  *row = -1;
  file->no_minima++;
  return 0;
}

/* row[count]: where each stands. */
static int put_rows(struct l2h_minima_file *file, const struct l2h_collection *collection, int64_t *row,
                    struct l2h_error *error)
{
  struct l2h_shelf shelf;
  int result = l2h_shelf_open(&shelf, &file->database, file->system, &file->by, error);
  for (int m = 0; m < collection->count && result == 0; m++) {
    const struct l2h_kept_minimum *minimum = &collection->minimum[m];
    result = find_row(file, &shelf, minimum, &row[m], error);
    if (result == 0 && row[m] > 0 && minimum->stored_count < minimum->met.count)
      result = l2h_shelf_meet(&shelf, row[m], &minimum->met, error);
  }
  l2h_shelf_close(&shelf);
  return result;
}

static int put_in_database(struct l2h_minima_file *file, struct l2h_collection *collection, struct l2h_error *error)
{
  int64_t *row = calloc((size_t)collection->count + 1, sizeof *row);
  int result = row ? 0 : l2h_fail(error, "%s: no memory for %d minima", file->path, collection->count);
  file->database.locked = false;
  if (result == 0)
    result = l2h_database_begin(&file->database, error);
  if (result == 0)
    result = put_rows(file, collection, row, error);
  if (result == 0)
    result = l2h_database_commit(&file->database, error);
  else if (row)
    l2h_database_rollback(&file->database);
  for (int m = 0; m < collection->count && result == 0; m++) { /* now that it is there for good */
    collection->minimum[m].stored = row[m];
    collection->minimum[m].stored_count = collection->minimum[m].met.count;
  }
  free(row);
  return result;
}

int l2h_minima_file_put(struct l2h_minima_file *file, struct l2h_collection *collection, bool last,
                        struct l2h_error *error)
{
  if (!file->is_database)
    return l2h_collection_write(collection, file->path, error);
  l2h_database_wait(&file->database, last ? LAST_PATIENCE : PATIENCE);
  const int result = put_in_database(file, collection, error);
  return result != 0 && file->database.locked && !last ? 1 : result;
}

/* ---- ends ---- */

struct end {
  double energy;
  int start;
};

/* Lowest first; of equal ones the earlier start. */
static int lower(const void *a, const void *b)
{
  const struct end *x = a, *y = b;
  return x->energy < y->energy ? -1 : x->energy > y->energy ? 1 : x->start - y->start;
}

static int collect(struct l2h_collection *collection, int starts, const struct l2h_outcome *outcome,
                   const double *position, struct l2h_error *error)
{
  const size_t numbers = 3 * (size_t)collection->system->atoms;
  struct end *end = calloc((size_t)starts, sizeof *end);
  int bound = 0, result = end ? 0 : l2h_fail(error, "no memory for %d ends", starts);
  for (int k = 0; result == 0 && k < starts; k++)
    if (!l2h_unbound(outcome[k].energy))
      end[bound++] = (struct end){outcome[k].energy, k};
  if (result == 0)
    qsort(end, (size_t)bound, sizeof *end, lower);
  for (int k = 0; k < bound && result == 0; k++) {
    const struct l2h_meeting met = {end[k].energy, 1, end[k].start, outcome[end[k].start].evaluations};
    result = l2h_collection_add(collection, &met, position + numbers * (size_t)end[k].start, error) < 0 ? -1 : 0;
  }
  free(end);
  return result;
}

int l2h_minima_file_put_ends(struct l2h_minima_file *file, int starts, const struct l2h_outcome *outcome,
                             const double *position, struct l2h_error *error)
{
  struct l2h_collection *collection = l2h_collection_create(file->system, starts, error);
  int result = collection ? collect(collection, starts, outcome, position, error) : -1;
  if (result == 0)
    result = l2h_minima_file_put(file, collection, true, error);
  l2h_collection_free(collection);
  return result;
}
