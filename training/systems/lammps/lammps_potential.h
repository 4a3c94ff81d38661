/* SPDX-License-Identifier: GPL-2.0-only */
/* Forces from LAMMPS, each thread's own (lammps_instance.h); the same positions have the same energy and forces to the
   bit in all of them.

   A system's landscape says in which units positions and energies are: landscape.d0 is one length unit of the script,
   landscape.epsilon one energy unit, so that l2h_landscape_scaled() serves these systems, too. */
#ifndef L2H_LAMMPS_POTENTIAL_H
#define L2H_LAMMPS_POTENTIAL_H

#include "systems/system.h"

/* Energy and gradient[atoms][3] at position[atoms][3], in the units of `landscape`, atoms sorted by type and then by
   id. Where LAMMPS fails or its answer is not finite the energy is L2H_LAMMPS_UNBOUND units of the script and the
   gradient 0; components of the gradient are kept within L2H_LAMMPS_STEEPEST. Ends the program where no LAMMPS can be
   opened any more. */
double l2h_lammps_potential(const struct l2h_system *system, const struct l2h_landscape *landscape,
                            const double *position, double *gradient);
#define L2H_LAMMPS_UNBOUND 1e12
#define L2H_LAMMPS_STEEPEST 1e15 /* the steepest of lj:N is 1e14; its square is finite in single precision */

#endif
