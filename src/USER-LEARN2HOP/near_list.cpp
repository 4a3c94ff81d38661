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
#include "force.h"
#include "neigh_list.h"
#include "neigh_request.h"
#include "neighbor.h"
#include "pair.h"
#include "suffix.h"

#include <algorithm>
#include <cmath>

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

NearList::NearList(LAMMPS *_lmp, std::unique_ptr<BinnedPairs> _maker) :
    Pointers(_lmp), list(nullptr), radial_pairs(_lmp), radial_length(0.0), maker(std::move(_maker)), builds(-1), places(_lmp),
    summed(false)
{
}

/* ---------------------------------------------------------------------- */

void NearList::start(double narrow)
{
  builds = -1;
  const bool wide = force->pair && neighbor->skin > narrow;
  list = wide && of_pairs(force->pair->list) && suits(force->pair->list) ? force->pair->list : nullptr;
  if (!list) return;
  set_reach();
  maker->start(list);
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
  summed = radial_length > 0.0;
  if (summed) radial_pairs.begin();
  if (places.set())
    pick();
  else
    give_whole();    // whose forces will say what is wrong
  if (summed) radial_pairs.end();
}

/* ---------------------------------------------------------------------- */

void NearList::want_radial(double length)
{
  summed = false;
  radial_length = length > 0.0 && list && in_turn() && radial_pairs.suits(list, length) ? length : 0.0;
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

/* ---------------------------------------------------------------------- */

int NearList::pick_around(int i, int all, const int *whole, int *to)
{
  if (summed && (int) squares.size() < all + WRITTEN_AFTER) squares.resize(2 * all + WRITTEN_AFTER);
  const int found = places.pick(i, reach[atom->type[i]], all, whole, to, summed ? squares.data() : nullptr);
  const double per_length = places.unit / radial_length;
  if (summed) radial_pairs.add(i, found, to, squares.data(), per_length * per_length);
  return found;
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
  maker->stop();
  list = nullptr;
  want_radial(0.0);
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

double NearList::memory_usage()
{
  return radial_pairs.memory_usage() + maker->memory_usage() + places.memory_usage() +
      (double) (count.capacity() + near.capacity()) * sizeof(int) + (double) first.capacity() * sizeof(int *) +
      (double) reach.capacity() * sizeof(double) + (double) squares.capacity() * sizeof(float);
}
