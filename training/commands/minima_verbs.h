/* SPDX-License-Identifier: GPL-2.0-only */
/* The verbs of learn2hop minima, and what they share. Each takes its own words (arguments[0] is its name) and returns
   the exit status, as a sub-command does. */
#ifndef L2H_MINIMA_VERBS_H
#define L2H_MINIMA_VERBS_H

#include <stdio.h>

#include "evaluation/minima_database.h"

typedef int l2h_minima_verb(int count, char **arguments, struct l2h_error *error);

l2h_minima_verb l2h_minima_list, l2h_minima_export, l2h_minima_add, l2h_minima_merge, l2h_minima_compare;
extern const char l2h_minima_list_help[], l2h_minima_export_help[], l2h_minima_add_help[], l2h_minima_merge_help[],
  l2h_minima_compare_help[];

/* The systems of a database that `name` chooses, a system's name or four letters or more of its surface; all where it
   is NULL. To be freed; NULL with a message, which names the systems that are there. */
struct l2h_stored_system *l2h_minima_systems(struct l2h_database *database, const char *name, int *count,
                                             struct l2h_error *error);

/* Prints "1 minimum" or "2 minima", and so on. */
void l2h_minima_print_number(FILE *stream, double number, const char *one, const char *many);

/* Prints how many minima of each system the database has. 0, or -1 with a message. */
int l2h_minima_print_total(struct l2h_database *database, struct l2h_error *error);

/* The words that a minimum has, under the names that all outputs give them; value NULL: it has none. */
#define L2H_MINIMUM_TEXTS 7
struct l2h_minimum_text {
  const char *key, *value;
};
void l2h_minimum_texts(const struct l2h_stored_minimum *minimum, struct l2h_minimum_text text[L2H_MINIMUM_TEXTS]);

/* The unit of energies under LAMMPS's name for units: "eV", "epsilon" ... */
const char *l2h_minima_energy_unit(const struct l2h_system *system);

#endif
