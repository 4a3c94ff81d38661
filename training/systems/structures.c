/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/structures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/safe_file.h"
#include "systems/lammps/lammps_data.h"
#include "systems/potential.h"

#define MOST_COLUMNS 64
#define FROZEN_NEAR 1e-4 /* length scales: what they may take a frozen atom away */

struct reader {
  const char *path, *next;
  long line; /* of `text` */
  char text[8192];
  const struct l2h_system *system;
  int species_column, place_column; /* of the structure being read */
  struct l2h_error *error;
};

static int complain(const struct reader *reader, const char *why)
{
  return l2h_fail(reader->error, "%s:%ld: %s", reader->path, reader->line, why);
}

/* 1 with the next line in reader->text, 0 at the end, -1 where it is too long. */
static int read_line(struct reader *reader)
{
  const size_t length = strcspn(reader->next, "\n");
  if (!*reader->next)
    return 0;
  reader->line++;
  if (length >= sizeof reader->text)
    return complain(reader, "the line is too long");
  memcpy(reader->text, reader->next, length);
  reader->text[length] = 0;
  reader->next += length + (reader->next[length] == '\n');
  return 1;
}

/* ---- the comment line ---- */

/* What stands after KEY=, quoted or up to a blank. False where there is none. */
static bool value_of(const char *text, const char *key, char *value, size_t room)
{
  const size_t length = strlen(key);
  for (const char *at = text; (at = strstr(at, key)); at += length) {
    if ((at != text && !strchr(" \t", at[-1])) || at[length] != '=')
      continue;
    const char *from = at + length + 1;
    const bool quoted = *from == '"';
    from += quoted;
    snprintf(value, room, "%.*s", (int)strcspn(from, quoted ? "\"" : " \t\r"), from);
    return true;
  }
  return false;
}

/* Where species and places stand among the columns: NAME:TYPE:HOW_MANY, one after the other. */
static int take_properties(struct reader *reader)
{
  char value[2048], *rest = value;
  reader->species_column = 0;
  reader->place_column = 1;
  if (!value_of(reader->text, "Properties", value, sizeof value))
    return 0;
  reader->species_column = reader->place_column = -1;
  for (int column = 0; rest && *rest;) {
    const char *name = strsep(&rest, ":"), *type = strsep(&rest, ":"), *many = strsep(&rest, ":");
    const int width = type && many ? atoi(many) : 0;
    if (width < 1 || width > MOST_COLUMNS)
      return complain(reader, "Properties= is not NAME:TYPE:COLUMNS:...");
    if (strcmp(name, "species") == 0 && width == 1)
      reader->species_column = column;
    if (strcmp(name, "pos") == 0 && width == 3)
      reader->place_column = column;
    column += width;
  }
  if (reader->species_column < 0 || reader->place_column < 0)
    return complain(reader, "Properties= lacks species:S:1 or pos:R:3");
  return 0;
}

static int take_lattice(const struct reader *reader)
{
  const double cell = reader->system->landscape.cell;
  char value[512], *from = value, *end;
  if (!value_of(reader->text, "Lattice", value, sizeof value) || cell == 0)
    return 0; /* a cluster may come in a box that does not matter */
  for (int k = 0; k < 9; k++, from = end) {
    const double edge = strtod(from, &end), wanted = k % 4 == 0 ? cell : 0;
    if (end == from)
      return complain(reader, "Lattice= is not nine numbers");
    if (!(fabs(edge - wanted) <= L2H_CELL_TOLERANCE * cell))
      return l2h_fail(reader->error, "%s:%ld: its Lattice is not the cell of %s, a cube of %.9g", reader->path,
                      reader->line, reader->system->name, cell);
  }
  return 0;
}

/* ---- atoms ---- */

static int species_named(const struct l2h_system *system, const char *name)
{
  for (int s = 0; s < system->species; s++)
    if (strcmp(system->element[s], name) == 0)
      return s;
  return system->species == 1 ? 0 : -1;
}

/* `taken`[species]: how many of each are there already. */
static int take_atom(struct reader *reader, int *taken, double *position)
{
  const struct l2h_system *system = reader->system;
  char *word[MOST_COLUMNS] = {NULL}, *save = NULL, *end;
  int words = 0;
  for (char *w = strtok_r(reader->text, " \t\r", &save); w && words < MOST_COLUMNS; w = strtok_r(NULL, " \t\r", &save))
    word[words++] = w;
  if (words <= reader->species_column || words < reader->place_column + 3)
    return complain(reader, "an atom's line has an element and three coordinates");
  const int s = species_named(system, word[reader->species_column]);
  if (s < 0)
    return l2h_fail(reader->error, "%s:%ld: %s has no %s", reader->path, reader->line, system->name,
                    word[reader->species_column]);
  const int atom = system->first[s] + taken[s]++;
  if (atom >= system->first[s + 1])
    return l2h_fail(reader->error, "%s:%ld: more atoms of %s than %s has: %d", reader->path, reader->line,
                    word[reader->species_column], system->name, system->first[s + 1] - system->first[s]);
  for (int c = 0; c < 3; c++) {
    const char *text = word[reader->place_column + c];
    position[3 * atom + c] = strtod(text, &end);
    if (end == text || *end || !isfinite(position[3 * atom + c]))
      return l2h_fail(reader->error, "%s:%ld: '%s' is no coordinate", reader->path, reader->line, text);
  }
  return 0;
}

