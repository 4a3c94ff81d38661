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

// The radial functions of all local atoms over the pairs of a half neighbor list, each found once for both atoms.

#ifndef LMP_RADIAL_PAIRS_H
#define LMP_RADIAL_PAIRS_H

#include "core/radial.h"

#include "compute.h"

#include <vector>

struct l2h_kernels;

namespace LAMMPS_NS {

// A compute, though no user sees it, since the sums of ghost atoms go to their owners by Comm's messages for computes.

class RadialPairs : public Compute {
 public:
  RadialPairs(class LAMMPS *);
  void init() override {}

  // Whether the pairs of a list are those that the functions are of: all, each once, as far as 2.5 length scales and not so
  // much farther that RadialGrid is the quicker. For one species.

  bool suits(const class NeighList *, double length) const;

  // Of the present positions: none, then those of atom i with some others of the list, at squared distances in units of
  // unit2 square length scales (engine.h: some more are read), then what ghosts have goes to their owners, on all ranks.

  void begin();
  void add(int i, int count, const int *others, const float *r2, double unit2);
  void end();

  const float *sums() const { return phi.data(); }    // phi[8 i + k], of local atoms

  int pack_reverse_comm(int, int, double *) override;
  void unpack_reverse_comm(int, int *, double *) override;
  double memory_usage() override;

 private:
  static constexpr int PART = 4;    // functions a message

  const l2h_kernels *kernels;
  std::vector<float> phi;    // of local and ghost atoms
  int part;                  // first function of the message
};

}    // namespace LAMMPS_NS

#endif
