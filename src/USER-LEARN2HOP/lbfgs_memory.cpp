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
#include "lbfgs_memory.h"

#include <algorithm>

using namespace LAMMPS_NS;

// A change of the gradient this small beside the step's and its own lengths is rounding.
static constexpr double LEAST_CURVATURE = 1.0e-10;

/* ---------------------------------------------------------------------- */

void LbfgsMemory::add(const Products &sums)
{
  const int slot = next();
  const double sy = sums[WITH_STEP][CHANGE + slot], ss = sums[WITH_STEP][STEP + slot];
  const double yy = sums[WITH_CHANGE][CHANGE + slot];
  const bool usable = sy > 0.0 && sy * sy > LEAST_CURVATURE * LEAST_CURVATURE * ss * yy;

  for (int v = 0; v < VECTORS; v++) {
    product[FORCE][v] = product[v][FORCE] = sums[WITH_FORCE][v];
    if (!usable) continue;
    product[STEP + slot][v] = product[v][STEP + slot] = sums[WITH_STEP][v];
    product[CHANGE + slot][v] = product[v][CHANGE + slot] = sums[WITH_CHANGE][v];
  }
  if (!usable) return;
  newest = slot;
  count = std::min(count + 1, PAIRS);
}

/* ----------------------------------------------------------------------
   the two loops over the pairs, on factors of the vectors
------------------------------------------------------------------------- */

double LbfgsMemory::direction(double rate, double factor[VECTORS]) const
{
  const auto along = [this, factor](int vector) {
    double sum = 0.0;
    for (int v = 0; v < VECTORS; v++)
      if (factor[v] != 0.0) sum += factor[v] * product[vector][v];
    return sum;
  };

  std::fill(factor, factor + VECTORS, 0.0);
  factor[FORCE] = 1.0;
  double alpha[PAIRS] = {};
  for (int k = 0; k < count; k++) {
    const int pair = (newest - k + PAIRS) % PAIRS;
    alpha[pair] = along(STEP + pair) / product[STEP + pair][CHANGE + pair];
    factor[CHANGE + pair] -= alpha[pair];
  }

  const int last = CHANGE + newest;
  const double scale = count > 0 ? product[STEP + newest][last] / product[last][last] : rate;
  for (int v = 0; v < VECTORS; v++) factor[v] *= scale;

  for (int k = count - 1; k >= 0; k--) {
    const int pair = (newest - k + PAIRS) % PAIRS;
    const double beta = along(CHANGE + pair) / product[STEP + pair][CHANGE + pair];
    factor[STEP + pair] += alpha[pair] - beta;
  }
  return along(FORCE);
}
