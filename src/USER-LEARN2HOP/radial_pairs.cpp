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

#include "radial_pairs.h"

#include "atom.h"
#include "comm.h"
#include "force.h"
#include "neigh_list.h"
#include "neigh_request.h"
#include "neighbor.h"

#include "cpu/engine.h"

#include <cmath>
#include <cstring>

using namespace LAMMPS_NS;

// How much farther a list may reach than the functions. Pairs grow with the cube of it, cells do not.
static constexpr double FARTHEST = 1.2;

/* ---------------------------------------------------------------------- */

static char *words[] = {(char *) "learned_radial", (char *) "all", (char *) "radial/pairs"};

RadialPairs::RadialPairs(LAMMPS *_lmp) : Compute(_lmp, 3, words), kernels(l2h_kernels_best()), part(0) {}

/* ---------------------------------------------------------------------- */

// What a list is of is Neighbor's business alone, but known to whoever derives from its requests.

struct Request : NeighRequest {
  static bool of_each_pair_once(const NeighRequest *request, bool newton)
  {
    const int owner = request->*(&Request::newton);
    return request->*(&Request::half) && !(request->*(&Request::skip)) && (owner == 0 || (owner == 1) == newton);
  }
};

/* ----------------------------------------------------------------------
   molecules and exclusions leave pairs out
------------------------------------------------------------------------- */

bool RadialPairs::suits(const NeighList *list, double length) const
{
  if (neighbor->exclude || atom->molecular != Atom::ATOMIC) return false;
  if (!Request::of_each_pair_once(neighbor->old_requests[list->index], force->newton_pair)) return false;
  const double range = L2H_RADIAL_CUTOFF * length;
  for (int type = 1; type <= atom->ntypes; type++)
    for (int other = 1; other <= atom->ntypes; other++) {
      const double reach = sqrt(neighbor->cutneighsq[type][other]) - neighbor->skin;
      if (reach < range * (1.0 - 1.0e-9) || reach > FARTHEST * range) return false;
    }
  return true;
}

/* ---------------------------------------------------------------------- */

void RadialPairs::begin()
{
  phi.assign((size_t) L2H_RADIALS * (atom->nlocal + atom->nghost), 0.0f);
}

/* ---------------------------------------------------------------------- */

void RadialPairs::add(int i, int count, const int *others, const float *r2, double unit2)
{
  kernels->radial_pairs(count, others, NEIGHMASK, r2, (float) unit2, i, phi.data());
}

/* ----------------------------------------------------------------------
   Comm knows of no message for an atom that is longer than one of its forces
------------------------------------------------------------------------- */

void RadialPairs::end()
{
  if (!force->newton_pair) return;
  comm_reverse = PART * sizeof(float) / sizeof(double);
  for (part = 0; part < L2H_RADIALS; part += PART) comm->reverse_comm(this);
}

/* ---------------------------------------------------------------------- */

int RadialPairs::pack_reverse_comm(int n, int first, double *buf)
{
  for (int k = 0; k < n; k++)
    memcpy(buf + (size_t) comm_reverse * k, &phi[L2H_RADIALS * (size_t) (first + k) + part], PART * sizeof(float));
  return n * comm_reverse;
}

/* ---------------------------------------------------------------------- */

void RadialPairs::unpack_reverse_comm(int n, int *list, double *buf)
{
  for (int k = 0; k < n; k++) {
    float given[PART];
    memcpy(given, buf + (size_t) comm_reverse * k, sizeof given);
    for (int m = 0; m < PART; m++) phi[L2H_RADIALS * (size_t) list[k] + part + m] += given[m];
  }
}

/* ---------------------------------------------------------------------- */

double RadialPairs::memory_usage()
{
  return (double) phi.capacity() * sizeof(float);
}
