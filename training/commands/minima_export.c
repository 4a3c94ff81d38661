/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop minima export. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/options.h"
#include "commands/minima_verbs.h"
#include "core/safe_file.h"
#include "evaluation/extended_xyz.h"
#include "systems/lammps/lammps_data.h"

const char l2h_minima_export_help[] =
  "NAME\n"
  "    learn2hop minima export - structures of a database, for other programs\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop minima export FILE.db --output PATH [--format xyz|lammps] [--system NAME] [--lowest N]\n"
  "                            [--element E[,E...]]\n"
  "\n"
  "DESCRIPTION\n"
  "    Writes the lowest minima of one system, lowest first: as one extended XYZ file with energies, forces and cell,\n"
  "    which ASE and OVITO open and `learn2hop search --from` begins from; or as LAMMPS data files (atom_style "
  "atomic,\n"
  "    types in the system's order), one a minimum.\n"
  "\n"
  "OPTIONS\n"
  "    --output PATH      the file. For LAMMPS and more than one minimum, a folder, made where it is not there: PATH/ "
  "with\n"
  "                       minimum-1.data, minimum-2.data ...\n"
  "    --format FORMAT    xyz (default) or lammps\n"
  "    --system NAME      which, where the database has several: its name, or the first letters of its surface\n"
  "    --lowest N         so many (default: all)\n"
  "    --element E[,E...] elements of the species instead of the system's own. Atoms without one, as those of\n"
  "                       Lennard-Jones, are Ar otherwise (a second species Kr, then Xe, Ne).\n"
  "    --help             this text\n";

enum format { XYZ, LAMMPS };
static const char *const formats[] = {"xyz", "lammps", NULL};
static const char *const stand_in[L2H_MAX_SPECIES] = {"Ar", "Kr", "Xe", "Ne"};

struct options {
  const char *path, *output, *system, *element;
  long lowest;
  int format; /* enum format */
};

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"output", L2H_TEXT, &options->output, 0, 0, NULL},   {"format", L2H_CHOICE, &options->format, 0, 0, formats},
    {"system", L2H_TEXT, &options->system, 0, 0, NULL},   {"lowest", L2H_WHOLE, &options->lowest, 1, LONG_MAX, NULL},
    {"element", L2H_TEXT, &options->element, 0, 0, NULL}, {NULL},
  };
  if (l2h_options_take(count, arguments, known, 1, &options->path, error) != 0)
    return -1;
  if (!options->path)
    return l2h_fail(error, "which database? learn2hop minima export FILE.db --output PATH");
  return options->output ? 0 : l2h_fail(error, "--output PATH is missing");
}

/* ---- elements ---- */

static bool is_element(const char *text, size_t length)
{
  return length >= 1 && length <= 2 && isupper((unsigned char)text[0]) &&
    (length == 1 || islower((unsigned char)text[1]));
}

static int take_elements(const struct options *options, struct l2h_system *system, struct l2h_error *error)
{
  const char *next = options->element;
  for (int s = 0; s < system->species; s++) {
    const size_t length = next ? strcspn(next, ",") : 0;
    if (next && !is_element(next, length))
      return l2h_fail(error, "--element %s: no element where that of species %d should stand: write %s",
                      options->element, s + 1, system->species > 1 ? "one for each species, as Cu,Zr" : "one, as Ar");
    if (next)
      snprintf(system->element[s], sizeof system->element[s], "%.*s", (int)length, next);
    else if (strcmp(system->element[s], "X") == 0)
      snprintf(system->element[s], sizeof system->element[s], "%s", stand_in[s]);
    if (next)
      next = next[length] ? next + length + 1 : next + length;
  }
  return next && *next
    ? l2h_fail(error, "--element %s: more elements than species: %d", options->element, system->species)
    : 0;
}

/* ---- writing ---- */

struct writer {
  const struct options *options;
  const struct l2h_stored_system *stored;
  long written;
  FILE *stream; /* of an XYZ file */
  bool folder;  /* of LAMMPS data files */
};

/* KEY="VALUE" with a blank after it; quotation marks inside would end it. */
static void add_text(FILE *more, const char *key, const char *value)
{
  if (!value)
    return;
  fprintf(more, "%s=\"", key);
  for (; *value; value++)
    fputc(*value == '"' || *value == '\\' || (unsigned char)*value < ' ' ? '_' : *value, more);
  fprintf(more, "\" ");
}

