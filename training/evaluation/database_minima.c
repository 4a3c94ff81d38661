/* SPDX-License-Identifier: GPL-2.0-only */
/* Minima of a minima database: handed out, and found again. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluation/database_rows.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "places are written as the machine has them, little-endian");

int l2h_row_bytes(const struct l2h_system *system)
{
  return 3 * (int)sizeof(double) * system->atoms;
}

bool l2h_row_vector(sqlite3_stmt *row, int column, const struct l2h_system *system, double *numbers)
{
  const int bytes = l2h_row_bytes(system);
  if (sqlite3_column_bytes(row, column) != bytes)
    return false;
  memcpy(numbers, sqlite3_column_blob(row, column), (size_t)bytes);
  return true;
}

int l2h_row_damaged(const struct l2h_database *database, int64_t row, struct l2h_error *error)
{
  return l2h_fail(error, "%s: the database is damaged: minimum %" PRId64 " has not the atoms of its system",
                  database->path, row);
}

int l2h_stored_find(struct l2h_database *database, int64_t system, struct l2h_same_minimum *same, double energy,
                    const double *position, int64_t *row, double *count, struct l2h_error *error)
{
  const double near = l2h_same_energy(same->system);
  double other[3 * L2H_SYSTEM_MAX_ATOMS];
  *row = 0;
  l2h_same_minimum_take(same, energy, position);
  sqlite3_stmt *found = l2h_database_prepare(
    database, error,
    "SELECT id, energy, positions, (SELECT sum(count) FROM meeting WHERE minimum = minimum.id) FROM minimum"
    " WHERE system = ?1 AND energy BETWEEN ?2 AND ?3 ORDER BY energy, id",
    "idd", system, energy - near, energy + near);
  int result = found ? 1 : -1;
  while (*row == 0 && result > 0 && (result = l2h_database_row(database, found, error)) > 0) {
    if (!l2h_row_vector(found, 2, same->system, other))
      result = l2h_row_damaged(database, sqlite3_column_int64(found, 0), error);
    else if (l2h_same_minimum_as(same, sqlite3_column_double(found, 1), other)) {
      *row = sqlite3_column_int64(found, 0);
      if (count)
        *count = sqlite3_column_double(found, 3);
    }
  }
  sqlite3_finalize(found);
  return result < 0 ? -1 : 0;
}

static const char *text_at(sqlite3_stmt *row, int column)
{
  return (const char *)sqlite3_column_text(row, column);
}

/* SQLite takes t's and r's columns from the row that has min(t.evaluations). */
static const char minima_query[] =
  "SELECT m.id, m.energy, m.positions, m.forces, m.point_group, m.motif, sum(t.count), count(*), min(t.evaluations),"
  " t.walker, r.seed, r.command, r.weights, r.weights_hash, r.version, t.date"
  " FROM (SELECT * FROM minimum WHERE system = ?1 ORDER BY energy, id LIMIT ?2) m"
  " JOIN meeting t ON t.minimum = m.id JOIN run r ON r.id = t.run GROUP BY m.energy, m.id ORDER BY m.energy, m.id";

static int hand_out(struct l2h_database *database, const struct l2h_system *system, sqlite3_stmt *row,
                    l2h_take_minimum *take, void *context, struct l2h_error *error)
{
  double position[3 * L2H_SYSTEM_MAX_ATOMS], gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  const struct l2h_stored_minimum minimum = {
    .row = sqlite3_column_int64(row, 0),
    .energy = sqlite3_column_double(row, 1),
    .position = position,
    .gradient = gradient,
    .point_group = text_at(row, 4),
    .motif = text_at(row, 5),
    .count = sqlite3_column_double(row, 6),
    .runs = (long)sqlite3_column_int64(row, 7),
    .evaluations = sqlite3_column_double(row, 8),
    .walker = (long)sqlite3_column_int64(row, 9),
    .seed = text_at(row, 10),
    .command = text_at(row, 11),
    .weights = text_at(row, 12),
    .weights_hash = text_at(row, 13),
    .version = text_at(row, 14),
    .date = text_at(row, 15),
  };
  if (!l2h_row_vector(row, 2, system, position) || !l2h_row_vector(row, 3, system, gradient))
    return l2h_row_damaged(database, minimum.row, error);
  for (int k = 0; k < 3 * system->atoms; k++)
    gradient[k] = -gradient[k];
  return take(context, &minimum, error);
}

int l2h_stored_minima(struct l2h_database *database, const struct l2h_stored_system *of, long most,
                      l2h_take_minimum *take, void *context, struct l2h_error *error)
{
  sqlite3_stmt *row = l2h_database_prepare(database, error, minima_query, "ii", of->number, (int64_t)most);
  int result = row ? 1 : -1;
  while (result > 0 && (result = l2h_database_row(database, row, error)) > 0)
    if (hand_out(database, &of->system, row, take, context, error) != 0)
      result = -1;
  sqlite3_finalize(row);
  return result;
}

struct structures {
  int count;
  size_t numbers;
  double *position;
};

static int keep_structure(void *context, const struct l2h_stored_minimum *minimum, struct l2h_error *error)
{
  struct structures *all = context;
  double *larger = realloc(all->position, sizeof(double) * all->numbers * (size_t)(all->count + 1));
  if (!larger)
    return l2h_fail(error, "no memory for %d structures", all->count + 1);
  all->position = larger;
  memcpy(larger + all->numbers * (size_t)all->count++, minimum->position, sizeof(double) * all->numbers);
  return 0;
}

static void complain_of_systems(struct l2h_database *database, const struct l2h_system *system, struct l2h_error *error)
{
  char names[600] = "", surface[17];
  int count;
  struct l2h_stored_system *systems = l2h_stored_systems(database, &count, error);
  if (!systems)
    return;
  snprintf(surface, sizeof surface, "%016" PRIx64, l2h_system_surface(system));
  for (int s = 0; s < count; s++)
    snprintf(names + strlen(names), sizeof names - strlen(names), " %s (%s)", systems[s].system.name,
             systems[s].surface);
  free(systems);
  l2h_fail(error,
           "%s: has no minimum of %s (%s); it has%s: the same name with other letters after it is another "
           "potential",
           database->path, system->name, surface, *names ? names : " none");
}

double *l2h_stored_structures(struct l2h_database *database, const struct l2h_system *system, long most, int *count,
                              struct l2h_error *error)
{
  struct structures all = {0, 3 * (size_t)system->atoms, NULL};
  struct l2h_stored_system stored;
  char surface[17];
  snprintf(surface, sizeof surface, "%016" PRIx64, l2h_system_surface(system));
  const int found = l2h_find_system(database, surface, &stored, error);
  if (found > 0 && l2h_stored_minima(database, &stored, most, keep_structure, &all, error) != 0) {
    free(all.position);
    return NULL;
  }
  if (found >= 0 && all.count == 0)
    complain_of_systems(database, system, error);
  *count = all.count;
  return all.position;
}