static int check_apart(const struct reader *reader, long line, const double *position)
{
  if (l2h_closest_pair(reader->system, position) > 0)
    return 0;
  return l2h_fail(reader->error, "%s:%ld: two atoms of this structure are in one place", reader->path, line);
}

/* The structure whose first line is in reader->text. */
static int take_structure(struct reader *reader, double *position)
{
  const struct l2h_system *system = reader->system;
  int taken[L2H_MAX_SPECIES] = {0};
  char *end;
  const long begin = reader->line, atoms = strtol(reader->text, &end, 10);
  if (end == reader->text || end[strspn(end, " \t\r")])
    return complain(reader, "a structure begins with its number of atoms");
  if (atoms != system->atoms)
    return l2h_fail(reader->error, "%s:%ld: a structure of %ld atoms, and %s has %d", reader->path, reader->line, atoms,
                    system->name, system->atoms);
  if (read_line(reader) <= 0)
    return complain(reader, "the comment line is missing");
  if (take_properties(reader) != 0 || take_lattice(reader) != 0)
    return -1;
  for (int i = 0; i < system->atoms; i++) {
    const int found = read_line(reader);
    if (found == 0)
      return l2h_fail(reader->error, "%s: ends within the structure of line %ld: %d of %d atoms are there",
                      reader->path, begin, i, system->atoms);
    if (found < 0 || take_atom(reader, taken, position) != 0)
      return -1;
  }
  return check_apart(reader, begin, position);
}

static int take_structures(struct reader *reader, int *count, double **position)
{
  const size_t numbers = 3 * (size_t)reader->system->atoms;
  int found;
  while ((found = read_line(reader)) > 0) {
    if (!reader->text[strspn(reader->text, " \t\r")])
      continue; /* blank lines between structures and at the end */
    double *larger = realloc(*position, numbers * sizeof(double) * (size_t)(*count + 1));
    if (!larger)
      return l2h_fail(reader->error, "%s: no memory for %d structures", reader->path, *count + 1);
    *position = larger;
    if (take_structure(reader, *position + numbers * (size_t)*count) != 0)
      return -1;
    ++*count;
  }
  return found < 0 ? -1 : *count > 0 ? 0 : l2h_fail(reader->error, "%s: holds no structure", reader->path);
}

/* ---- files ---- */

/* The first line that is not blank is a number of atoms. */
static bool is_xyz(const char *text)
{
  char *end;
  text += strspn(text, " \t\r\n");
  strtol(text, &end, 10);
  end += strspn(end, " \t\r");
  return !*text || *end == '\n' || !*end;
}

static int take_data(struct reader *reader, int *count, double **position)
{
  *position = malloc(3 * sizeof(double) * (size_t)reader->system->atoms);
  if (!*position)
    return l2h_fail(reader->error, "%s: no memory for %d atoms", reader->path, reader->system->atoms);
  *count = 1;
  return l2h_lammps_data_take(reader->path, reader->next, reader->system, *position, reader->error) == 0
    ? check_apart(reader, 1, *position)
    : -1;
}

int l2h_structures_read(const char *path, const struct l2h_system *system, int *count, double **position,
                        struct l2h_error *error)
{
  size_t length;
  char *text = l2h_file_contents(path, &length, error);
  struct reader reader = {.path = path, .next = text, .system = system, .error = error};
  *count = 0;
  *position = NULL;
  if (!text)
    return -1;
  const int result = is_xyz(text) ? take_structures(&reader, count, position) : take_data(&reader, count, position);
  free(text);
  if (result == 0)
    return 0;
  free(*position);
  *position = NULL;
  return -1;
}

int l2h_structures_hold_frozen(const char *path, const struct l2h_system *system, int count, double *position,
                               struct l2h_error *error)
{
  const double near = FROZEN_NEAR * system->length;
  const bool *frozen;
  const double *place;
  double d[3];
  l2h_system_frozen(system, &frozen, &place);
  for (int k = 0; frozen && k < count; k++, position += 3 * system->atoms)
    for (int i = 0; i < system->atoms; i++) {
      if (!frozen[i])
        continue;
      if (l2h_difference(system, position + 3 * i, place + 3 * i, d) > near * near)
        return l2h_fail(
          error,
          "%s: structure %d: a frozen atom of %s, number %d in the order of types and IDs, is not where the "
          "script puts it: begin from structures that a search of this script has found",
          path, k + 1, system->name, i + 1);
      memcpy(position + 3 * i, place + 3 * i, 3 * sizeof(double));
    }
  return 0;
}
