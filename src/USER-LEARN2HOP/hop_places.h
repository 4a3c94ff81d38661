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

// Atoms that were put far from where they were.

#ifndef LMP_HOP_PLACES_H
#define LMP_HOP_PLACES_H

namespace LAMMPS_NS {

// Puts a local atom at an unwrapped position, near the image that it is at.
void l2h_place_atom(class LAMMPS *, int i, const double position[3]);

// After all of them were placed, some far away: wraps them into the box, and sends them to the ranks that own them now.
// Neighbor lists must be built before the next forces.
void l2h_settle_atoms(class LAMMPS *);

}    // namespace LAMMPS_NS

#endif
