/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/system_forces.h"

#include "systems/lammps/lammps_atoms.h"
#include "systems/lammps/lammps_instance.h"

/* The kernels know every kind but LAMMPS's, and their own switch names a new one that they lack. */
void l2h_system_gradient(const struct l2h_system *system, const struct l2h_kernels *kernels,
                         const struct l2h_landscape *landscape, struct l2h_atoms *atoms)
{
  if (landscape->kind == L2H_LAMMPS)
    l2h_lammps_atoms(system, kernels, landscape, atoms);
  else
    kernels->gradient(landscape, atoms);
}

double l2h_system_energy(const struct l2h_system *system, const struct l2h_kernels *kernels,
                         const struct l2h_landscape *landscape, struct l2h_atoms *atoms)
{
  if (landscape->kind == L2H_LAMMPS)
    return l2h_lammps_atoms(system, kernels, landscape, atoms);
  return kernels->energy(landscape, atoms);
}

int l2h_system_ready(const struct l2h_system *system, struct l2h_error *error)
{
  return system->landscape.kind != L2H_LAMMPS || l2h_lammps_instance(system, error) ? 0 : -1;
}
