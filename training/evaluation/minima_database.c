/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/minima_database.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "core/hash.h"
#include "core/safe_file.h"
#include "systems/potential_file.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "places are written as the machine has them, little-endian");

static int bytes_of(const struct l2h_system *system)
{
  return 3 * (int)sizeof(double) * system->atoms;
}

/* ---- runs ---- */

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

/* ---- systems ---- */

/* "Ag 10 Au 28" */
static void write_elements(const struct l2h_system *system, char *text, size_t size)
{
  *text = 0;
  for (int s = 0; s < system->species; s++)
    snprintf(text + strlen(text), size - strlen(text), "%s%s %d", s ? " " : "", system->element[s],
             system->first[s + 1] - system->first[s]);
}

static bool read_elements(const char *text, struct l2h_system *system)
{
  int used, many;
  for (; sscanf(text, " %3s %d%n", system->element[system->species], &many, &used) == 2; text += used) {
    if (many < 0 || many > L2H_SYSTEM_MAX_ATOMS - system->atoms)
      return false;
    system->atoms += many;
    system->first[++system->species] = system->atoms;
    if (system->species == L2H_MAX_SPECIES)
      return true;
  }
  return system->atoms >= L2H_SYSTEM_MIN_ATOMS;
}

#define SYSTEM_COLUMNS "s.id, s.surface, s.name, s.units, s.elements, s.cell, s.length, s.energy"

/* From a row that begins with SYSTEM_COLUMNS. */
static int read_system(const struct l2h_database *database, sqlite3_stmt *row, struct l2h_stored_system *stored,
                       struct l2h_error *error)
{
  struct l2h_system *system = &stored->system;
  memset(stored, 0, sizeof *stored);
  stored->number = sqlite3_column_int64(row, 0);
  snprintf(stored->surface, sizeof stored->surface, "%s", (const char *)sqlite3_column_text(row, 1));
  snprintf(system->name, sizeof system->name, "%s", (const char *)sqlite3_column_text(row, 2));
  snprintf(system->units, sizeof system->units, "%s", (const char *)sqlite3_column_text(row, 3));
  system->landscape.cell = sqlite3_column_double(row, 5);
  system->length = sqlite3_column_double(row, 6);
  system->energy = sqlite3_column_double(row, 7);
  system->known_minimum = NAN;
  const char *elements = (const char *)sqlite3_column_text(row, 4);
  if (elements && read_elements(elements, system) && system->length > 0 && system->energy > 0)
    return 0;
  return l2h_fail(error, "%s: the database is damaged: system %" PRId64 " makes no sense", database->path,
                  stored->number);
}

static int find_system(struct l2h_database *database, const char *surface, struct l2h_stored_system *stored,
                       struct l2h_error *error)
{
  sqlite3_stmt *row =
    l2h_database_prepare(database, error, "SELECT " SYSTEM_COLUMNS " FROM system s WHERE s.surface = ?1", "t", surface);
  int found = row ? l2h_database_row(database, row, error) : -1;
  if (found > 0 && read_system(database, row, stored, error) != 0)
    found = -1;
  sqlite3_finalize(row);
  return found;
}

static int enter_system(struct l2h_database *database, const char *surface, const struct l2h_system *system,
                        struct l2h_error *error)
{
  char elements[L2H_MAX_SPECIES * 16];
  write_elements(system, elements, sizeof elements);
  return l2h_database_finish(
    database,
    l2h_database_prepare(database, error,
                         "INSERT INTO system (surface, name, units, elements, cell, length, energy)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (surface) DO NOTHING",
                         "ttttddd", surface, system->name, system->units, elements, system->landscape.cell,
                         system->length, system->energy),
    error);
}

/* ---- a shelf ---- */

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

static int open_shelf(struct l2h_shelf *shelf, struct l2h_database *database, const char *surface,
                      struct l2h_error *error)
{
  struct l2h_stored_system stored;
  if (find_system(database, surface, &stored, error) <= 0)
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
  if (enter_system(database, surface, system, error) != 0 || open_shelf(shelf, database, surface, error) != 0)
    return -1;
  return enter_run(shelf, hash, by, error);
}

void l2h_shelf_close(struct l2h_shelf *shelf)
{
  l2h_same_minimum_close(&shelf->same);
}

/* Whether a blob is as long as it must be; then its numbers, at an address that suits them. */
static bool read_blob(sqlite3_stmt *row, int column, const struct l2h_system *system, double *numbers)
{
  const int bytes = bytes_of(system);
  if (sqlite3_column_bytes(row, column) != bytes)
    return false;
  memcpy(numbers, sqlite3_column_blob(row, column), (size_t)bytes);
  return true;
}

static int damaged(const struct l2h_database *database, int64_t row, struct l2h_error *error)
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
    if (!read_blob(found, 2, same->system, other))
      result = damaged(database, sqlite3_column_int64(found, 0), error);
    else if (l2h_same_minimum_as(same, sqlite3_column_double(found, 1), other)) {
      *row = sqlite3_column_int64(found, 0);
      if (count)
        *count = sqlite3_column_double(found, 3);
    }
  }
  sqlite3_finalize(found);
  return result < 0 ? -1 : 0;
}

