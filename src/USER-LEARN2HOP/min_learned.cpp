/* ----------------------------------------------------------------------
   LAMMPS - Large-scale Atomic/Molecular Massively Parallel Simulator
   https://www.lammps.org/, Sandia National Laboratories
   LAMMPS development team: developers@lammps.org

   Copyright (2003) Sandia Corporation.  Under the terms of Contract
   DE-AC04-94AL85000 with Sandia Corporation, the U.S. Government retains
   certain rights in this software.  This software is distributed under
   the GNU General Public License.

   See the README file in the top-level LAMMPS directory.
------------------------------------------------------------------------- */

#include "min_learned.h"

#include "fix_minimize.h"

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

MinLearned::MinLearned(LAMMPS *_lmp) : LearnedRun<MinCG>(_lmp)
{
  near = std::make_unique<NearList>(_lmp, std::make_unique<BinnedPairs>(_lmp));
}

/* ---------------------------------------------------------------------- */

void MinLearned::add_row()
{
  fix_minimize->add_vector(3);
}
