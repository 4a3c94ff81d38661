/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop minima list. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "commands/minima_verbs.h"
#include "core/safe_file.h"
#include "evaluation/report.h"

const char l2h_minima_list_help[] =
  "NAME\n"
  "    learn2hop minima list - the lowest minima of a database\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop minima list FILE.db [--system NAME] [--lowest N] [--by-energy WIDTH] [--json FILE]\n"
  "\n"
  "DESCRIPTION\n"
  "    Prints, for each system of the database, its lowest minima:\n"
  "\n"
  "    energy             in the system's units\n"
  "    gap                above the lowest\n"
  "    met, runs          how often it was met, and by how many runs\n"
  "    evaluations        the fewest force evaluations that a walker (of eval and baseline: a start) needed to meet "
  "it\n"
  "    seed, walker, by   which walker of which run that was, and the run's command and weights\n"
  "    point group, motif where tools/describe_minima.py has written them\n"
  "\n"
  "OPTIONS\n"
  "    --system NAME      this system alone: its name, or, where two potentials share a name, the first letters of\n"
  "                       its surface\n"
  "    --lowest N         so many (default 20)\n"
  "    --by-energy WIDTH  instead, how many minima there are, and how often they were met, in each WIDTH of energy\n"
  "    --json FILE        all that is known of each, as JSON, too\n"
  "    --help             this text\n";

struct options {
  const char *path, *system, *json;
  long lowest;
  double width; /* NaN: not by energy */
};

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"system", L2H_TEXT, &options->system, 0, 0, NULL},
    {"json", L2H_TEXT, &options->json, 0, 0, NULL},
    {"lowest", L2H_WHOLE, &options->lowest, 1, LONG_MAX, NULL},
    {"by-energy", L2H_NUMBER, &options->width, 0, 0, NULL},
    {NULL},
  };
  if (l2h_options_take(count, arguments, known, 1, &options->path, error) != 0)
    return -1;
  if (!options->path)
    return l2h_fail(error, "which database? learn2hop minima list FILE.db");
  if (options->width <= 0)
    return l2h_fail(error, "--by-energy %g: a width above 0", options->width);
  return 0;
}

/* What is written where, while one system's minima are handed out. */
struct sheet {
  const struct options *options;
  FILE *text, *json; /* json NULL: none is wanted */
  bool described;    /* with point groups and motifs */
  long rank;
  double lowest;
  long bin, minima; /* the bin that is being filled; energies come in order */
  double met;
};

/* ---- the table ---- */

static void print_head(struct sheet *sheet, const struct l2h_stored_system *stored)
{
  FILE *text = sheet->text;
  fprintf(text, "%s, surface %s, ", stored->system.name, stored->surface);
  l2h_minima_print_number(text, stored->minima, "minimum", "minima");
  fprintf(text, " met ");
  l2h_minima_print_number(text, stored->count, "time", "times");
  fprintf(text, " by ");
  l2h_minima_print_number(text, stored->runs, "run", "runs");
  fprintf(text, "; energies in %s\n", l2h_minima_energy_unit(&stored->system));
  if (stored->minima > 0 && isnan(sheet->options->width)) {
    fprintf(text, "%6s %16s %12s %8s %6s %13s %10s %7s", "rank", "energy", "gap", "met", "runs", "evaluations", "seed",
            "walker");
    if (sheet->described)
      fprintf(text, "  %-6s %-12s", "group", "motif");
    fprintf(text, "  by\n");
  } else if (stored->minima > 0)
    fprintf(text, "%16s %16s %8s %10s\n", "from", "to", "minima", "met");
}

/* The command, and the weights' file name without its folder. */
static void print_finder(FILE *text, const struct l2h_stored_minimum *minimum)
{
  const char *slash = minimum->weights ? strrchr(minimum->weights, '/') : NULL;
  fprintf(text, "  %s", minimum->command);
  if (minimum->weights)
    fprintf(text, " %s", slash ? slash + 1 : minimum->weights);
}

static void print_row(struct sheet *sheet, const struct l2h_stored_minimum *minimum)
{
  fprintf(sheet->text, "%6ld %16.6f %12.6f %8.0f %6ld %13.0f %10s %7ld", sheet->rank, minimum->energy,
          minimum->energy - sheet->lowest, minimum->count, minimum->runs, minimum->evaluations, minimum->seed,
          minimum->walker);
  if (sheet->described)
    fprintf(sheet->text, "  %-6s %-12s", minimum->point_group ? minimum->point_group : "",
            minimum->motif ? minimum->motif : "");
  print_finder(sheet->text, minimum);
  fputc('\n', sheet->text);
}

/* ---- by energy ---- */

static void print_bin(struct sheet *sheet)
{
  const double width = sheet->options->width;
  if (sheet->minima > 0)
    fprintf(sheet->text, "%16.6f %16.6f %8ld %10.0f\n", sheet->lowest + (double)sheet->bin * width,
            sheet->lowest + (double)(sheet->bin + 1) * width, sheet->minima, sheet->met);
  sheet->minima = 0;
  sheet->met = 0;
}

