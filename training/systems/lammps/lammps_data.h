/* SPDX-License-Identifier: GPL-2.0-only */
/* A structure as a LAMMPS data file (atom style atomic). */
#ifndef L2H_LAMMPS_DATA_H
#define L2H_LAMMPS_DATA_H

#include "systems/system.h"

/* Writes position[atoms][3] to `path`, with enough digits to come back bit for bit; atom types are the system's species
   in their order. A cluster's box leaves room around it, for a non-periodic boundary; a periodic system's is its cell,
   atoms wrapped into it. Elements that it has no mass of weigh 1. `title` is the first line. Whole or not at all; 0, or
   -1 with a message. */
int l2h_lammps_data_write(const char *path, const char *title, const struct l2h_system *system, const double *position,
                          struct l2h_error *error);

/* The structure of a data file of which `text` is the contents, as position[atoms][3] in the system's order: types are
   its species in their order (a system of one species takes any), and of one type the atoms go by their IDs. Atom
   styles atomic, charge, bond, angle, molecular and full, named after `Atoms #`, are known. 0, or -1 with a message
   that names file and line: other atoms than the system's, a box that is not its cell, numbers that are none. */
int l2h_lammps_data_take(const char *path, const char *text, const struct l2h_system *system, double *position,
                         struct l2h_error *error);

#endif
