/* SPDX-License-Identifier: GPL-2.0-only */
/* What a script's atom types are called in files of structures. */
#ifndef L2H_LAMMPS_ELEMENTS_H
#define L2H_LAMMPS_ELEMENTS_H

#include "systems/lammps/lammps_script.h"

/* Names of the types: the words of the script's variable l2h_elements. Without it the elements that have their masses,
   where units give masses in grams a mole, each type has one and no two the same; else X. */
void l2h_lammps_elements(struct l2h_lammps *lammps, int species, char (*element)[4]);

#endif
