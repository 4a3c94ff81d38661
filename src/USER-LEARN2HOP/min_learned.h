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

#ifdef MINIMIZE_CLASS
// clang-format off
MinimizeStyle(learned,MinLearned);
// clang-format on
#else

#ifndef LMP_MIN_LEARNED_H
#define LMP_MIN_LEARNED_H

#include "learned_run.h"
#include "min_cg.h"

namespace LAMMPS_NS {

class MinLearned : public LearnedRun<MinCG> {
 public:
  MinLearned(class LAMMPS *);

 protected:
  void add_row() override;
};

}    // namespace LAMMPS_NS

#endif
#endif
