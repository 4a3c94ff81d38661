/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading what LAMMPS's write_data and others' programs write. */
#include "systems/lammps/lammps_data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_WORDS 32

/* Where the words of an atom's line stand, by LAMMPS's name of the style. */
struct columns {
  const char *style;
  int type, place;
};
static const struct columns styles[] = {
  {"atomic", 1, 2}, {"charge", 1, 3}, {"bond", 2, 3}, {"angle", 2, 3}, {"molecular", 2, 3}, {"full", 2, 4},
};

struct row {
  long id, type, line;
  double position[3];
};

struct data {
  const char *path, *next;
  long line;
  char text[1024]; /* of that line, its comment cut off: */
  char *comment;   /* what stands after #, or "" */
  const struct l2h_system *system;
  long atoms;
  double edge[3]; /* of the box; 0: not said */
  bool tilted;
  struct l2h_error *error;
};

static int complain(const struct data *data, const char *why)
{
  return l2h_fail(data->error, "%s:%ld: %s", data->path, data->line, why);
}

/* False at the end. What does not fit is cut off: no line that is read is that long. */
static bool read_line(struct data *data)
{
  if (!*data->next)
    return false;
  const size_t length = strcspn(data->next, "\n");
  snprintf(data->text, sizeof data->text, "%.*s", (int)length, data->next);
  data->next += length + (data->next[length] == '\n');
  data->line++;
  char *mark = strchr(data->text, '#');
  data->comment = mark ? mark + 1 : data->text + strlen(data->text);
  if (mark)
    *mark = 0;
  return true;
}

/* ---- the header ---- */

static void take_header_line(struct data *data)
{
  long atoms;
  double low, high, tilt[3];
  char word[2][8];
  if (sscanf(data->text, "%ld %7s", &atoms, word[0]) == 2 && strcmp(word[0], "atoms") == 0)
    data->atoms = atoms;
  if (sscanf(data->text, "%lf %lf %7s %7s", &low, &high, word[0], word[1]) == 4)
    for (int c = 0; c < 3; c++)
      if (word[0][0] == 'x' + c && strcmp(word[0] + 1, "lo") == 0)
        data->edge[c] = high - low;
  if (sscanf(data->text, "%lf %lf %lf xy", &tilt[0], &tilt[1], &tilt[2]) == 3 && strstr(data->text, "xy"))
    data->tilted = tilt[0] != 0 || tilt[1] != 0 || tilt[2] != 0;
}

static int check_header(const struct data *data)
{
  const struct l2h_system *system = data->system;
  const double cell = system->landscape.cell;
  if (data->atoms != system->atoms)
    return l2h_fail(data->error, "%s: a structure of %ld atoms, and %s has %d", data->path, data->atoms, system->name,
                    system->atoms);
  for (int c = 0; cell > 0 && c < 3; c++)
    if (data->tilted || !(fabs(data->edge[c] - cell) <= L2H_CELL_TOLERANCE * cell))
      return l2h_fail(data->error, "%s: its box is not the cell of %s, a cube of %.9g", data->path, system->name, cell);
  return 0;
}

static bool begins_atoms(const char *text)
{
  return strncmp(text, "Atoms", 5) == 0 && !text[5 + strspn(text + 5, " \t\r")];
}

/* Up to the line "Atoms # STYLE" and past it. The first line is a title, whatever it says. */
static int take_header(struct data *data, const struct columns **columns)
{
  char style[32] = "atomic";
  bool more = read_line(data) && read_line(data);
  for (; more && !begins_atoms(data->text); more = read_line(data))
    take_header_line(data);
  if (!more)
    return l2h_fail(data->error,
                    "%s: is no structure: XYZ begins with the number of atoms, and a LAMMPS data file has a section "
                    "Atoms",
                    data->path);
  sscanf(data->comment, "%31s", style);
  for (size_t k = 0; k < sizeof styles / sizeof styles[0]; k++)
    if (strcmp(style, styles[k].style) == 0) {
      *columns = &styles[k];
      return check_header(data);
    }
  return l2h_fail(data->error,
                  "%s:%ld: atoms of style %s: write the file in atom_style atomic, charge, bond, angle, molecular or "
                  "full, or as XYZ",
                  data->path, data->line, style);
}