/* What else the comment line says. To be freed; NULL where memory is short. */
static char *describe(const struct writer *writer, const struct l2h_stored_minimum *minimum)
{
  char *text = NULL;
  size_t size;
  struct l2h_minimum_text word[L2H_MINIMUM_TEXTS];
  FILE *more = open_memstream(&text, &size);
  if (!more)
    return NULL;
  fprintf(more, "count=%.0f runs=%ld evaluations=%.0f walker=%ld ", minimum->count, minimum->runs, minimum->evaluations,
          minimum->walker);
  add_text(more, "system", writer->stored->system.name);
  add_text(more, "seed", minimum->seed);
  l2h_minimum_texts(minimum, word);
  for (int k = 0; k < L2H_MINIMUM_TEXTS; k++)
    add_text(more, word[k].key, word[k].value);
  if (fclose(more) == 0)
    return text;
  free(text);
  return NULL;
}

static int write_xyz(void *context, const struct l2h_stored_minimum *minimum, struct l2h_error *error)
{
  struct writer *writer = context;
  char *more = describe(writer, minimum);
  if (!more)
    return l2h_fail(error, "no memory for a minimum");
  l2h_extended_xyz_print(
    writer->stream,
    &(struct l2h_frame){&writer->stored->system, minimum->energy, minimum->position, minimum->gradient, more});
  writer->written++;
  free(more);
  return 0;
}

static int write_data(void *context, const struct l2h_stored_minimum *minimum, struct l2h_error *error)
{
  struct writer *writer = context;
  const struct l2h_system *system = &writer->stored->system;
  char path[4200], title[256];
  snprintf(path, sizeof path, "%s", writer->options->output);
  if (writer->folder &&
      snprintf(path, sizeof path, "%s/minimum-%ld.data", writer->options->output, writer->written + 1) >= 4096)
    return l2h_fail(error, "%.80s...: the path is too long", writer->options->output);
  snprintf(title, sizeof title, "%s, minimum %ld, energy %.12g (learn2hop minima export), units %s", system->name,
           writer->written + 1, minimum->energy, system->units);
  writer->written++;
  return l2h_lammps_data_write(path, title, system, minimum->position, error);
}

static int export_xyz(struct writer *writer, struct l2h_database *database, struct l2h_error *error)
{
  struct l2h_safe_file file;
  if (l2h_safe_file_open(&file, writer->options->output, error) != 0)
    return -1;
  writer->stream = file.stream;
  if (l2h_stored_minima(database, writer->stored, writer->options->lowest, write_xyz, writer, error) == 0)
    return l2h_safe_file_commit(&file, error);
  l2h_safe_file_discard(&file);
  return -1;
}

static bool is_folder(const char *path)
{
  struct stat found;
  return path[strlen(path) - 1] == '/' || (stat(path, &found) == 0 && S_ISDIR(found.st_mode));
}

static int export_lammps(struct writer *writer, struct l2h_database *database, struct l2h_error *error)
{
  const struct options *options = writer->options;
  const long minima = options->lowest < writer->stored->minima ? options->lowest : writer->stored->minima;
  writer->folder = is_folder(options->output);
  if (!writer->folder && minima > 1)
    return l2h_fail(error,
                    "--output %s: a LAMMPS data file holds one structure, and these are %ld: name a folder (%s/), "
                    "or take --lowest 1",
                    options->output, minima, options->output);
  if (writer->folder && mkdir(options->output, 0777) != 0 && errno != EEXIST)
    return l2h_fail(error, "--output %s: cannot be made: %s", options->output, strerror(errno));
  return l2h_stored_minima(database, writer->stored, options->lowest, write_data, writer, error);
}

static int export_system(const struct options *options, struct l2h_database *database, int systems,
                         struct l2h_stored_system *stored, struct l2h_error *error)
{
  if (systems == 0)
    return l2h_fail(error, "%s: has no minima yet", options->path);
  if (systems > 1)
    return l2h_fail(error,
                    "%s: has several systems, %s (%s) and %s (%s) among them: choose by --system NAME, or by "
                    "the letters where names are one",
                    options->path, stored[0].system.name, stored[0].surface, stored[1].system.name, stored[1].surface);
  struct writer writer = {.options = options, .stored = stored};
  if (take_elements(options, &stored->system, error) != 0)
    return -1;
  const int result =
    options->format == XYZ ? export_xyz(&writer, database, error) : export_lammps(&writer, database, error);
  if (result == 0) {
    l2h_minima_print_number(stdout, (double)writer.written, "minimum", "minima");
    printf(" of %s in %s\n", stored->system.name, options->output);
  }
  return result;
}

int l2h_minima_export(int count, char **arguments, struct l2h_error *error)
{
  struct options options = {.lowest = LONG_MAX};
  struct l2h_database database;
  struct l2h_stored_system *system = NULL;
  int systems;
  if (parse(count, arguments, &options, error) != 0)
    return L2H_USAGE_STATUS;
  if (l2h_database_open(&database, options.path, L2H_DATABASE_READS, error) == 0)
    system = l2h_minima_systems(&database, options.system, &systems, error);
  const int result = system ? export_system(&options, &database, systems, system, error) : -1;
  free(system);
  l2h_database_close(&database);
  return result == 0 ? 0 : 1;
}
