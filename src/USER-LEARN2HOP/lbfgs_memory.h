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

// The memory of a limited-memory BFGS minimization (J. Nocedal, Math. Comp. 35, 773, 1980), kept as inner products of its
// vectors, so that an iteration needs one sum over all atoms and ranks (W. Chen, Z. Wang and J. Zhou, NIPS 2014).

#ifndef LMP_LBFGS_MEMORY_H
#define LMP_LBFGS_MEMORY_H

namespace LAMMPS_NS {

struct LbfgsMemory {
  static constexpr int PAIRS = 5;    // of a step and the gradient's change over it that are remembered

  // Vectors are numbered: steps from 0, changes of the gradient from PAIRS, the force last.

  static constexpr int STEP = 0, CHANGE = PAIRS, FORCE = 2 * PAIRS, VECTORS = FORCE + 1;

  // Inner products of the newest step, the newest change and the force with every vector.

  static constexpr int WITH_STEP = 0, WITH_CHANGE = 1, WITH_FORCE = 2, FACTORS = 3;
  typedef double Products[FACTORS][VECTORS];

  int count = 0;       // pairs in use
  int newest = 0;      // the pair that was stored last
  double product[VECTORS][VECTORS] = {};

  void clear() { count = 0; }
  int next() const { return count == 0 ? 0 : (newest + 1) % PAIRS; }    // the pair to write a step into

  // Takes in pair next(), unless the gradient has not grown along the step (then only the force is new).

  void add(const Products &);

  // The direction of descent as a sum of the vectors, and its slope (inner product with the force). `rate`: of steepest
  // descent, while there are no pairs. A slope of 0 or less: clear() and ask again.

  double direction(double rate, double factor[VECTORS]) const;
};

}    // namespace LAMMPS_NS

#endif