static void fill_bin(struct sheet *sheet, const struct l2h_stored_minimum *minimum)
{
  const long bin = (long)((minimum->energy - sheet->lowest) / sheet->options->width);
  if (bin != sheet->bin)
    print_bin(sheet);
  sheet->bin = bin;
  sheet->minima++;
  sheet->met += minimum->count;
}

/* ---- JSON ---- */

static void json_text(FILE *json, const char *key, const char *value)
{
  fprintf(json, ", \"%s\": ", key);
  if (value)
    l2h_json_string(json, value);
  else
    fprintf(json, "null");
}

static void json_row(struct sheet *sheet, const struct l2h_stored_minimum *minimum)
{
  struct l2h_minimum_text word[L2H_MINIMUM_TEXTS];
  FILE *json = sheet->json;
  fprintf(json, "%s\n    {\"rank\": %ld, \"energy\": %.15g, \"gap\": %.9g, \"met\": %.0f, \"runs\": %ld",
          sheet->rank > 1 ? "," : "", sheet->rank, minimum->energy, minimum->energy - sheet->lowest, minimum->count,
          minimum->runs);
  fprintf(json, ", \"evaluations\": %.0f, \"seed\": %s, \"walker\": %ld", minimum->evaluations, minimum->seed,
          minimum->walker);
  l2h_minimum_texts(minimum, word);
  for (int k = 0; k < L2H_MINIMUM_TEXTS; k++)
    json_text(json, word[k].key, word[k].value);
  fputc('}', json);
}

static void json_head(FILE *json, const struct l2h_stored_system *stored, bool first)
{
  fprintf(json, "%s\n  {\"system\": ", first ? "" : ",");
  l2h_json_string(json, stored->system.name);
  json_text(json, "surface", stored->surface);
  json_text(json, "units", stored->system.units);
  fprintf(json, ", \"atoms\": %d, \"minima\": %ld, \"met\": %.0f, \"runs\": %ld, \"lowest\": [", stored->system.atoms,
          stored->minima, stored->count, stored->runs);
}

/* ---- all of it ---- */

static int take_minimum(void *context, const struct l2h_stored_minimum *minimum, struct l2h_error *error)
{
  struct sheet *sheet = context;
  const bool by_energy = !isnan(sheet->options->width);
  (void)error;
  if (sheet->rank++ == 0)
    sheet->lowest = minimum->energy;
  if (by_energy)
    fill_bin(sheet, minimum);
  if (!by_energy)
    print_row(sheet, minimum);
  if (sheet->json && sheet->rank <= sheet->options->lowest)
    json_row(sheet, minimum);
  return 0;
}

static int write_system(struct sheet *sheet, struct l2h_database *database, const struct l2h_stored_system *stored,
                        bool first, struct l2h_error *error)
{
  const bool by_energy = !isnan(sheet->options->width);
  sheet->rank = sheet->bin = 0;
  sheet->described = stored->described;
  fprintf(sheet->text, "%s", first ? "" : "\n");
  print_head(sheet, stored);
  if (sheet->json)
    json_head(sheet->json, stored, first);
  const int result =
    l2h_stored_minima(database, stored, by_energy ? LONG_MAX : sheet->options->lowest, take_minimum, sheet, error);
  print_bin(sheet);
  if (sheet->json)
    fprintf(sheet->json, "]}");
  return result;
}

static int write_systems(struct sheet *sheet, struct l2h_error *error)
{
  const struct options *options = sheet->options;
  struct l2h_database database;
  struct l2h_stored_system *system = NULL;
  int systems = 0;
  if (l2h_database_open(&database, options->path, L2H_DATABASE_READS, error) == 0)
    system = l2h_minima_systems(&database, options->system, &systems, error);
  int result = system ? 0 : -1;
  if (result == 0 && systems == 0)
    fprintf(sheet->text, "%s: no minima yet\n", options->path);
  for (int s = 0; s < systems && result == 0; s++)
    result = write_system(sheet, &database, &system[s], s == 0, error);
  free(system);
  l2h_database_close(&database);
  return result;
}

/* Into memory first: whoever reads what is printed, page by page, must keep no writer waiting. */
static int list(const struct options *options, FILE *json, struct l2h_error *error)
{
  char *text = NULL;
  size_t size;
  struct sheet sheet = {.options = options, .text = open_memstream(&text, &size), .json = json};
  if (!sheet.text)
    return l2h_fail(error, "no memory for a list");
  if (json)
    fprintf(json, "[");
  int result = write_systems(&sheet, error);
  if (json)
    fprintf(json, "\n]\n");
  if (fclose(sheet.text) != 0 && result == 0)
    result = l2h_fail(error, "no memory for a list");
  if (result == 0)
    fputs(text, stdout);
  free(text);
  return result;
}

int l2h_minima_list(int count, char **arguments, struct l2h_error *error)
{
  struct options options = {.lowest = 20, .width = NAN};
  struct l2h_safe_file file;
  if (parse(count, arguments, &options, error) != 0)
    return L2H_USAGE_STATUS;
  if (!options.json)
    return list(&options, NULL, error) == 0 ? 0 : 1;
  if (l2h_safe_file_open(&file, options.json, error) != 0)
    return 1;
  if (list(&options, file.stream, error) == 0)
    return l2h_safe_file_commit(&file, error) == 0 ? 0 : 1;
  l2h_safe_file_discard(&file);
  return 1;
}
