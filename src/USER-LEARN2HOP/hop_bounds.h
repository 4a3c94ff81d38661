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

// What keeps one wild force from spoiling a run of the learned optimizer: bounds of what goes into the network and of
// what comes out, counted for the report. Inline functions as in src/core, for the host and for GPUs.

#ifndef LMP_HOP_BOUNDS_H
#define LMP_HOP_BOUNDS_H

#include "core/real.h"

// A reduced gradient beyond this would overflow a float when squared. Two atoms at a hundredth of d0 reach it.

#define L2H_GRADIENT_LIMIT 1.0e18

// A gradient in reduced units; adds 1 to `bounded` where it is too large to use.

L2H_FN float l2h_bound_gradient(double gradient, int *bounded)
{
  if (fabs(gradient) <= L2H_GRADIENT_LIMIT) return (float) gradient;
  ++*bounded;
  return (float) copysign(L2H_GRADIENT_LIMIT, gradient);
}

// How far a coordinate goes, in distance units, of what was asked; a coordinate without a force stays where it is, so
// that atoms frozen by fix setforce remain frozen.

L2H_FN double l2h_bound_move(double asked, double limit, double force, int *bounded)
{
  if (force == 0.0) return 0.0;
  if (fabs(asked) < limit * (1.0 - 1.0e-6)) return asked;    // a move that l2h_update() bounded is a rounded limit
  ++*bounded;
  return copysign(limit, asked);
}

// An atom without a neighbor in its radial inputs has left its cluster. It goes back to the center by so many length
// scales a step, for its force may be too weak to bring it back, or none beyond a cutoff.

#define L2H_RETURN_STEP 0.1

// One coordinate of that step, in distance units. from_center: of the atom, distance units.

L2H_FN double l2h_return_move(const double from_center[3], int dim, double length, double limit)
{
  const double *const d = from_center;
  const double away = sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
  return away > 0.0 ? -fmin(L2H_RETURN_STEP * length, limit) * d[dim] / away : 0.0;
}

#endif
