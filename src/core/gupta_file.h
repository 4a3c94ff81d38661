/* SPDX-License-Identifier: GPL-2.0-only */
/* A parameter file of the Gupta potential, NAME.gupta: its only reader, for the trainer and for pair_style gupta/hop.

   First line "# DATE: ... UNITS: metal CONTRIBUTOR: ... CITATION: ...", comments from # to the end of a line, and one
   row a pair of elements, in either order:   element element p q d0 A xi   */
#ifndef L2H_GUPTA_FILE_H
#define L2H_GUPTA_FILE_H

#include <stddef.h>

#include "core/error.h"
#include "core/gupta.h"

#ifdef __cplusplus
extern "C" {
#endif

#define L2H_GUPTA_MAX_ELEMENTS 16

struct l2h_gupta_file {
  char name[256]; /* as messages name it */
  char units[16]; /* metal, real ...: of the scales in the file */
  int elements;
  char element[L2H_GUPTA_MAX_ELEMENTS][8];
  int given[L2H_GUPTA_MAX_ELEMENTS][L2H_GUPTA_MAX_ELEMENTS]; /* whether the file has the pair */
  struct l2h_gupta_parameters pair[L2H_GUPTA_MAX_ELEMENTS][L2H_GUPTA_MAX_ELEMENTS];
};

/* The file in `text` (need not end in a 0 byte); `name` stands in messages. 0, or -1 with file, line and remedy. */
int l2h_gupta_parse(const char *name, const char *text, size_t length, struct l2h_gupta_file *file,
                    struct l2h_error *error);
int l2h_gupta_read(const char *path, struct l2h_gupta_file *file, struct l2h_error *error);

/* The row of two elements. 0, or -1 with a message that names the pair and what the file has. */
int l2h_gupta_lookup(const struct l2h_gupta_file *file, const char *one, const char *other,
                     struct l2h_gupta_parameters *parameters, struct l2h_error *error);

#ifdef __cplusplus
}
#endif
#endif
