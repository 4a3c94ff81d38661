/* -*- c++ -*- ----------------------------------------------------------
   LAMMPS - Large-scale Atomic/Molecular Massively Parallel Simulator
   https://www.lammps.org/, Sandia National Laboratories
   LAMMPS development team: developers@lammps.org

   Copyright (2003) Sandia Corporation.  Under the terms of Contract
   DE-AC04-94AL85000 with Sandia Corporation, the U.S. Government retains
   certain rights in this software.  This software is distributed under
   the GNU General Public License.

   See the README file in the top-level LAMMPS directory.
------------------------------------------------------------------------- */

// What one system of atoms adds up to at a step of the learned optimizer. Inline functions as in src/core, for the host
// and for GPUs.

#ifndef LMP_HOP_SUMS_H
#define LMP_HOP_SUMS_H

#include "core/real.h"

// Sums over the atoms of a system: of unwrapped positions, the number of atoms; and of each dimension the forces, their
// absolute values, and the coordinates without any force.

enum { HOP_POSITIONS = 0, HOP_ATOMS = 3, HOP_FORCES = 4, HOP_FORCE_SIZES = 7, HOP_STILL = 10, HOP_SUMS = 13 };

// Forces that add up to less than this part of their absolute values cancel: the system is free of outside forces.

#define L2H_FREE 1.0e-5

// Adds an atom; 1 if its force or position is no number, else 0.

L2H_FN int l2h_add_atom(const double place[3], const double force[3], double sums[HOP_SUMS])
{
  sums[HOP_ATOMS] += 1.0;
  for (int dim = 0; dim < 3; dim++) {
    sums[HOP_POSITIONS + dim] += place[dim];
    sums[HOP_FORCES + dim] += force[dim];
    sums[HOP_FORCE_SIZES + dim] += fabs(force[dim]);
    if (force[dim] == 0.0) sums[HOP_STILL + dim] += 1.0;
  }
  const double all = force[0] + force[1] + force[2] + place[0] + place[1] + place[2];
  return !(all * 0.0 == 0.0);
}

// Whether nothing outside acts on the system along `dim`, and nothing in it is frozen.

L2H_FN int l2h_is_free(const double sums[HOP_SUMS], int dim)
{
  return sums[HOP_STILL + dim] == 0.0 && fabs(sums[HOP_FORCES + dim]) <= L2H_FREE * sums[HOP_FORCE_SIZES + dim];
}

#endif
