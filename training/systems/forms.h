/* SPDX-License-Identifier: GPL-2.0-only */
/* The forms that a system is written in, a file each, and what they share. systems/parse.c tries them. */
#ifndef L2H_FORMS_H
#define L2H_FORMS_H

#include "systems/system.h"

/* Makes the system that `text`, prefix included, describes. `system` is all zeros. 0, or -1 with a message that names
   text or file and the mend. */
typedef int l2h_system_form(const char *text, struct l2h_system *system, struct l2h_error *error);

l2h_system_form l2h_lj_system, l2h_gupta_system, l2h_sw_system, l2h_lammps_system;

#define L2H_LAMMPS_PREFIX "lammps:"

/* Edge of the cube that starts of a free cluster are drawn in. The boxes of section D.2 are 3.0 for every Lennard-Jones
   model of the paper, which has up to 100 atoms, and 4.0 Angstrom for its metals, up to 55. Larger clusters keep the
   density of those, or the soft spheres could not be spread. */
double l2h_start_box(double edge, int most, int atoms);

/* What is left to say of a built-in potential once landscape, atoms and scales are known. typical_energy: what energies
   are divided by in a loss where no minimum is known. */
void l2h_system_finish(const char *text, const char *units, double typical_energy, struct l2h_system *system);

#endif