/* Not there yet. The database has forces, the minus gradient. */
static int enter_minimum(struct l2h_shelf *shelf, double energy, const double *position, const double *forces,
                         int64_t *row, struct l2h_error *error)
{
  const int bytes = bytes_of(&shelf->system);
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
  return enter_minimum(shelf, energy, position, forces, row, error);
}

/* Of two words on one run's meetings with one minimum, the larger count and the earlier meeting stand. */
#define MEET_AGAIN                                                                \
  " ON CONFLICT (minimum, run) DO UPDATE SET count = max(count, excluded.count)," \
  " walker = iif(excluded.evaluations < evaluations, excluded.walker, walker),"   \
  " date = iif(excluded.evaluations < evaluations, excluded.date, date),"         \
  " evaluations = min(evaluations, excluded.evaluations)"

int l2h_shelf_meet(struct l2h_shelf *shelf, int64_t row, const struct l2h_meeting *met, struct l2h_error *error)
{
  char date[32];
  write_date(date);
  return l2h_database_finish(shelf->database,
                             l2h_database_prepare(shelf->database, error,
                                                  "INSERT INTO meeting (minimum, run, count, walker, evaluations, date)"
                                                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6)" MEET_AGAIN,
                                                  "iiiidt", row, shelf->run, (int64_t)met->count, (int64_t)met->walker,
                                                  met->evaluations, date),
                             error);
}

/* ---- merging ---- */

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
                         " WHERE t.minimum = ?1" MEET_AGAIN,
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
  if (!read_blob(row, 2, &shelf->system, position) || !read_blob(row, 3, &shelf->system, forces))
    return damaged(shelf->database, source, error);
  if (l2h_stored_find(shelf->database, shelf->number, &shelf->same, energy, position, &here, NULL, error) != 0)
    return -1;
  if (here == 0) {
    if (enter_minimum(shelf, energy, position, forces, &here, error) != 0)
      return -1;
    ++*added;
  }
  return merge_meetings(shelf->database, source, here, error) == 0 ? merge_words(shelf->database, source, here, error)
                                                                   : -1;
}

static int merge_system(struct l2h_database *database, const char *surface, long *added, struct l2h_error *error)
{
  struct l2h_shelf shelf = {NULL};
  int result = open_shelf(&shelf, database, surface, error) == 0 ? 1 : -1;
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

/* ---- reading ---- */

struct l2h_stored_system *l2h_stored_systems(struct l2h_database *database, int *count, struct l2h_error *error)
{
  struct l2h_stored_system *systems = NULL, *larger;
  sqlite3_stmt *row = l2h_database_prepare(
    database, error,
    "SELECT " SYSTEM_COLUMNS ", (SELECT count(*) FROM minimum WHERE system = s.id),"
    " (SELECT count(*) FROM run WHERE system = s.id),"
    " (SELECT total(t.count) FROM minimum m JOIN meeting t ON t.minimum = m.id WHERE m.system = s.id),"
    " (SELECT min(energy) FROM minimum WHERE system = s.id),"
    " EXISTS (SELECT 1 FROM minimum WHERE system = s.id AND coalesce(point_group, motif) IS NOT NULL) FROM system s "
    "ORDER BY s.name, s.surface",
    "");
  int result = row ? 1 : -1;
  *count = 0;
  while (result > 0) {
    larger = realloc(systems, sizeof *systems * (size_t)(*count + 1));
    if (!larger) {
      result = l2h_fail(error, "%s: no memory for %d systems", database->path, *count + 1);
      break;
    }
    systems = larger;
    result = l2h_database_row(database, row, error);
    if (result <= 0)
      break;
    struct l2h_stored_system *const stored = &systems[*count];
    if (read_system(database, row, stored, error) != 0)
      result = -1;
    stored->minima = (long)sqlite3_column_int64(row, 8);
    stored->runs = (long)sqlite3_column_int64(row, 9);
    stored->count = sqlite3_column_double(row, 10);
    stored->described = sqlite3_column_int(row, 12);
    stored->lowest = stored->minima > 0 ? sqlite3_column_double(row, 11) : NAN;
    ++*count;
  }
  sqlite3_finalize(row);
  if (result == 0)
    return systems;
  free(systems);
  return NULL;
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
  if (!read_blob(row, 2, system, position) || !read_blob(row, 3, system, gradient))
    return damaged(database, minimum.row, error);
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
  const int found = find_system(database, surface, &stored, error);
  if (found > 0 && l2h_stored_minima(database, &stored, most, keep_structure, &all, error) != 0) {
    free(all.position);
    return NULL;
  }
  if (found >= 0 && all.count == 0)
    complain_of_systems(database, system, error);
  *count = all.count;
  return all.position;
}
