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

// The steps of min_style learned on the device, with src/core's inline functions in single precision: a coordinate a
// thread. What learned_step.h is in the memory of the host.

#ifndef LMP_LEARNED_STEP_KOKKOS_H
#define LMP_LEARNED_STEP_KOKKOS_H

#include "radial_grid_kokkos.h"

#include "core/network.h"

namespace LAMMPS_NS {

class LearnedSettings;

class LearnedStepKokkos : protected Pointers {
 public:
  typedef RadialGridKokkos::Ints Ints;
  typedef Kokkos::View<l2h_network, LMPDeviceType> Network;
  typedef Kokkos::View<float *[L2H_HIDDEN], LMPDeviceType> Hidden;

  LearnedStepKokkos(class LAMMPS *, LearnedSettings &);

  // From the style's setup_style(), after that of the settings; and whenever atoms may have migrated or been sorted, with
  // the rows of fix_minimize/kk (learned_step.h).

  void setup();
  void reset(const DAT::t_kkfloat_2d_lr &rows);

  // As in LearnedStep and HopSystems. Positions and forces must be up to date on the device, and change there.

  bool find_centers();
  bigint move();
  bigint descend(double rate, double limit);
  void keep_best();

  double memory_usage() const;

 private:
  LearnedSettings &settings;
  RadialGridKokkos grid;
  Network network;
  Ints species_of;                                      // [atom type], 0 based
  Ints system_of, size_of, order, first;          // as in HopSystems; the first by atom
  Kokkos::View<double *, LMPDeviceType> sums;     // as in HopSystems
  Kokkos::View<double *, LMPDeviceType> places;
  Hidden share;                                   // of the step inputs in the first layer, [size]
  Hidden start;                                   // and of the atom inputs, [atom]
  RadialGridKokkos::Places back;                  // the move of an atom without neighbors, [atom]; else 0
  RadialGridKokkos::Phi phi;
  DAT::t_kkfloat_2d_lr rows;
};

}    // namespace LAMMPS_NS

#endif