/* ---- atoms ---- */

static int split(char *text, char *word[MOST_WORDS])
{
  int words = 0;
  char *save = NULL;
  for (char *w = strtok_r(text, " \t\r", &save); w && words < MOST_WORDS; w = strtok_r(NULL, " \t\r", &save))
    word[words++] = w;
  return words;
}

static bool whole(const char *text, long *value)
{
  char *end;
  *value = strtol(text, &end, 10);
  return end != text && !*end;
}

/* Image flags, where there are three more words, unwrap what a periodic box has wrapped. */
static int take_atom(struct data *data, const struct columns *columns, struct row *row)
{
  char *word[MOST_WORDS], *end;
  const int words = split(data->text, word);
  row->line = data->line;
  if (words < columns->place + 3)
    return l2h_fail(data->error, "%s:%ld: an atom of style %s has %d words, not %d", data->path, data->line,
                    columns->style, columns->place + 3, words);
  if (!whole(word[0], &row->id) || !whole(word[columns->type], &row->type))
    return l2h_fail(data->error, "%s:%ld: an ID and a type are whole numbers, not '%s' and '%s'", data->path,
                    data->line, word[0], word[columns->type]);
  for (int c = 0; c < 3; c++) {
    const char *text = word[columns->place + c];
    long image = 0;
    row->position[c] = strtod(text, &end);
    if (end == text || *end || !isfinite(row->position[c]))
      return l2h_fail(data->error, "%s:%ld: '%s' is no coordinate", data->path, data->line, text);
    if (words == columns->place + 6 && !whole(word[columns->place + 3 + c], &image))
      return complain(data, "image flags are whole numbers");
    row->position[c] += (double)image * data->edge[c];
  }
  return 0;
}

static int take_rows(struct data *data, const struct columns *columns, struct row *row)
{
  for (long k = 0; k < data->atoms;) {
    if (!read_line(data))
      return l2h_fail(data->error, "%s: ends within its atoms: %ld of %ld are there", data->path, k, data->atoms);
    if (!data->text[strspn(data->text, " \t\r")])
      continue;
    if (take_atom(data, columns, &row[k++]) != 0)
      return -1;
  }
  return 0;
}

static int by_id(const void *a, const void *b)
{
  const struct row *x = a, *y = b;
  return (x->id > y->id) - (x->id < y->id);
}

/* write_data writes atoms in any order; their IDs are the order that a script made them in. */
static int place_rows(const struct data *data, struct row *row, double *position)
{
  const struct l2h_system *system = data->system;
  int taken[L2H_MAX_SPECIES] = {0};
  qsort(row, (size_t)data->atoms, sizeof *row, by_id);
  for (long k = 0; k < data->atoms; k++) {
    const long s = system->species == 1 ? 0 : row[k].type - 1;
    if (s < 0 || s >= system->species)
      return l2h_fail(data->error, "%s:%ld: an atom of type %ld, and %s has %d", data->path, row[k].line, row[k].type,
                      system->name, system->species);
    const int atom = system->first[s] + taken[s]++;
    if (atom >= system->first[s + 1])
      return l2h_fail(data->error, "%s:%ld: more atoms of type %ld than %s has of %s: %d", data->path, row[k].line,
                      row[k].type, system->name, system->element[s], system->first[s + 1] - system->first[s]);
    memcpy(position + 3 * atom, row[k].position, sizeof row[k].position);
  }
  return 0;
}

int l2h_lammps_data_take(const char *path, const char *text, const struct l2h_system *system, double *position,
                         struct l2h_error *error)
{
  struct data data = {.path = path, .next = text, .system = system, .error = error};
  const struct columns *columns = NULL;
  if (take_header(&data, &columns) != 0)
    return -1;
  struct row *row = calloc((size_t)data.atoms, sizeof *row);
  int result = row ? 0 : l2h_fail(error, "%s: no memory for %ld atoms", path, data.atoms);
  if (result == 0)
    result = take_rows(&data, columns, row);
  if (result == 0)
    result = place_rows(&data, row, position);
  free(row);
  return result;
}
