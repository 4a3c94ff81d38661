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

/* ---------------------------------------------------------------------- */

NearList::NearList(LAMMPS *_lmp) : Pointers(_lmp), list(nullptr), kernels(l2h_host_kernels_best()), builds(-1), slack(0.0) {}

/* ---------------------------------------------------------------------- */

void NearList::start(double narrow)
{
  builds = -1;
  const bool wide = force->pair && neighbor->skin > narrow;
  list = wide && of_pairs(force->pair->list) && suits(force->pair->list) ? force->pair->list : nullptr;
  if (list) set_reach();
}

/* ----------------------------------------------------------------------
   accelerated styles keep copies of a list, lists of particles with radii
   are as long as these, and those with ghosts or history are more than pairs
------------------------------------------------------------------------- */

bool NearList::of_pairs(const NeighList *pairs) const
{
  if (force->pair->suffix_flag & (Suffix::GPU | Suffix::INTEL)) return false;
  if (!pairs || pairs->requestor != force->pair || pairs->index >= neighbor->old_nrequest) return false;
  if (neighbor->old_requests[pairs->index]->get_size()) return false;
  return !pairs->occasional && !pairs->ghost && !pairs->ssa && !pairs->history && !pairs->respaouter && !pairs->copy &&
      !pairs->trim && !pairs->kk2cpu;
}

/* ----------------------------------------------------------------------
   Kokkos has lists of its own
------------------------------------------------------------------------- */

bool NearList::suits(const NeighList *pairs) const
{
  return !lmp->kokkos && !(force->pair->suffix_flag & Suffix::KOKKOS) && !pairs->kokkos;
}

/* ----------------------------------------------------------------------
   as far as the pair style goes
------------------------------------------------------------------------- */

void NearList::set_reach()
{
  reach.assign(atom->ntypes + 1, 0.0);
  for (int type = 1; type <= atom->ntypes; type++)
    for (int other = 1; other <= atom->ntypes; other++)
      reach[type] = MAX(reach[type], sqrt(neighbor->cutneighsq[type][other]) - neighbor->skin);
}

/* ---------------------------------------------------------------------- */

void NearList::refresh()
{
  if (!list) return;
  if (neighbor->ncalls != builds) take_whole();
  builds = neighbor->ncalls;
  comm->forward_comm();
  set_places();
  pick();
}

/* ---------------------------------------------------------------------- */

void NearList::take_whole()
{
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
   in single precision, relative to one of the atoms
------------------------------------------------------------------------- */

void NearList::set_places()
{
  const int nall = atom->nlocal + atom->nghost;
  const double *const *const x = atom->x;
  places.resize(nall);
  double largest = 0.0;
  for (int i = 0; i < nall; i++)
    for (int dim = 0; dim < 3; dim++) {
      const double place = x[i][dim] - x[0][dim];
      places[i].at[dim] = (float) place;
      largest = MAX(largest, fabs(place));
    }
  slack = 8.0 * FLT_EPSILON * largest;
}

/* ----------------------------------------------------------------------
   not fewer pairs for what distances are off by
------------------------------------------------------------------------- */

int NearList::pick_around(int i, int all, const int *whole, int *to) const
{
  const double most = reach[atom->type[i]] + slack;
  return kernels->pick_near(&places[0].at, NEIGHMASK, places[i].at, (float) (most * most), all, whole, to);
}

/* ---------------------------------------------------------------------- */

void NearList::pick()
{
  int *to = near.data();
  for (int k = 0; k < list->inum; k++) {
    const int i = list->ilist[k];
    list->firstneigh[i] = to;
    list->numneigh[i] = pick_around(i, count[k], first[k], to);
    to += list->numneigh[i];
  }
}

/* ---------------------------------------------------------------------- */

void NearList::stop()
{
  if (list && neighbor && neighbor->ncalls == builds) give_whole();
  list = nullptr;
}

/* ---------------------------------------------------------------------- */

void NearList::give_whole()
{
  for (int k = 0; k < list->inum; k++) {
    list->numneigh[list->ilist[k]] = count[k];
    list->firstneigh[list->ilist[k]] = first[k];
  }
}

/* ---------------------------------------------------------------------- */

double NearList::memory_usage() const
{
  return (double) (count.capacity() + near.capacity()) * sizeof(int) + (double) first.capacity() * sizeof(int *) +
      (double) reach.capacity() * sizeof(double) + (double) places.capacity() * sizeof(Place);
}
