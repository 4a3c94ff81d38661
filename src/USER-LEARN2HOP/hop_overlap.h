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

// Two atoms at one place: an error that names both, rather than a NaN that nobody can trace.

#ifndef LMP_HOP_OVERLAP_H
#define LMP_HOP_OVERLAP_H

namespace LAMMPS_NS {

// Pairs closer than this fraction of d0 are taken for two atoms at one place: their force would leave the range of a
// double, or has no direction, and no start that is meant holds such a pair.

static constexpr double HOP_OVERLAP = 1.0e-12;

// style: as the message names it; i, j: local indices

[[noreturn]] void hop_overlap_error(class LAMMPS *, const char *style, int i, int j);

}    // namespace LAMMPS_NS

#endif
