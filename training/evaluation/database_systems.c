/* SPDX-License-Identifier: GPL-2.0-only */
/* Systems of a minima database. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluation/database_rows.h"

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

int l2h_find_system(struct l2h_database *database, const char *surface, struct l2h_stored_system *stored,
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

int l2h_enter_system(struct l2h_database *database, const char *surface, const struct l2h_system *system,
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
