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

// What min_style learned runs: the weights, read into every rank, and one chunk of atoms as the CPU engine wants them.

#ifndef LMP_LEARNED_OPTIMIZER_H
#define LMP_LEARNED_OPTIMIZER_H

#include "../cpu/engine.h"

#include <string>

namespace LAMMPS_NS {

struct LearnedOptimizer {
  static constexpr int CHUNK = 64;    // atoms at a time: their 13 kB stay in the first-level cache

  std::string name;    // of the weights file; empty before read()
  l2h_weights weights;
  const l2h_kernels *kernels;
  l2h_clock clock;
  l2h_atoms chunk;
  float shared[L2H_HIDDEN];

  LearnedOptimizer();
  ~LearnedOptimizer();
  LearnedOptimizer(const LearnedOptimizer &) = delete;
  LearnedOptimizer &operator=(const LearnedOptimizer &) = delete;

  // Searched like any potential file: as named, then in the folders of LAMMPS_POTENTIALS. Errors on all ranks alike.

  void read(class LAMMPS *, const std::string &);
};

}    // namespace LAMMPS_NS

#endif
