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

#ifdef PAIR_CLASS
// clang-format off
PairStyle(sw/hop/kk,PairSWHopKokkos<LMPDeviceType>);
PairStyle(sw/hop/kk/device,PairSWHopKokkos<LMPDeviceType>);
PairStyle(sw/hop/kk/host,PairSWHopKokkos<LMPHostType>);
// clang-format on
#else

#ifndef LMP_PAIR_SW_HOP_KOKKOS_H
#define LMP_PAIR_SW_HOP_KOKKOS_H

#include "USER-LEARN2HOP/pair_sw_hop.h"

#include "many_body_kokkos.h"

namespace LAMMPS_NS {

// The field of an atom is that of the moments of its bonds, for each element.

template <class DeviceType> class PairSWHopKokkos : public ManyBodyKokkos<PairSWHop, DeviceType> {
 public:
  static constexpr int ELEMENTS = 8;    // most that a kernel has room for

  PairSWHopKokkos(class LAMMPS *);
  void compute(int, int) override;
  void coeff(int, char **) override;
  void init_style() override;

  // numbers of a pair of elements, and of a center with two neighbors

  struct PairNumbers {
    l2h_sw_pair pair;
    double cutsq;
  };
  struct TripletNumbers {
    double strength, cosine;
  };

 protected:
  Kokkos::DualView<PairNumbers **, Kokkos::LayoutRight, DeviceType> k_pairs;
  Kokkos::DualView<TripletNumbers ***, Kokkos::LayoutRight, DeviceType> k_triplets;
  DAT::tdual_int_1d k_map;

  void copy_numbers();
};

}    // namespace LAMMPS_NS

#endif
#endif
