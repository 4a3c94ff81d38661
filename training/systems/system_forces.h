/* SPDX-License-Identifier: GPL-2.0-only */
/* Forces and radial functions for a learned step, in single precision: from the kernels of the CPU engine, or from
   LAMMPS. systems/potential.h has energies and gradients in double. */
#ifndef L2H_SYSTEM_FORCES_H
#define L2H_SYSTEM_FORCES_H

#include "cpu/engine.h"
#include "systems/system.h"

/* Gradient and radial functions of each atom; `landscape` is the system's, measured in the scales of the step. */
void l2h_system_gradient(const struct l2h_system *system, const struct l2h_kernels *kernels,
                         const struct l2h_landscape *landscape, struct l2h_atoms *atoms);

/* The same, and the energy. */
double l2h_system_energy(const struct l2h_system *system, const struct l2h_kernels *kernels,
                         const struct l2h_landscape *landscape, struct l2h_atoms *atoms);

/* Makes ready what forces of this system take in this thread and process: a LAMMPS where LAMMPS has them. 0, or -1 with
   a message. */
int l2h_system_ready(const struct l2h_system *system, struct l2h_error *error);

#endif
