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
#include "near_list.h"

#include "atom.h"
#include "comm.h"
#include "force.h"
#include "neigh_list.h"
#include "neigh_request.h"
#include "neighbor.h"
#include "pair.h"
#include "suffix.h"

#include "cpu/host_arrays.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

using namespace LAMMPS_NS;

static constexpr size_t WRITTEN_AFTER = 16;    // what the kernel may write after the last of a list

/* ---------------------------------------------------------------------- */

NearList::NearList(LAMMPS *_lmp) :
    Pointers(_lmp), kernels(l2h_host_kernels_best()), list(nullptr), skin(0.0), builds(-1) {}

/* ---------------------------------------------------------------------- */

void NearList::start(double _skin)
{
  skin = _skin;
  builds = -1;
  list = force->pair && skin < neighbor->skin && suits(force->pair->list) ? force->pair->list : nullptr;
  if (list) set_reach();
}

/* ----------------------------------------------------------------------
   with Kokkos the positions may be on a device; accelerated styles keep copies of a list, lists of particles with radii
   are as long as these, and those with ghosts or history are more than pairs
------------------------------------------------------------------------- */

bool NearList::suits(const NeighList *pairs) const
{
  if (lmp->kokkos || force->pair->suffix_flag & (Suffix::GPU | Suffix::INTEL | Suffix::KOKKOS)) return false;
  if (!pairs || pairs->requestor != force->pair || pairs->index >= neighbor->old_nrequest) return false;
  if (neighbor->old_requests[pairs->index]->get_size()) return false;
  return !pairs->occasional && !pairs->ghost && !pairs->ssa && !pairs->history && !pairs->respaouter && !pairs->copy &&
      !pairs->trim && !pairs->kk2cpu && !pairs->kokkos;
}

/* ----------------------------------------------------------------------
   each type's farthest
------------------------------------------------------------------------- */

void NearList::set_reach()
{
  reach.assign(atom->ntypes + 1, 0.0);
  for (int type = 1; type <= atom->ntypes; type++)
    for (int other = 1; other <= atom->ntypes; other++)
      reach[type] = MAX(reach[type], sqrt(neighbor->cutneighsq[type][other]) - neighbor->skin + skin);
}

/* ---------------------------------------------------------------------- */

void NearList::refresh()
{
  if (!list) return;
  const bool rebuilt = neighbor->ncalls != builds;
  if (!rebuilt && !moved_far()) return;
  if (rebuilt) take_whole();
  comm->forward_comm();
  pick();
}

/* ---------------------------------------------------------------------- */

bool NearList::moved_far() const
{
  const double *const *const x = atom->x;
  double farthest2 = 0.0, all;
  for (int i = 0; i < atom->nlocal; i++) {
    const double *const before = &from[3 * (size_t) i];
    const double dx = x[i][0] - before[0], dy = x[i][1] - before[1], dz = x[i][2] - before[2];
    farthest2 = MAX(farthest2, dx * dx + dy * dy + dz * dz);
  }
  MPI_Allreduce(&farthest2, &all, 1, MPI_DOUBLE, MPI_MAX, world);
  return !(all < 0.25 * skin * skin);
}

/* ---------------------------------------------------------------------- */

void NearList::take_whole()
{
  builds = neighbor->ncalls;
  count.resize(list->inum);
  first.resize(list->inum);
  size_t all = 0;
  for (int k = 0; k < list->inum; k++) {
    const int i = list->ilist[k];
    count[k] = list->numneigh[i];
    first[k] = list->firstneigh[i];
    all += count[k];
  }
  near.resize(all + WRITTEN_AFTER);
}

/* ----------------------------------------------------------------------
   in single precision relative to one of the atoms, which is off by less than
   `slack`; not fewer pairs for it
------------------------------------------------------------------------- */

void NearList::pick()
{
  const int nlocal = atom->nlocal, nall = nlocal + atom->nghost;
  const double *const *const x = atom->x;
  places.resize(nall);
  double largest = 0.0;
  for (int i = 0; i < nall; i++)
    for (int dim = 0; dim < 3; dim++) {
      const double place = x[i][dim] - x[0][dim];
      places[i].at[dim] = (float) place;
      largest = MAX(largest, fabs(place));
    }
  const double slack = 8.0 * FLT_EPSILON * largest;

  int *to = near.data();
  for (int k = 0; k < list->inum; k++) {
    const int i = list->ilist[k];
    const double most = reach[atom->type[i]] + slack;
    list->firstneigh[i] = to;
    list->numneigh[i] = kernels->pick_near(&places[0].at, NEIGHMASK, places[i].at, (float) (most * most), count[k], first[k], to);
    to += list->numneigh[i];
  }
  from.resize(3 * (size_t) nlocal);
  if (nlocal > 0) std::copy_n(x[0], from.size(), from.begin());
}

/* ---------------------------------------------------------------------- */

void NearList::stop()
{
  if (list && neighbor && neighbor->ncalls == builds)
    for (int k = 0; k < list->inum; k++) {
      list->numneigh[list->ilist[k]] = count[k];
      list->firstneigh[list->ilist[k]] = first[k];
    }
  list = nullptr;
}

/* ---------------------------------------------------------------------- */

double NearList::memory_usage() const
{
  return (double) (count.capacity() + near.capacity()) * sizeof(int) + (double) first.capacity() * sizeof(int *) +
      (double) (from.capacity() + reach.capacity()) * sizeof(double) + (double) places.capacity() * sizeof(Place);
}
