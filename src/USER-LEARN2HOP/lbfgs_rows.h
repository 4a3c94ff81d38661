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

// The vectors of a limited-memory BFGS minimization (lbfgs_memory.h) in rows of fix_minimize, and what an iteration does
// with them, in the memory of the host.

#ifndef LMP_LBFGS_ROWS_H
#define LMP_LBFGS_ROWS_H

#include "lbfgs_memory.h"
#include "pointers.h"

namespace LAMMPS_NS {

class LbfgsRows : protected Pointers {
 public:
  LbfgsRows(class LAMMPS *_lmp) : Pointers(_lmp), vectors(), direction(nullptr) {}

  // Whenever atoms may have migrated or been sorted: where the rows are, each with 3 numbers a local atom. The force has
  // none.

  void reset(double *const steps[LbfgsMemory::PAIRS], double *const changes[LbfgsMemory::PAIRS], double *_direction);

  // The direction that is the sum of the vectors with these factors, and the largest of its components on this rank.

  double find_direction(const double factor[LbfgsMemory::VECTORS]);

  // Moves the atoms by `scale` times the direction: that is step `pair` now.

  void take_step(int pair, double scale);

  // Takes back all but a `part` of step `pair`.

  void shorten_step(int pair, double part);

  // With the forces after step `pair`: the change of the gradient, and this rank's inner products.

  void measure_step(int pair, LbfgsMemory::Products &);

 private:
  double *vectors[LbfgsMemory::FORCE];
  double *direction;
};

}    // namespace LAMMPS_NS

#endif
