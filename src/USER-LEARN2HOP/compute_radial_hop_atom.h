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

#ifdef COMPUTE_CLASS
// clang-format off
ComputeStyle(radial/hop/atom,ComputeRadialHopAtom);
// clang-format on
#else

#ifndef LMP_COMPUTE_RADIAL_HOP_ATOM_H
#define LMP_COMPUTE_RADIAL_HOP_ATOM_H

#include "borrowed_reach.h"

#include "compute.h"

#include <memory>

namespace LAMMPS_NS {

class RadialGrid;

class ComputeRadialHopAtom : public Compute {
 public:
  ComputeRadialHopAtom(class LAMMPS *, int, char **);
  ~ComputeRadialHopAtom() override;
  void init() override;
  void compute_peratom() override;
  double memory_usage() override;

 protected:
  double length;    // length scale: the functions reach to 2.5 times it
  int nmax;
  double **phi;
  std::vector<float> sums;
  std::unique_ptr<RadialGrid> grid;
  BorrowedReach ghosts;    // as long as the compute lives

  // The functions of all local atoms into sums, [local atom][type][8], with the species_of_type of each type.

  virtual void sum_neighbors(const std::vector<int> &species_of_type);
};

}    // namespace LAMMPS_NS

#endif
#endif
