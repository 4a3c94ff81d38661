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
#include "lbfgs_rows.h"

#include "atom.h"

#include <algorithm>
#include <cmath>

using namespace LAMMPS_NS;

typedef LbfgsMemory Lbfgs;

/* ---------------------------------------------------------------------- */

void LbfgsRows::reset(double *const steps[Lbfgs::PAIRS], double *const changes[Lbfgs::PAIRS], double *_direction)
{
  std::copy(steps, steps + Lbfgs::PAIRS, vectors + Lbfgs::STEP);
  std::copy(changes, changes + Lbfgs::PAIRS, vectors + Lbfgs::CHANGE);
  direction = _direction;
}

/* ---------------------------------------------------------------------- */

double LbfgsRows::find_direction(const double factor[Lbfgs::VECTORS])
{
  const int n = 3 * atom->nlocal;
  if (n == 0) return 0.0;
  const double *const f = atom->f[0];
  double largest = 0.0;
  for (int i = 0; i < n; i++) direction[i] = factor[Lbfgs::FORCE] * f[i];
  for (int v = 0; v < Lbfgs::FORCE; v++)
    if (factor[v] != 0.0)
      for (int i = 0; i < n; i++) direction[i] += factor[v] * vectors[v][i];
  for (int i = 0; i < n; i++) largest = MAX(largest, fabs(direction[i]));
  return largest;
}

/* ----------------------------------------------------------------------
   the force before the step waits in the row of the change
------------------------------------------------------------------------- */

void LbfgsRows::take_step(int pair, double scale)
{
  const int n = 3 * atom->nlocal;
  if (n == 0) return;
  double *const x = atom->x[0], *const step = vectors[Lbfgs::STEP + pair], *const before = vectors[Lbfgs::CHANGE + pair];
  const double *const f = atom->f[0];
  for (int i = 0; i < n; i++) {
    before[i] = f[i];
    step[i] = scale * direction[i];
    x[i] += step[i];
  }
}

/* ---------------------------------------------------------------------- */

void LbfgsRows::shorten_step(int pair, double part)
{
  const int n = 3 * atom->nlocal;
  if (n == 0) return;
  double *const x = atom->x[0], *const step = vectors[Lbfgs::STEP + pair];
  for (int i = 0; i < n; i++) {
    x[i] -= (1.0 - part) * step[i];
    step[i] *= part;
  }
}

/* ---------------------------------------------------------------------- */

void LbfgsRows::measure_step(int pair, Lbfgs::Products &sums)
{
  std::fill(&sums[0][0], &sums[0][0] + Lbfgs::FACTORS * Lbfgs::VECTORS, 0.0);
  const int n = 3 * atom->nlocal;
  if (n == 0) return;
  const double *const f = atom->f[0];
  double *const step = vectors[Lbfgs::STEP + pair], *const change = vectors[Lbfgs::CHANGE + pair];
  for (int i = 0; i < n; i++) {
    change[i] -= f[i];
    const double left[Lbfgs::FACTORS] = {step[i], change[i], f[i]};
    for (int v = 0; v < Lbfgs::VECTORS; v++) {
      const double right = v == Lbfgs::FORCE ? f[i] : vectors[v][i];
      for (int k = 0; k < Lbfgs::FACTORS; k++) sums[k][v] += left[k] * right;
    }
  }
}
