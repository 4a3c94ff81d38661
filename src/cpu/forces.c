/* SPDX-License-Identifier: GPL-2.0-only */
/* Energies, gradients and radial functions over `real` = a register full of atoms. Compiled for each instruction set
   from src/cpu/CMakeLists.txt, once over floats with the radial functions, for learned steps, and once over doubles
   without (L2H_DOUBLE), for everything else. The mathematics is core's. */
#include "cpu/registers.h"

#include "cpu/forces.h"

#include <stdlib.h>

#include "cpu/gupta_forces.h"
#include "cpu/lj_forces.h"
#include "cpu/sw_forces.h"

L2H_FN double forces(const struct l2h_landscape *landscape, sites *all, bool wanted)
{
  switch (landscape->kind) {
  case L2H_LJ:
    return lj(landscape, all, wanted);
  case L2H_GUPTA:
    return gupta(landscape, all, wanted);
  case L2H_SW:
    return sw(landscape, all, wanted);
  case L2H_LAMMPS:
    break;
  }
  abort(); /* the caller's mistake */
}

#ifdef L2H_DOUBLE

double L2H_KERNEL(l2h_potential)(const struct l2h_landscape *landscape, struct l2h_points *points)
{
  return forces(landscape, points, true);
}

#else

void L2H_KERNEL(l2h_gradient)(const struct l2h_landscape *landscape, struct l2h_atoms *atoms)
{
  forces(landscape, atoms, false);
}

double L2H_KERNEL(l2h_energy)(const struct l2h_landscape *landscape, struct l2h_atoms *atoms)
{
  return forces(landscape, atoms, true);
}

#endif
