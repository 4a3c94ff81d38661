/* SPDX-License-Identifier: GPL-2.0-only */
/* Structures of the user's: (extended) XYZ files, one or more structures, one after the other, or a LAMMPS data file.
 */
#ifndef L2H_STRUCTURES_H
#define L2H_STRUCTURES_H

#include "systems/system.h"

/* The structures of a file, each with the atoms of the system in any order, as *position[*count][atoms][3] in the
   system's order and units, to be freed. Elements and places are the first four columns, or where `Properties=` says;
   a system of one species takes any element's name. 0, or -1 with a message that names file and line: other atoms than
   the system's, a Lattice that is not its cell, two atoms in one place, numbers that are none. A file that does not
   begin with a number of atoms is read as LAMMPS's (lammps/lammps_data.h). */
int l2h_structures_read(const char *path, const struct l2h_system *system, int *count, double **position,
                        struct l2h_error *error);

/* Puts frozen atoms exactly where the system has them, in each of the structures [count][atoms][3]; files round. 0, or
   -1 with a message, which begins with the path, where one lies elsewhere. */
int l2h_structures_hold_frozen(const char *path, const struct l2h_system *system, int count, double *position,
                               struct l2h_error *error);

#endif
