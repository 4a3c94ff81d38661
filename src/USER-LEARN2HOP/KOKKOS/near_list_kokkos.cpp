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

#include "near_list_kokkos.h"

#include "binned_pairs_kokkos.h"
#include "host_loop.h"

#include "USER-LEARN2HOP/learned_settings.h"

#include "force.h"
#include "kokkos.h"
#include "pair.h"

#include <type_traits>

using namespace LAMMPS_NS;

static constexpr int CHUNK = 64;    // atoms that a thread takes at a time
static constexpr int AHEAD = 2;     // atoms whose rows are on their way

/* ---------------------------------------------------------------------- */

NearListKokkos::NearListKokkos(LAMMPS *_lmp, const LearnedSettings &_settings) :
    NearList(_lmp, std::make_unique<BinnedPairsKokkos>(_lmp)), settings(_settings)
{
}

/* ---------------------------------------------------------------------- */

NearListKokkos::Pairs *NearListKokkos::pairs() const
{
  return static_cast<Pairs *>(list);
}

/* ----------------------------------------------------------------------
   rows that the vector kernels can read; a transposed list would need its own
------------------------------------------------------------------------- */

bool NearListKokkos::suits(const NeighList *given) const
{
  if (!DEVICE_IS_HOST || !std::is_same_v<Neighbors::array_layout, Kokkos::LayoutRight> || !settings.vector) return false;
  const ExecutionSpace here = ExecutionSpaceFromDevice<LMPDeviceType>::space;
  return given->kokkos && given->execution_space == here && force->pair->execution_space == here &&
      !lmp->kokkos->neigh_transpose;
}

/* ----------------------------------------------------------------------
   two threads must not add to one atom's sums
------------------------------------------------------------------------- */

bool NearListKokkos::in_turn() const
{
  return host_loop().workers == 1;
}

/* ----------------------------------------------------------------------
   LAMMPS makes a list in the views that it finds there, which may be those
   of the near ones: then the others are free
------------------------------------------------------------------------- */

void NearListKokkos::take_whole()
{
  if (near.data() && pairs()->d_neighbors.data() == near.data()) {
    near = whole;
    near_count = whole_count;
  }
  whole = pairs()->d_neighbors;
  whole_count = pairs()->d_numneigh;
  const int row = pairs()->maxneighs + WRITTEN_AFTER;
  if (near.extent(0) < whole.extent(0) || (int) near.extent(1) < row) {
    near = Neighbors(Kokkos::NoInit("learn2hop:near"), whole.extent(0), row);
    near_count = DAT::t_int_1d(Kokkos::NoInit("learn2hop:near_count"), whole.extent(0));
  }
}

/* ----------------------------------------------------------------------
   rows lie far apart, and a processor does not foresee the next one
------------------------------------------------------------------------- */

void NearListKokkos::fetch(int i) const
{
  static constexpr int LINE = 16;    // numbers of 64 bytes
  for (int n = 0; n < whole_count(i); n += LINE) __builtin_prefetch(&whole(i, n));
  for (int n = 0; n < whole_count(i) / 2; n += LINE) __builtin_prefetch(&near(i, n), 1);    // about as many are near
}

/* ---------------------------------------------------------------------- */

void NearListKokkos::pick()
{
  if constexpr (DEVICE_IS_HOST) {
    host_loop().run((list->inum + CHUNK - 1) / CHUNK, [this](int item, int) {
      for (int k = CHUNK * item; k < MIN(CHUNK * (item + 1), list->inum); k++) {
        const int i = pairs()->d_ilist(k);
        fetch(pairs()->d_ilist(MIN(k + AHEAD, list->inum - 1)));
        near_count(i) = pick_around(i, whole_count(i), &whole(i, 0), &near(i, 0));
      }
    });
    pairs()->d_neighbors = near;
    pairs()->d_numneigh = near_count;
  }
}

/* ---------------------------------------------------------------------- */

void NearListKokkos::give_whole()
{
  pairs()->d_neighbors = whole;
  pairs()->d_numneigh = whole_count;
}

/* ---------------------------------------------------------------------- */

double NearListKokkos::memory_usage()
{
  return NearList::memory_usage() + (double) (near.span() + near_count.span()) * sizeof(int);
}
