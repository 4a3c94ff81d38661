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

#include "binned_pairs.h"

#include "atom.h"
#include "error.h"
#include "my_page.h"
#include "nbin.h"
#include "neigh_list.h"
#include "neigh_request.h"
#include "neighbor.h"
#include "nstencil.h"

#include "cpu/host_arrays.h"

#include <algorithm>
#include <cmath>

using namespace LAMMPS_NS;

static constexpr int CHUNK = 32;    // bins that a thread takes at a time

// How lists are made is Neighbor's business alone, but known to whoever derives from it.

namespace {
struct Makers : Neighbor {
  static NPair *&of(Neighbor *neighbor, const NeighList *list) { return (neighbor->*(&Makers::neigh_pair))[list->index]; }
  static std::string name(Neighbor *neighbor, const NPair *maker)
  {
    return (neighbor->*(&Makers::pairnames))[maker->istyle - 1];
  }
};
}    // namespace

/* ---------------------------------------------------------------------- */

BinnedPairs::BinnedPairs(LAMMPS *_lmp) :
    NPair(_lmp), kernels(l2h_host_kernels_best()), list(nullptr), given(nullptr), full(false), places(_lmp)
{
}

/* ---------------------------------------------------------------------- */

void BinnedPairs::start(NeighList *pairs)
{
  NPair *const maker = Makers::of(neighbor, pairs);
  if (!maker || maker->istyle == 0) return;
  const std::string name = Makers::name(neighbor, maker);
  const Names names = known();
  if (name != names.half && name != names.full) return;
  if (neighbor->exclude || neighbor->includegroup || atom->molecular != Atom::ATOMIC || maker->cutoff_custom > 0.0) return;

  list = pairs;
  given = maker;
  full = name == names.full;
  istyle = given->istyle;
  nb = given->nb;
  ns = given->ns;
  Makers::of(neighbor, list) = this;
  reach.assign(atom->ntypes + 1, 0.0);
  for (int type = 1; type <= atom->ntypes; type++)
    for (int other = 1; other <= atom->ntypes; other++) reach[type] = MAX(reach[type], sqrt(neighbor->cutneighsq[type][other]));
}

/* ---------------------------------------------------------------------- */

void BinnedPairs::stop()
{
  if (list && neighbor && Makers::of(neighbor, list) == this) {
    given->last_build = last_build;
    Makers::of(neighbor, list) = given;
  }
  list = nullptr;
}

/* ---------------------------------------------------------------------- */

void BinnedPairs::build(NeighList *pairs)
{
  if (!places.set()) {    // forces will say what is wrong
    given->build_setup();
    given->build(pairs);
    return;
  }
  sort_bins();
  place();
  find_runs();
  const HopLoop all = loop();
  near_of.resize(all.workers);
  do {
    begin(pairs);
    all.run((nb->mbins + CHUNK - 1) / CHUNK, [&](int item, int worker) {
      for (int bin = CHUNK * item; bin < MIN(CHUNK * (item + 1), nb->mbins); bin++)
        for (int a = first[bin]; a < first[bin + 1]; a++)
          if (binned[a] < atom->nlocal) build_atom(pairs, binned[a], bin, near_of[worker]);
    });
  } while (!end(pairs));
}

/* ----------------------------------------------------------------------
   the atoms of LAMMPS's chains, side by side
------------------------------------------------------------------------- */

void BinnedPairs::sort_bins()
{
  first.clear();
  binned.clear();
  for (int bin = 0; bin < nb->mbins; bin++) {
    first.push_back((int) binned.size());
    for (int j = nb->binhead[bin]; j >= 0; j = nb->bins[j]) binned.push_back(j);
  }
  first.push_back((int) binned.size());
}

/* ---------------------------------------------------------------------- */

void BinnedPairs::place()
{
  for (int dim = 0; dim < 3; dim++) {
    row[dim].resize(binned.size());
    for (size_t a = 0; a < binned.size(); a++) row[dim][a] = places.at(binned[a])[dim];
  }
}

/* ---------------------------------------------------------------------- */

void BinnedPairs::find_runs()
{
  runs.clear();
  for (int k = 0; k < ns->nstencil; k++) {
    const int bin = ns->stencil[k];
    if (bin == 0 && !full) continue;
    if (runs.empty() || runs.back().to != bin - 1) runs.push_back({bin, bin});
    runs.back().to = bin;
  }
}

/* ----------------------------------------------------------------------
   half: of its own bin some, and of the stencil's all; full: all but itself
------------------------------------------------------------------------- */

void BinnedPairs::build_atom(NeighList *pairs, int i, int bin, std::vector<int> &near)
{
  const float reach2 = places.square(reach[atom->type[i]]);
  near.resize(first[bin + 1] - first[bin]);
  int found = full ? 0 : later(i, bin, near.data());
  for (const Run &run : runs) {
    const int from = first[bin + run.from], count = first[bin + run.to + 1] - from;
    const int room = found + count + WholePlaces::WRITTEN_AFTER;
    if ((int) near.size() < room) near.resize(2 * room);
    const int *const place[3] = {row[0].data() + from, row[1].data() + from, row[2].data() + from};
    int *const to = near.data() + found;
    found += kernels->pick_row(place, places.at(i), reach2, count, binned.data() + from, to);
    if (run.from <= 0 && run.to >= 0) found = (int) (std::remove(to, near.data() + found, i) - near.data());
  }
  store(pairs, i, found, near.data());
}

/* ----------------------------------------------------------------------
   those within reach in i's own bin that come after it, and the ghosts there
   that are above it; how many
------------------------------------------------------------------------- */

int BinnedPairs::later(int i, int bin, int *near) const
{
  const double *const at = atom->x[i];
  const double reach2 = (1.0 + 1.0e-12) * reach[atom->type[i]] * reach[atom->type[i]];    // a root was taken
  int found = 0;
  for (int a = first[bin]; a < first[bin + 1]; a++) {
    const int j = binned[a];
    const double *const x = atom->x[j];
    const double dx = x[0] - at[0], dy = x[1] - at[1], dz = x[2] - at[2];
    const bool above = dz > 0.0 || (dz == 0.0 && (dy > 0.0 || (dy == 0.0 && dx >= 0.0)));
    if (j > i && (j < atom->nlocal || above) && dx * dx + dy * dy + dz * dz <= reach2) near[found++] = j;
  }
  return found;
}

/* ---------------------------------------------------------------------- */

void BinnedPairs::begin(NeighList *pairs)
{
  pairs->ipage->reset();
  pairs->inum = atom->nlocal;
  if (full) pairs->gnum = 0;
}

/* ---------------------------------------------------------------------- */

void BinnedPairs::store(NeighList *pairs, int i, int count, const int *others)
{
  MyPage<int> *const pages = pairs->ipage;
  int *const to = count <= pairs->oneatom ? pages->vget() : nullptr;
  if (!to) error->one(FLERR, "Neighbor list overflow: atom {} has {} neighbors, boost neigh_modify one", atom->tag[i], count);
  std::copy(others, others + count, to);
  pages->vgot(count);
  pairs->ilist[i] = i;
  pairs->firstneigh[i] = to;
  pairs->numneigh[i] = count;
}

/* ---------------------------------------------------------------------- */

double BinnedPairs::memory_usage() const
{
  double numbers = (double) (first.capacity() + binned.capacity());
  for (const auto &places_of : row) numbers += (double) places_of.capacity();
  for (const auto &near : near_of) numbers += (double) near.capacity();
  return places.memory_usage() + numbers * sizeof(int) + (double) runs.capacity() * sizeof(Run);
}
