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

#include "../core/real.h"

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

#endif
