/* SPDX-License-Identifier: GPL-2.0-only */
/* Systems as users write them: `lj:13`, `gupta:Ag10Au28`, `sw:Si64`, `lammps:in.cu13`. */
#ifndef L2H_PARSE_H
#define L2H_PARSE_H

#include "systems/system.h"

/* How systems are written, for help texts and messages. */
#define L2H_SYSTEM_FORMS \
  "lj:N, gupta:COMPOSITION as in gupta:Au55 or gupta:Ag10Au28, sw:COMPOSITION as in sw:Si64, or lammps:SCRIPT"

/* One of L2H_SYSTEM_FORMS, with @FILE after it for a parameter file other than the one that its elements name. 0, or
   -1 with a message that names the forms known. */
int l2h_system_parse(const char *text, struct l2h_system *system, struct l2h_error *error);

/* The same, and a LAMMPS script may freeze atoms (fix setforce 0 0 0), which searches keep in place and nothing else
   here does: l2h_system_parse() refuses it. */
int l2h_system_parse_for_search(const char *text, struct l2h_system *system, struct l2h_error *error);

#endif
