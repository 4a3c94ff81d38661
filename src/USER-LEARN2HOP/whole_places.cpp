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

#include "whole_places.h"

#include "atom.h"

#include "cpu/host_arrays.h"

#include <cfloat>
#include <cmath>

using namespace LAMMPS_NS;

// The largest place in units: a difference of two is below 2^31.
static constexpr double FARTHEST = (1 << 30) - 1;

/* ---------------------------------------------------------------------- */

WholePlaces::WholePlaces(LAMMPS *_lmp) : Pointers(_lmp), unit(0.0), kernels(l2h_host_kernels_best()) {}

/* ---------------------------------------------------------------------- */

bool WholePlaces::set()
{
  const int nall = atom->nlocal + atom->nghost;
  const double *const *const x = atom->x;
  double largest = 1.0e-300, sum = 0.0;
  for (int i = 0; i < nall; i++)
    for (int dim = 0; dim < 3; dim++) {
      const double distance = fabs(x[i][dim] - x[0][dim]);
      largest = MAX(largest, distance);
      sum += distance;
    }
  if (!std::isfinite(sum)) return false;

  unit = largest / FARTHEST;
  const double per_unit = 1.0 / unit;
  places.resize(nall);
  for (int i = 0; i < nall; i++)
    for (int dim = 0; dim < 3; dim++) places[i].at[dim] = (int) ((x[i][dim] - x[0][dim]) * per_unit);
  return true;
}

/* ----------------------------------------------------------------------
   not fewer pairs for what distances are off by
------------------------------------------------------------------------- */

float WholePlaces::square(double reach) const
{
  const double most = (1.0 + 8.0 * FLT_EPSILON) * reach / unit + 4.0;
  return (float) (most * most);
}

/* ---------------------------------------------------------------------- */

int WholePlaces::pick(int i, double reach, int count, const int *list, int *near, float *squares) const
{
  return kernels->pick_near(&places[0].at, NEIGHMASK, places[i].at, square(reach), count, list, near, squares);
}

/* ---------------------------------------------------------------------- */

double WholePlaces::memory_usage() const
{
  return (double) places.capacity() * sizeof(Place);
}
