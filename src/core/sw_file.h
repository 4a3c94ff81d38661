/* SPDX-License-Identifier: GPL-2.0-only */
/* A parameter file of the Stillinger-Weber potential in LAMMPS's format, NAME.sw: its only reader, for the trainer and
   for pair_style sw/hop. An entry is three elements and epsilon sigma a lambda gamma costheta0 A B p q tol, on as many
   lines as it takes. The two-body numbers and the bonds i-j come from the entry i j j, lambda epsilon and costheta0 of
   a triplet j-i-k from i j k. */
#ifndef L2H_SW_FILE_H
#define L2H_SW_FILE_H

#include <stddef.h>

#include "core/error.h"
#include "core/sw.h"

#ifdef __cplusplus
extern "C" {
#endif

struct l2h_sw_entry {
  char element[3][8]; /* centre, and two neighbours */
  int line;           /* of the file, where it begins */
  struct l2h_sw_parameters parameters;
};

struct l2h_sw_file {
  char name[256]; /* as messages name it */
  char units[16]; /* of its UNITS word; empty where it has none */
  int entries;
  struct l2h_sw_entry *entry;
};

/* The file in `text` (need not end in a 0 byte); `name` stands in messages. 0, or -1 with file, line and remedy, and
   nothing to free. */
int l2h_sw_parse(const char *name, const char *text, size_t length, struct l2h_sw_file *file, struct l2h_error *error);
int l2h_sw_read(const char *path, struct l2h_sw_file *file, struct l2h_error *error);
void l2h_sw_file_free(struct l2h_sw_file *file);

/* The entry of a centre and two neighbours. 0, or -1 with a message that names it and says how to mend the file: it
   is missing; its triplet has other numbers with the neighbours exchanged (lambda epsilon, costheta0; then an energy
   would depend on who is named first); its pair has other two-body numbers seen from the neighbour. */
int l2h_sw_lookup(const struct l2h_sw_file *file, const char *centre, const char *one, const char *other,
                  struct l2h_sw_parameters *parameters, struct l2h_error *error);

/* The distance beyond which LAMMPS leaves a pair out: a sigma, or less where the entry's tol allows to forget the tail.
 */
double l2h_sw_cutoff(const struct l2h_sw_parameters *parameters);

#ifdef __cplusplus
}
#endif
#endif
