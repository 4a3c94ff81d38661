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

#include "binned_pairs_kokkos.h"

#include "host_loop.h"

#include "atom.h"
#include "nbin_kokkos.h"
#include "neigh_list_kokkos.h"

#include <algorithm>

using namespace LAMMPS_NS;

typedef NeighListKokkos<LMPDeviceType> Pairs;

// How much longer than the longest a row is made, as LAMMPS does.
static constexpr double SPARE = 1.2;

/* ---------------------------------------------------------------------- */

BinnedPairsKokkos::BinnedPairsKokkos(LAMMPS *_lmp) : BinnedPairs(_lmp) {}

/* ---------------------------------------------------------------------- */

HopLoop BinnedPairsKokkos::loop() const
{
  return host_loop();
}

/* ---------------------------------------------------------------------- */

void BinnedPairsKokkos::sort_bins()
{
  if constexpr (DEVICE_IS_HOST) {
    const auto *const bins_of = static_cast<NBinKokkos<LMPDeviceType> *>(nb);
    const auto count = bins_of->k_bincount.view_device();
    const auto atoms = bins_of->k_bins.view_device();
    first.clear();
    binned.clear();
    for (int bin = 0; bin < nb->mbins; bin++) {
      first.push_back((int) binned.size());
      for (int m = 0; m < count(bin); m++) binned.push_back(atoms(bin, m));
    }
    first.push_back((int) binned.size());
  }
}

/* ---------------------------------------------------------------------- */

void BinnedPairsKokkos::begin(NeighList *pairs)
{
  static_cast<Pairs *>(pairs)->grow(atom->nlocal);
  pairs->inum = atom->nlocal;
  pairs->gnum = 0;
}

/* ---------------------------------------------------------------------- */

void BinnedPairsKokkos::store(NeighList *pairs, int i, int count, const int *others)
{
  if constexpr (DEVICE_IS_HOST) {
    const auto *const to = static_cast<Pairs *>(pairs);
    if (count <= to->maxneighs) std::copy(others, others + count, &to->d_neighbors(i, 0));
    to->d_numneigh(i) = count;
    to->d_ilist(i) = i;
  }
}

/* ---------------------------------------------------------------------- */

bool BinnedPairsKokkos::end(NeighList *pairs)
{
  auto *const made = static_cast<Pairs *>(pairs);
  if constexpr (DEVICE_IS_HOST) {
    int most = 0;
    for (int i = 0; i < atom->nlocal; i++) most = MAX(most, made->d_numneigh(i));
    if (most > made->maxneighs) {
      made->maxneighs = (int) (SPARE * most);
      const auto atoms = made->d_neighbors.extent(0);
      made->d_neighbors = DAT::t_neighbors_2d(Kokkos::NoInit("neighlist:neighbors"), atoms, made->maxneighs);
      return false;
    }
  }
  made->k_ilist.modify<LMPDeviceType>();
  return true;
}
