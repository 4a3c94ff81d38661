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

#define L2H_REAL_HEADER "real_float.h"

#include "radial_grid_kokkos.h"

#include "core/radial.h"

#include "atom_kokkos.h"
#include "atom_masks.h"

#include <cmath>

using namespace LAMMPS_NS;

typedef Kokkos::RangePolicy<LMPDeviceType> Range;

namespace {

/* ----------------------------------------------------------------------
   the box around the local atoms
------------------------------------------------------------------------- */

struct Box {
  double low[3], high[3];
};

struct FindBox {
  typedef Box value_type;
  DAT::t_kkfloat_1d_3_lr x;

  KOKKOS_INLINE_FUNCTION void init(Box &box) const
  {
    for (int dim = 0; dim < 3; dim++) {
      box.low[dim] = HUGE_VAL;
      box.high[dim] = -HUGE_VAL;
    }
  }
  KOKKOS_INLINE_FUNCTION void join(Box &box, const Box &other) const
  {
    for (int dim = 0; dim < 3; dim++) {
      box.low[dim] = fmin(box.low[dim], other.low[dim]);
      box.high[dim] = fmax(box.high[dim], other.high[dim]);
    }
  }
  KOKKOS_INLINE_FUNCTION void operator()(int i, Box &box) const
  {
    for (int dim = 0; dim < 3; dim++) {
      box.low[dim] = fmin(box.low[dim], static_cast<double>(x(i, dim)));
      box.high[dim] = fmax(box.high[dim], static_cast<double>(x(i, dim)));
    }
  }
};

/* ---------------------------------------------------------------------- */

struct Zero {
  RadialGridKokkos::Ints counts;
  KOKKOS_INLINE_FUNCTION void operator()(int k) const { counts(k) = 0; }
};

/* ----------------------------------------------------------------------
   how many atoms each bucket has
------------------------------------------------------------------------- */

struct Count {
  HopCells cells;
  DAT::t_kkfloat_1d_3_lr x;
  DAT::t_int_1d type;
  RadialGridKokkos::Ints species, bucket, first;

  KOKKOS_INLINE_FUNCTION void operator()(int i) const
  {
    const int cell = l2h_cell_of(&cells, x(i, 0), x(i, 1), x(i, 2));
    bucket(i) = cell < 0 ? -1 : species(type(i)) * l2h_cells_total(&cells) + cell;
    if (cell >= 0) Kokkos::atomic_inc(&first(bucket(i)));
  }
};

/* ----------------------------------------------------------------------
   counts into where each bucket begins
------------------------------------------------------------------------- */

struct Scan {
  int buckets;
  RadialGridKokkos::Ints first, next;

  KOKKOS_INLINE_FUNCTION void operator()(int k, int &sum, bool final) const
  {
    const int atoms = first(k);
    if (final) {
      first(k) = sum;
      if (k < buckets) next(k) = sum;
    }
    sum += atoms;
  }
};

struct Fill {
  RadialGridKokkos::Ints bucket, next, atom_in;

  KOKKOS_INLINE_FUNCTION void operator()(int i) const
  {
    if (bucket(i) >= 0) atom_in(Kokkos::atomic_fetch_add(&next(bucket(i)), 1)) = i;
  }
};

/* ----------------------------------------------------------------------
   threads fill a bucket in any order: sorted, its sums are the same each time
------------------------------------------------------------------------- */

struct Sort {
  DAT::t_kkfloat_1d_3_lr x;
  RadialGridKokkos::Ints first, atom_in;
  RadialGridKokkos::Places place;

  KOKKOS_INLINE_FUNCTION void operator()(int k) const
  {
    const int begin = first(k), end = first(k + 1);
    for (int slot = begin + 1; slot < end; slot++) {
      const int i = atom_in(slot);
      int to = slot;
      for (; to > begin && atom_in(to - 1) > i; to--) atom_in(to) = atom_in(to - 1);
      atom_in(to) = i;
    }
    for (int slot = begin; slot < end; slot++)
      for (int dim = 0; dim < 3; dim++) place(slot, dim) = x(atom_in(slot), dim);
  }
};

/* ---------------------------------------------------------------------- */

struct Sum {
  HopCells cells;
  int nspecies;
  double per_length;
  DAT::t_kkfloat_1d_3_lr x;
  RadialGridKokkos::Ints first, bucket, atom_in;
  RadialGridKokkos::Places place;
  RadialGridKokkos::Phi phi;

