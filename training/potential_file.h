/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the parameter file of a system lies. */
#ifndef L2H_POTENTIAL_FILE_H
#define L2H_POTENTIAL_FILE_H

#include "composition.h"

/* The file that the composition names, or else the one named after its elements, in either order of two: AgAu.gupta.
   Looked for as named, then in the folders of LAMMPS_POTENTIALS, then in the project's own potentials/. 0 with its
   path, or -1 with a message that says where it was looked for; `system` stands in it. */
int l2h_potential_file(const struct l2h_composition *composition, const char *ending, const char *system, char *path,
                       size_t size, struct l2h_error *error);

#endif
