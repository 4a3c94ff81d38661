/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/system_forces.h"

#include <stdlib.h>

#include "systems/lammps/lammps_atoms.h"
#include "systems/lammps/lammps_instance.h"

void l2h_system_gradient(const struct l2h_system *system, const struct l2h_kernels *kernels,
                         const struct l2h_landscape *landscape, struct l2h_atoms *atoms)
{
  switch (landscape->kind) {
  case L2H_LJ:
  case L2H_GUPTA:
  case L2H_SW:
    kernels->gradient(landscape, atoms);
    return;
  case L2H_LAMMPS:
    l2h_lammps_atoms(system, kernels, landscape, atoms);
    return;
  }
  abort();
}

double l2h_system_energy(const struct l2h_system *system, const struct l2h_kernels *kernels,
                         const struct l2h_landscape *landscape, struct l2h_atoms *atoms)
{
  switch (landscape->kind) {
  case L2H_LJ:
  case L2H_GUPTA:
  case L2H_SW:
    return kernels->energy(landscape, atoms);
  case L2H_LAMMPS:
    return l2h_lammps_atoms(system, kernels, landscape, atoms);
  }
  abort();
}

int l2h_system_ready(const struct l2h_system *system, struct l2h_error *error)
{
  switch (system->landscape.kind) {
  case L2H_LJ:
  case L2H_GUPTA:
  case L2H_SW:
    return 0;
  case L2H_LAMMPS:
    return l2h_lammps_instance(system, error) ? 0 : -1;
  }
  abort();
}