  KOKKOS_INLINE_FUNCTION void operator()(int i) const
  {
    const int here = bucket(i) % l2h_cells_total(&cells);
    const int ix = here % cells.count[0], iy = here / cells.count[0] % cells.count[1];
    const int iz = here / (cells.count[0] * cells.count[1]);
    const int left = ix > 0 ? ix - 1 : 0, right = ix + 1 < cells.count[0] ? ix + 1 : ix;

    for (int species = 0; species < nspecies; species++) {
      float sums[L2H_RADIALS] = {};
      for (int jz = iz > 0 ? iz - 1 : 0; jz <= iz + 1 && jz < cells.count[2]; jz++)
        for (int jy = iy > 0 ? iy - 1 : 0; jy <= iy + 1 && jy < cells.count[1]; jy++) {
          const int row = species * l2h_cells_total(&cells) + l2h_cell_index(&cells, 0, jy, jz);
          for (int slot = first(row + left); slot < first(row + right + 1); slot++) {
            if (atom_in(slot) == i) continue;
            float r2 = 0.0f;
            for (int dim = 0; dim < 3; dim++) {
              const float d = static_cast<float>((place(slot, dim) - static_cast<double>(x(i, dim))) * per_length);
              r2 += d * d;
            }
            if (r2 < static_cast<float>(L2H_RADIAL_CUTOFF * L2H_RADIAL_CUTOFF)) l2h_radial_add(r2, sums);
          }
        }
      for (int k = 0; k < L2H_RADIALS; k++) phi(i, L2H_RADIALS * species + k) = sums[k];
    }
  }
};

}    // namespace

/* ---------------------------------------------------------------------- */

RadialGridKokkos::RadialGridKokkos(LAMMPS *_lmp) : Pointers(_lmp) {}

/* ---------------------------------------------------------------------- */

void RadialGridKokkos::sum(double length, int nspecies, const Ints &species_of_type, Phi &phi)
{
  atomKK = (AtomKokkos *) atom;
  atomKK->sync(Device, X_MASK | TYPE_MASK);
  const auto x = atomKK->k_x.view_device();
  const auto type = atomKK->k_type.view_device();
  const int nlocal = atom->nlocal, nall = nlocal + atom->nghost;
  const int columns = L2H_RADIALS * nspecies;
  if ((int) phi.extent(0) < nlocal || (int) phi.extent(1) != columns)
    phi = Phi(Kokkos::NoInit("learn2hop:phi"), atom->nmax, columns);
  if (nlocal == 0) return;

  Box box;
  Kokkos::parallel_reduce("learn2hop:box", Range(0, nlocal), FindBox{x}, box);
  static constexpr int WHOLE[3] = {1, 1, 1};
  HopCells cells;
  cells.lay_out(box.low, box.high, L2H_RADIAL_CUTOFF * length, WHOLE, nall);

  const int buckets = nspecies * l2h_cells_total(&cells);
  if ((int) next.extent(0) < buckets) {
    const int room = buckets + buckets / 8;
    first = Ints(Kokkos::NoInit("learn2hop:first"), room + 1);
    next = Ints(Kokkos::NoInit("learn2hop:next"), room);
  }
  if ((int) bucket.extent(0) < nall) {
    const int room = nall + nall / 8;
    bucket = Ints(Kokkos::NoInit("learn2hop:bucket"), room);
    atom_in = Ints(Kokkos::NoInit("learn2hop:atom_in"), room);
    place = Places(Kokkos::NoInit("learn2hop:place"), room);
  }
  Kokkos::parallel_for("learn2hop:zero", Range(0, buckets + 1), Zero{first});
  Kokkos::parallel_for("learn2hop:count", Range(0, nall), Count{cells, x, type, species_of_type, bucket, first});
  Kokkos::parallel_scan("learn2hop:scan", Range(0, buckets + 1), Scan{buckets, first, next});
  Kokkos::parallel_for("learn2hop:fill", Range(0, nall), Fill{bucket, next, atom_in});
  Kokkos::parallel_for("learn2hop:sort", Range(0, buckets), Sort{x, first, atom_in, place});
  Kokkos::parallel_for("learn2hop:radial", Range(0, nlocal),
                       Sum{cells, nspecies, 1.0 / length, x, first, bucket, atom_in, place, phi});
}

/* ---------------------------------------------------------------------- */

double RadialGridKokkos::memory_usage() const
{
  return (double) (first.span() + next.span() + bucket.span() + atom_in.span()) * sizeof(int) +
      (double) place.span() * sizeof(double);
}
