/* SPDX-License-Identifier: GPL-2.0-only */
/* Writing into a minima database: a run, its minima, and how often it has met each. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/hash.h"
#include "core/safe_file.h"
#include "evaluation/database_rows.h"
#include "systems/potential_file.h"

int l2h_searched_with(struct l2h_searched *by, const char *path, struct l2h_error *error)
{
  size_t length;
  by->weights = path;
  by->weights_hash = 0;
  if (!path)
    return 0;
  char found[4096];
  if (l2h_find_file(path, found, sizeof found, error) != 0)
    return -1;
  char *contents = l2h_file_contents(found, &length, error);
  if (!contents)
    return -1;
  by->weights_hash = l2h_hash(0, contents, length);
  free(contents);
  return 0;
}

static void write_date(char date[32])
{
  const time_t now = time(NULL);
  struct tm parts;
  strftime(date, 32, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &parts));
}

/* All that decides where a run goes, as one word. */
static void write_identity(char identity[17], uint64_t surface, const struct l2h_searched *by)
{
  const uint64_t numbers[] = {surface, by->seed, by->weights_hash, by->settings};
  snprintf(identity, 17, "%016" PRIx64,
           l2h_hash(l2h_hash(0, numbers, sizeof numbers), by->command, strlen(by->command)));
}

static int enter_run(struct l2h_shelf *shelf, uint64_t surface, const struct l2h_searched *by, struct l2h_error *error)
{
  struct l2h_database *database = shelf->database;
  char identity[17], seed[24], hash[17], date[32];
  write_identity(identity, surface, by);
  write_date(date);
  snprintf(seed, sizeof seed, "%" PRIu64, by->seed);
  snprintf(hash, sizeof hash, "%016" PRIx64, by->weights_hash);
  if (l2h_database_finish(
        database,
        l2h_database_prepare(database, error,
                             "INSERT INTO run (identity, system, command, seed, weights, weights_hash, version, date)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (identity) DO NOTHING",
                             "titttttt", identity, shelf->number, by->command, seed, by->weights,
                             by->weights ? hash : NULL, L2H_VERSION, date),
        error) != 0)
    return -1;
  sqlite3_stmt *row = l2h_database_prepare(database, error, "SELECT id FROM run WHERE identity = ?1", "t", identity);
  const int found = row ? l2h_database_row(database, row, error) : -1;
  shelf->run = found > 0 ? sqlite3_column_int64(row, 0) : 0;
  sqlite3_finalize(row);
  return found > 0 ? 0 : -1;
}

int l2h_shelf_of(struct l2h_shelf *shelf, struct l2h_database *database, const char *surface, struct l2h_error *error)
{
  struct l2h_stored_system stored;
  if (l2h_find_system(database, surface, &stored, error) <= 0)
    return -1;
  shelf->database = database;
  shelf->system = stored.system;
  shelf->number = stored.number;
  return l2h_same_minimum_open(&shelf->same, &shelf->system, error);
}

int l2h_shelf_open(struct l2h_shelf *shelf, struct l2h_database *database, const struct l2h_system *system,
                   const struct l2h_searched *by, struct l2h_error *error)
{
  const uint64_t hash = l2h_system_surface(system);
  char surface[17];
  memset(shelf, 0, sizeof *shelf);
  snprintf(surface, sizeof surface, "%016" PRIx64, hash);
  if (l2h_enter_system(database, surface, system, error) != 0 || l2h_shelf_of(shelf, database, surface, error) != 0)
    return -1;
  return enter_run(shelf, hash, by, error);
}

void l2h_shelf_close(struct l2h_shelf *shelf)
{
  l2h_same_minimum_close(&shelf->same);
}

int l2h_enter_minimum(struct l2h_shelf *shelf, double energy, const double *position, const double *forces,
                      int64_t *row, struct l2h_error *error)
{
  const int bytes = l2h_row_bytes(&shelf->system);
  if (l2h_database_finish(shelf->database,
                          l2h_database_prepare(shelf->database, error,
                                               "INSERT INTO minimum (system, energy, positions, forces)"
                                               " VALUES (?1, ?2, ?3, ?4)",
                                               "idbb", shelf->number, energy, position, bytes, forces, bytes),
                          error) != 0)
    return -1;
  *row = sqlite3_last_insert_rowid(shelf->database->sqlite);
  return 0;
}

int l2h_shelf_put(struct l2h_shelf *shelf, double energy, const double *position, const double *gradient, int64_t *row,
                  struct l2h_error *error)
{
  double forces[3 * L2H_SYSTEM_MAX_ATOMS];
  if (l2h_stored_find(shelf->database, shelf->number, &shelf->same, energy, position, row, NULL, error) != 0)
    return -1;
  if (*row != 0)
    return 0;
  for (int k = 0; k < 3 * shelf->system.atoms; k++)
    forces[k] = -gradient[k];
  return l2h_enter_minimum(shelf, energy, position, forces, row, error);
}

int l2h_shelf_meet(struct l2h_shelf *shelf, int64_t row, const struct l2h_meeting *met, struct l2h_error *error)
{
  char date[32];
  write_date(date);
  return l2h_database_finish(shelf->database,
                             l2h_database_prepare(shelf->database, error,
                                                  "INSERT INTO meeting (minimum, run, count, walker, evaluations, date)"
                                                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)" L2H_MEET_AGAIN,
                                                  "iiiidt", row, shelf->run, (int64_t)met->count, (int64_t)met->walker,
                                                  met->evaluations, date),
                             error);
}
