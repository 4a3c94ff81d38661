/* -*- c++ -*- ----------------------------------------------------------
   LAMMPS - Large-scale Atomic/Molecular Massively Parallel Simulator
   https://www.lammps.org/, Sandia National Laboratories
   LAMMPS development team: developers@lammps.org

   Copyright (2003) Sandia Corporation.  Under the terms of Contract
   DE-AC04-94AL85000 with Sandia Corporation, the U.S. Government retains
   certain rights in this software.  This software is distributed under
   the GNU General Public License.

   See the README file in the top-level LAMMPS directory.
------------------------------------------------------------------------- */

#ifdef MINIMIZE_CLASS
// clang-format off
MinimizeStyle(learned/kk,MinLearnedKokkos);
MinimizeStyle(learned/kk/device,MinLearnedKokkos);
MinimizeStyle(learned/kk/host,MinLearnedKokkos);
// clang-format on
#else

#ifndef LMP_MIN_LEARNED_KOKKOS_H
#define LMP_MIN_LEARNED_KOKKOS_H

#include "lbfgs_rows_kokkos.h"
#include "learned_step_kokkos.h"

#include "USER-LEARN2HOP/learned_run.h"

#include "min_cg_kokkos.h"

namespace LAMMPS_NS {

// Where the device is the host, the threads of Kokkos share out what the vector kernels do; elsewhere, and with min_modify
// kernels kokkos, kernels of Kokkos do it all on the device.

class MinLearnedKokkos : public LearnedRun<MinCGKokkos> {
 public:
  MinLearnedKokkos(class LAMMPS *);
  void setup_style() override;
  void reset_vectors() override;
  double memory_usage() override;

 protected:
  LearnedStepKokkos device_step;
  LbfgsRowsKokkos device_rows;

  bool use_vector_kernels() override;
  void to_host() override;
  void from_host() override;
  HopLoop loop() override;
  void add_row() override;
  bool find_centers() override;
  bigint move() override;
  bigint descend(double rate, double limit) override;
  void keep_best() override;
  double find_direction(const double factor[LbfgsMemory::VECTORS]) override;
  void take_step(int pair, double scale) override;
  void shorten_step(int pair, double part) override;
  void measure_step(int pair, LbfgsMemory::Products &) override;

  void moved();
};

}    // namespace LAMMPS_NS

#endif
#endif
