/* SPDX-License-Identifier: GPL-2.0-only */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/minima_verbs.h"

#define LEAST_LETTERS 4 /* of a surface */

static bool is_chosen(const struct l2h_stored_system *stored, const char *name)
{
  const size_t letters = strlen(name);
  return strcmp(stored->system.name, name) == 0 ||
    (letters >= LEAST_LETTERS && strncmp(stored->surface, name, letters) == 0);
}

static int complain(const struct l2h_database *database, const char *name, int count,
                    const struct l2h_stored_system *system, struct l2h_error *error)
{
  char known[700] = "";
  for (int s = 0; s < count; s++)
    snprintf(known + strlen(known), sizeof known - strlen(known), "%s %s (%s)", s ? "," : "", system[s].system.name,
             system[s].surface);
  return l2h_fail(error, "%s: has no system %.80s; it has%s", database->path, name, count ? known : " none");
}

struct l2h_stored_system *l2h_minima_systems(struct l2h_database *database, const char *name, int *count,
                                             struct l2h_error *error)
{
  int all, chosen = 0;
  struct l2h_stored_system *system = l2h_stored_systems(database, &all, error);
  *count = all;
  if (!system || !name)
    return system;
  for (int s = 0; s < all; s++)
    chosen += is_chosen(&system[s], name);
  if (chosen == 0) {
    complain(database, name, all, system, error);
    free(system);
    return NULL;
  }
  *count = 0;
  for (int s = 0; s < all; s++)
    if (is_chosen(&system[s], name))
      system[(*count)++] = system[s];
  return system;
}

void l2h_minima_print_number(FILE *stream, double number, const char *one, const char *many)
{
  fprintf(stream, "%.0f %s", number, number == 1 ? one : many);
}

int l2h_minima_print_total(struct l2h_database *database, struct l2h_error *error)
{
  int systems;
  struct l2h_stored_system *system = l2h_stored_systems(database, &systems, error);
  if (!system)
    return -1;
  for (int s = 0; s < systems; s++) {
    printf("%s: ", database->path);
    l2h_minima_print_number(stdout, (double)system[s].minima, "minimum", "minima");
    printf(" of %s, met ", system[s].system.name);
    l2h_minima_print_number(stdout, system[s].count, "time", "times");
    printf(" by ");
    l2h_minima_print_number(stdout, (double)system[s].runs, "run", "runs");
    printf("\n");
  }
  free(system);
  return 0;
}

void l2h_minimum_texts(const struct l2h_stored_minimum *minimum, struct l2h_minimum_text text[L2H_MINIMUM_TEXTS])
{
  const struct l2h_minimum_text all[L2H_MINIMUM_TEXTS] = {
    {"command", minimum->command}, {"weights", minimum->weights}, {"weights_hash", minimum->weights_hash},
    {"version", minimum->version}, {"date", minimum->date},       {"point_group", minimum->point_group},
    {"motif", minimum->motif},
  };
  memcpy(text, all, sizeof all);
}

const char *l2h_minima_energy_unit(const struct l2h_system *system)
{
  static const char *const unit[][2] = {{"lj", "epsilon"},       {"metal", "eV"},       {"real", "kcal/mol"},
                                        {"electron", "Hartree"}, {"si", "J"},           {"cgs", "erg"},
                                        {"micro", "pg um2/us2"}, {"nano", "ag nm2/ns2"}};
  for (size_t k = 0; k < sizeof unit / sizeof unit[0]; k++)
    if (strcmp(system->units, unit[k][0]) == 0)
      return unit[k][1];
  return system->units;
}
