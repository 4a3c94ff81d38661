/* SPDX-License-Identifier: GPL-2.0-only */
/* A learned step's inputs where LAMMPS has the forces. */
#ifndef L2H_LAMMPS_ATOMS_H
#define L2H_LAMMPS_ATOMS_H

#include "cpu/engine.h"
#include "systems/system.h"

/* Does for a lammps: system what the kernels' gradient() and energy() do for the others: gradient and radial functions
   of the atoms, measured in the landscape's units; returns the energy. */
double l2h_lammps_atoms(const struct l2h_system *system, const struct l2h_kernels *kernels,
                        const struct l2h_landscape *landscape, struct l2h_atoms *atoms);

#endif
