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

#include <algorithm>
#include <cmath>

using namespace LAMMPS_NS;

static constexpr int CHUNK = 32;    // bins that a thread takes at a time

// How lists are made is Neighbor's business alone, but known to whoever derives from it.

namespace {
struct Makers : Neighbor {
  static NPair *&of(Neighbor *neighbor, const NeighList *list) { return (neighbor->*(&Makers::neigh_pair))[list->index]; }
  static std::string name(Neighbor *neighbor, const NPair *pairs) { return (neighbor->*(&Makers::pairnames))[pairs->istyle - 1]; }
};
}    // namespace

/* ---------------------------------------------------------------------- */

BinnedPairs::BinnedPairs(LAMMPS *_lmp) : NPair(_lmp), list(nullptr), given(nullptr), places(_lmp) {}

/* ---------------------------------------------------------------------- */

void BinnedPairs::start(NeighList *pairs)
{
  NPair *const maker = Makers::of(neighbor, pairs);
  if (!maker || maker->istyle == 0 || Makers::name(neighbor, maker) != known()) return;
  if (neighbor->exclude || neighbor->includegroup || atom->molecular != Atom::ATOMIC || maker->cutoff_custom > 0.0) return;

  list = pairs;
  given = maker;
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
  const HopLoop all = loop();
  workers.resize(all.workers);
  do {
    begin(pairs);
    all.run((nb->mbins + CHUNK - 1) / CHUNK, [&](int item, int worker) {
      for (int bin = CHUNK * item; bin < MIN(CHUNK * (item + 1), nb->mbins); bin++) build_bin(pairs, bin, workers[worker]);
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

/* ----------------------------------------------------------------------
   an atom's own bin gives it the later ones, and of the ghosts those above
   it; a bin of the stencil gives all its atoms
------------------------------------------------------------------------- */

void BinnedPairs::build_bin(NeighList *pairs, int bin, Worker &worker)
{
  const int own = first[bin + 1] - first[bin];
  if (!std::any_of(binned.data() + first[bin], binned.data() + first[bin + 1], [this](int i) { return i < atom->nlocal; })) return;

  std::vector<int> &others = worker.others, &near = worker.near;
  others.resize(own);
  for (int k = 0; k < ns->nstencil; k++) {
    const int there = bin + ns->stencil[k];
    if (there != bin) others.insert(others.end(), binned.begin() + first[there], binned.begin() + first[there + 1]);
  }
  near.resize(others.size() + WholePlaces::WRITTEN_AFTER);

  for (int a = first[bin]; a < first[bin + 1]; a++) {
    const int i = binned[a];
    if (i >= atom->nlocal) continue;
    const int unused = own - later(i, bin, others.data());
    const int found = places.pick(i, reach[atom->type[i]], (int) others.size() - unused, others.data() + unused, near.data(), nullptr);
    store(pairs, i, found, near.data());
  }
}

/* ----------------------------------------------------------------------
   those of i's own bin that are its neighbors, at the end of others[], which
   has room for all of the bin; how many
------------------------------------------------------------------------- */

int BinnedPairs::later(int i, int bin, int *others) const
{
  const double *const at = atom->x[i];
  const int own = first[bin + 1] - first[bin];
  int found = 0;
  for (int a = first[bin + 1] - 1; a >= first[bin]; a--) {
    const int j = binned[a];
    const double *const x = atom->x[j];
    const bool above = x[2] > at[2] || (x[2] == at[2] && (x[1] > at[1] || (x[1] == at[1] && x[0] >= at[0])));
    if (j > i && (j < atom->nlocal || above)) others[own - ++found] = j;
  }
  return found;
}

/* ---------------------------------------------------------------------- */

void BinnedPairs::begin(NeighList *pairs)
{
  pairs->ipage->reset();
  pairs->inum = atom->nlocal;
}

/* ---------------------------------------------------------------------- */

void BinnedPairs::store(NeighList *pairs, int i, int count, const int *others)
{
  MyPage<int> *const pages = pairs->ipage;
  int *const to = count <= pairs->oneatom ? pages->vget() : nullptr;
  if (!to) error->one(FLERR, "Neighbor list overflow, boost neigh_modify one");
  std::copy(others, others + count, to);
  pages->vgot(count);
  pairs->ilist[i] = i;
  pairs->firstneigh[i] = to;
  pairs->numneigh[i] = count;
}

/* ---------------------------------------------------------------------- */

double BinnedPairs::memory_usage() const
{
  double bytes = places.memory_usage() + (double) (first.capacity() + binned.capacity()) * sizeof(int);
  for (const Worker &worker : workers) bytes += (double) (worker.others.capacity() + worker.near.capacity()) * sizeof(int);
  return bytes;
}
