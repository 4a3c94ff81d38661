/* SPDX-License-Identifier: GPL-2.0-only */
/* One minima database into another. */
#include <stdlib.h>
#include <sys/stat.h>

#include "evaluation/database_rows.h"

/* The other database is attached as `source`. Its systems and runs that are not here. */
static const char enter_all[] =
  "INSERT INTO main.system (surface, name, units, elements, cell, length, energy)"
  " SELECT surface, name, units, elements, cell, length, energy FROM source.system WHERE true"
  " ON CONFLICT (surface) DO NOTHING;"
  "INSERT INTO main.run (identity, system, command, seed, weights, weights_hash, version, date)"
  " SELECT r.identity, m.id, r.command, r.seed, r.weights, r.weights_hash, r.version, r.date"
  " FROM source.run r JOIN source.system s ON s.id = r.system JOIN main.system m ON m.surface = s.surface WHERE true"
  " ON CONFLICT (identity) DO NOTHING;";

/* Minimum ?1 of source is ?2 here. */
static int merge_meetings(struct l2h_database *database, int64_t source, int64_t here, struct l2h_error *error)
{
  return l2h_database_finish(
    database,
    l2h_database_prepare(database, error,
                         "INSERT INTO main.meeting (minimum, run, count, walker, evaluations, date)"
                         " SELECT ?2, here.id, t.count, t.walker, t.evaluations, t.date FROM source.meeting t"
                         " JOIN source.run r ON r.id = t.run JOIN main.run here ON here.identity = r.identity"
                         " WHERE t.minimum = ?1" L2H_MEET_AGAIN,
                         "ii", source, here),
    error);
}

static int merge_words(struct l2h_database *database, int64_t source, int64_t here, struct l2h_error *error)
{
  return l2h_database_finish(
    database,
    l2h_database_prepare(database, error,
                         "UPDATE main.minimum AS m SET point_group = coalesce(m.point_group, o.point_group),"
                         " motif = coalesce(m.motif, o.motif) FROM source.minimum o WHERE m.id = ?2 AND o.id = ?1",
                         "ii", source, here),
    error);
}

static int merge_minimum(struct l2h_shelf *shelf, sqlite3_stmt *row, long *added, struct l2h_error *error)
{
  double position[3 * L2H_SYSTEM_MAX_ATOMS], forces[3 * L2H_SYSTEM_MAX_ATOMS];
  const int64_t source = sqlite3_column_int64(row, 0);
  const double energy = sqlite3_column_double(row, 1);
  int64_t here;
  if (!l2h_row_vector(row, 2, &shelf->system, position) || !l2h_row_vector(row, 3, &shelf->system, forces))
    return l2h_row_damaged(shelf->database, source, error);
  if (l2h_stored_find(shelf->database, shelf->number, &shelf->same, energy, position, &here, NULL, error) != 0)
    return -1;
  if (here == 0) {
    if (l2h_enter_minimum(shelf, energy, position, forces, &here, error) != 0)
      return -1;
    ++*added;
  }
  return merge_meetings(shelf->database, source, here, error) == 0 ? merge_words(shelf->database, source, here, error)
                                                                   : -1;
}

static int merge_system(struct l2h_database *database, const char *surface, long *added, struct l2h_error *error)
{
  struct l2h_shelf shelf = {NULL};
  int result = l2h_shelf_of(&shelf, database, surface, error) == 0 ? 1 : -1;
  sqlite3_stmt *row = NULL;
  if (result > 0)
    row = l2h_database_prepare(database, error,
                               "SELECT m.id, m.energy, m.positions, m.forces FROM source.minimum m"
                               " JOIN source.system s ON s.id = m.system WHERE s.surface = ?1 ORDER BY m.energy, m.id",
                               "t", surface);
  if (!row)
    result = -1;
  while (result > 0 && (result = l2h_database_row(database, row, error)) > 0)
    if (merge_minimum(&shelf, row, added, error) != 0)
      result = -1;
  sqlite3_finalize(row);
  l2h_shelf_close(&shelf);
  return result;
}

static int merge_attached(struct l2h_database *database, int systems, const struct l2h_stored_system *system,
                          long *added, struct l2h_error *error)
{
  if (l2h_database_begin(database, error) != 0)
    return -1;
  int result = l2h_database_run(database, enter_all, error);
  for (int s = 0; s < systems && result == 0; s++)
    result = merge_system(database, system[s].surface, added, error);
  if (result == 0)
    return l2h_database_commit(database, error);
  l2h_database_rollback(database);
  return -1;
}

static bool one_file(const char *a, const char *b)
{
  struct stat x, y;
  return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Of a database that is known to be one: ATTACH would make a file that is not there. */
static int attach(struct l2h_database *database, const char *path, int systems, const struct l2h_stored_system *system,
                  long *added, struct l2h_error *error)
{
  if (l2h_database_finish(database, l2h_database_prepare(database, error, "ATTACH ?1 AS source", "t", path), error) !=
      0)
    return -1;
  if (merge_attached(database, systems, system, added, error) == 0)
    return l2h_database_run(database, "DETACH source", error);
  sqlite3_exec(database->sqlite, "DETACH source", NULL, NULL, NULL);
  return -1;
}

int l2h_database_merge(struct l2h_database *database, const char *path, long *added, struct l2h_error *error)
{
  struct l2h_database source;
  struct l2h_stored_system *system = NULL;
  int systems = 0;
  *added = 0;
  if (one_file(database->path, path))
    return l2h_fail(error, "%s: is the file to merge into: name another one", path);
  if (l2h_database_open(&source, path, L2H_DATABASE_READS, error) == 0)
    system = l2h_stored_systems(&source, &systems, error);
  l2h_database_close(&source);
  const int result = system ? attach(database, path, systems, system, added, error) : -1;
  free(system);
  return result;
}
