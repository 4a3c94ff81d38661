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

#include "min_learned_kokkos.h"

#include "host_loop.h"
#include "near_list_kokkos.h"

#include "atom_kokkos.h"
#include "atom_masks.h"
#include "fix_minimize_kokkos.h"

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

MinLearnedKokkos::MinLearnedKokkos(LAMMPS *_lmp) :
    LearnedRun<MinCGKokkos>(_lmp), device_step(_lmp, settings), device_rows(_lmp)
{
  near = std::make_unique<NearListKokkos>(_lmp, settings);
}

/* ---------------------------------------------------------------------- */

bool MinLearnedKokkos::use_vector_kernels()
{
  return settings.kernels == LearnedSettings::AUTO ? DEVICE_IS_HOST : settings.kernels == LearnedSettings::VECTOR;
}

/* ---------------------------------------------------------------------- */

void MinLearnedKokkos::setup_style()
{
  LearnedRun<MinCGKokkos>::setup_style();
  device_step.setup();
}

/* ---------------------------------------------------------------------- */

void MinLearnedKokkos::reset_vectors()
{
  atomKK->sync(Host, MOLECULE_MASK);
  LearnedRun<MinCGKokkos>::reset_vectors();
  atomKK->sync(Device, IMAGE_MASK | TYPE_MASK);
  fix_minimize_kk->k_vectors.sync_device();
  if (settings.vector) return;
  device_step.reset(fix_minimize_kk->d_vectors);
  device_rows.reset(fix_minimize_kk->d_vectors, FIRST_MOMENTS, SECOND_MOMENTS, DIRECTION);
}

/* ---------------------------------------------------------------------- */

HopLoop MinLearnedKokkos::loop()
{
  return host_loop();
}

/* ---------------------------------------------------------------------- */

void MinLearnedKokkos::add_row()
{
  fix_minimize_kk->add_vector_kokkos();
}

/* ----------------------------------------------------------------------
   nothing to do where the device is the host
------------------------------------------------------------------------- */

void MinLearnedKokkos::to_host()
{
  atomKK->sync(Host, ALL_MASK);
  fix_minimize_kk->k_vectors.sync_host();
}

/* ---------------------------------------------------------------------- */

void MinLearnedKokkos::from_host()
{
  atomKK->modified(Host, ALL_MASK);    // return_to_best() may have sent atoms to other ranks
  fix_minimize_kk->k_vectors.modify_host();
  fix_minimize_kk->k_vectors.sync_device();
}

/* ---------------------------------------------------------------------- */

void MinLearnedKokkos::moved()
{
  atomKK->modified(Device, X_MASK);
  fix_minimize_kk->k_vectors.modify_device();
}

/* ---------------------------------------------------------------------- */

bool MinLearnedKokkos::find_centers()
{
  if (settings.vector) return LearnedRun<MinCGKokkos>::find_centers();
  atomKK->sync(Device, X_MASK | F_MASK | IMAGE_MASK);
  return device_step.find_centers();
}

/* ---------------------------------------------------------------------- */

bigint MinLearnedKokkos::move()
{
  if (settings.vector) return LearnedRun<MinCGKokkos>::move();
  const bigint bounded_here = device_step.move();
  moved();
  return bounded_here;
}

/* ---------------------------------------------------------------------- */

bigint MinLearnedKokkos::descend(double rate, double limit)
{
  if (settings.vector) return LearnedRun<MinCGKokkos>::descend(rate, limit);
  atomKK->sync(Device, X_MASK | F_MASK);
  const bigint bounded_here = device_step.descend(rate, limit);
  moved();
  return bounded_here;
}

/* ---------------------------------------------------------------------- */

void MinLearnedKokkos::keep_best()
{
  if (settings.vector) return LearnedRun<MinCGKokkos>::keep_best();
  atomKK->sync(Device, X_MASK | IMAGE_MASK);
  device_step.keep_best();
  fix_minimize_kk->k_vectors.modify_device();
}

/* ---------------------------------------------------------------------- */

double MinLearnedKokkos::find_direction(const double factor[LbfgsMemory::VECTORS])
{
  if (settings.vector) return LearnedRun<MinCGKokkos>::find_direction(factor);
  atomKK->sync(Device, F_MASK);
  const double largest = device_rows.find_direction(factor);
  fix_minimize_kk->k_vectors.modify_device();
  return largest;
}

/* ---------------------------------------------------------------------- */

void MinLearnedKokkos::take_step(int pair, double scale)
{
  if (settings.vector) return LearnedRun<MinCGKokkos>::take_step(pair, scale);
  atomKK->sync(Device, X_MASK | F_MASK);
  device_rows.take_step(pair, scale);
  moved();
}

/* ---------------------------------------------------------------------- */

void MinLearnedKokkos::shorten_step(int pair, double part)
{
  if (settings.vector) return LearnedRun<MinCGKokkos>::shorten_step(pair, part);
  atomKK->sync(Device, X_MASK);
  device_rows.shorten_step(pair, part);
  moved();
}

/* ---------------------------------------------------------------------- */

void MinLearnedKokkos::measure_step(int pair, LbfgsMemory::Products &sums)
{
  if (settings.vector) return LearnedRun<MinCGKokkos>::measure_step(pair, sums);
  atomKK->sync(Device, F_MASK);
  device_rows.measure_step(pair, sums);
  fix_minimize_kk->k_vectors.modify_device();
}

/* ---------------------------------------------------------------------- */

double MinLearnedKokkos::memory_usage()
{
  return LearnedRun<MinCGKokkos>::memory_usage() + device_step.memory_usage();
}
