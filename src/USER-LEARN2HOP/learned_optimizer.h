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

// What min_style learned runs: the weights, read into every rank, the kernels for them, and the clock of the run.

#ifndef LMP_LEARNED_OPTIMIZER_H
#define LMP_LEARNED_OPTIMIZER_H

#include "cpu/engine.h"
#include "search/policy.h"

#include <string>

namespace LAMMPS_NS {

struct LearnedOptimizer {
  std::string name;    // of the weights file; empty before read()
  l2h_weights weights;
  l2h_policy policy;      // of hops; by hand where the weights have none
  const l2h_kernels *kernels;
  l2h_clock clock;

  LearnedOptimizer();

  bool has_network() const { return !name.empty() && !weights.alone; }
  bool has_policy() const { return weights.policy_rows > 0; }

  // Searched like any potential file: as named, then in the folders of LAMMPS_POTENTIALS. Errors on all ranks alike.

  void read(class LAMMPS *, const std::string &);
};

}    // namespace LAMMPS_NS

#endif
