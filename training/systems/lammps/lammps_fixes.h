/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether the fixes of a script leave energy and forces functions of the positions that belong together. */
#ifndef L2H_LAMMPS_FIXES_H
#define L2H_LAMMPS_FIXES_H

#include <stdbool.h>

#include "systems/lammps/lammps_script.h"

/* Tries every fix of the script that `lammps` has read: a LAMMPS with it against one without it, at a few places of the
   atoms. 0, or -1 with a message that names a fix that moves atoms, changes forces and not the energy (a wall without
   `fix_modify ID energy yes`), makes forces random or ends runs. One that takes the whole force of atoms away (fix
   setforce 0 0 0) freezes them: frozen[atoms], all false before, is true for those, in LAMMPS's order. A script without
   fixes costs nothing. */
int l2h_lammps_check_fixes(const char *script, struct l2h_lammps *lammps, bool *frozen, struct l2h_error *error);

#endif
