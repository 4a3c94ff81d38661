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
#include "lbfgs_rows_kokkos.h"

#include "atom_kokkos.h"

using namespace LAMMPS_NS;

typedef Kokkos::RangePolicy<LMPDeviceType> Range;
typedef LbfgsMemory Lbfgs;

namespace {

struct FindDirection {
  double factor[Lbfgs::VECTORS];
  int steps, changes, direction;
  DAT::t_kkacc_1d_3 f;
  DAT::t_kkfloat_2d_lr rows;

  KOKKOS_INLINE_FUNCTION void operator()(int coordinate, double &largest) const
  {
    double sum = factor[Lbfgs::FORCE] * static_cast<double>(f(coordinate / 3, coordinate % 3));
    for (int pair = 0; pair < Lbfgs::PAIRS; pair++) {
      if (factor[Lbfgs::STEP + pair] != 0.0) sum += factor[Lbfgs::STEP + pair] * rows(steps + pair, coordinate);
      if (factor[Lbfgs::CHANGE + pair] != 0.0) sum += factor[Lbfgs::CHANGE + pair] * rows(changes + pair, coordinate);
    }
    rows(direction, coordinate) = sum;
    largest = fmax(largest, fabs(sum));
  }
};

/* ----------------------------------------------------------------------
   the force before the step waits in the row of the change
------------------------------------------------------------------------- */

struct TakeStep {
  double scale;
  int step, change, direction;
  DAT::t_kkfloat_1d_3_lr x;
  DAT::t_kkacc_1d_3 f;
  DAT::t_kkfloat_2d_lr rows;

  KOKKOS_INLINE_FUNCTION void operator()(int coordinate) const
  {
    const int i = coordinate / 3, dim = coordinate % 3;
    rows(change, coordinate) = f(i, dim);
    rows(step, coordinate) = scale * rows(direction, coordinate);
    x(i, dim) += rows(step, coordinate);
  }
};

struct ShortenStep {
  double part;
  int step;
  DAT::t_kkfloat_1d_3_lr x;
  DAT::t_kkfloat_2d_lr rows;

  KOKKOS_INLINE_FUNCTION void operator()(int coordinate) const
  {
    x(coordinate / 3, coordinate % 3) -= (1.0 - part) * rows(step, coordinate);
    rows(step, coordinate) *= part;
  }
};

/* ---------------------------------------------------------------------- */

struct ChangeOfGradient {
  int change;
  DAT::t_kkacc_1d_3 f;
  DAT::t_kkfloat_2d_lr rows;

  KOKKOS_INLINE_FUNCTION void operator()(int coordinate) const
  {
    rows(change, coordinate) -= f(coordinate / 3, coordinate % 3);
  }
};

/* ----------------------------------------------------------------------
   inner products of one row, or of the force, with all vectors; those of
   three at once would take more registers than two blocks leave
------------------------------------------------------------------------- */

struct Sums {
  double value[Lbfgs::VECTORS];

  KOKKOS_INLINE_FUNCTION Sums() : value{} {}
  KOKKOS_INLINE_FUNCTION Sums &operator+=(const Sums &other)
  {
    for (int v = 0; v < Lbfgs::VECTORS; v++) value[v] += other.value[v];
    return *this;
  }
};

struct Multiply {
  int row;    // or -1 for the force
  int steps, changes;
  DAT::t_kkacc_1d_3 f;
  DAT::t_kkfloat_2d_lr rows;

  KOKKOS_INLINE_FUNCTION void operator()(int coordinate, Sums &sums) const
  {
    const double force = f(coordinate / 3, coordinate % 3);
    const double left = row < 0 ? force : static_cast<double>(rows(row, coordinate));
    for (int other = 0; other < Lbfgs::PAIRS; other++) {
      sums.value[Lbfgs::STEP + other] += left * rows(steps + other, coordinate);
      sums.value[Lbfgs::CHANGE + other] += left * rows(changes + other, coordinate);
    }
    sums.value[Lbfgs::FORCE] += left * force;
  }
};

}    // namespace

/* ---------------------------------------------------------------------- */

void LbfgsRowsKokkos::reset(const DAT::t_kkfloat_2d_lr &_rows, int _steps, int _changes, int _direction)
{
  rows = _rows;
  steps = _steps;
  changes = _changes;
  direction = _direction;
}

/* ---------------------------------------------------------------------- */

double LbfgsRowsKokkos::find_direction(const double factor[Lbfgs::VECTORS])
{
  FindDirection find = {{}, steps, changes, direction, ((AtomKokkos *) atom)->k_f.view_device(), rows};
  for (int v = 0; v < Lbfgs::VECTORS; v++) find.factor[v] = factor[v];
  double largest = 0.0;
  Kokkos::parallel_reduce("learn2hop:direction", Range(0, 3 * atom->nlocal), find, Kokkos::Max<double>(largest));
  return atom->nlocal > 0 ? largest : 0.0;
}

/* ---------------------------------------------------------------------- */

void LbfgsRowsKokkos::take_step(int pair, double scale)
{
  atomKK = (AtomKokkos *) atom;
  Kokkos::parallel_for("learn2hop:step", Range(0, 3 * atom->nlocal),
                       TakeStep{scale, steps + pair, changes + pair, direction, atomKK->k_x.view_device(),
                                atomKK->k_f.view_device(), rows});
}

/* ---------------------------------------------------------------------- */

void LbfgsRowsKokkos::shorten_step(int pair, double part)
{
  Kokkos::parallel_for("learn2hop:shorten", Range(0, 3 * atom->nlocal),
                       ShortenStep{part, steps + pair, ((AtomKokkos *) atom)->k_x.view_device(), rows});
}

/* ---------------------------------------------------------------------- */

void LbfgsRowsKokkos::measure_step(int pair, Lbfgs::Products &sums)
{
  const Range coordinates(0, 3 * atom->nlocal);
  const auto f = ((AtomKokkos *) atom)->k_f.view_device();
  Kokkos::parallel_for("learn2hop:change", coordinates, ChangeOfGradient{changes + pair, f, rows});
  const int row[Lbfgs::FACTORS] = {steps + pair, changes + pair, -1};
  for (int k = 0; k < Lbfgs::FACTORS; k++) {
    Sums all;
    Kokkos::parallel_reduce("learn2hop:products", coordinates, Multiply{row[k], steps, changes, f, rows}, all);
    for (int v = 0; v < Lbfgs::VECTORS; v++) sums[k][v] = all.value[v];
  }
}
