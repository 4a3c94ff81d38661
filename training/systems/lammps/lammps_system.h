/* SPDX-License-Identifier: GPL-2.0-only */
/* Systems that LAMMPS has the potential of: `lammps:SCRIPT`. */
#ifndef L2H_LAMMPS_SYSTEM_H
#define L2H_LAMMPS_SYSTEM_H

#include "systems/system.h"

#define L2H_LAMMPS_PREFIX "lammps:"

/* Opens a LAMMPS for this thread (lammps_potential.h), and takes atoms, species, cell, units and scales from what the
   script made. `system` is all zeros. 0, or -1 with a message that names the script and the mend. */
int l2h_lammps_system(const char *text, struct l2h_system *system, struct l2h_error *error);

#endif
