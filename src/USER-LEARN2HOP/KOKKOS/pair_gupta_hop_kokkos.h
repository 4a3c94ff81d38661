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
PairStyle(gupta/hop/kk,PairGuptaHopKokkos<LMPDeviceType>);
PairStyle(gupta/hop/kk/device,PairGuptaHopKokkos<LMPDeviceType>);
PairStyle(gupta/hop/kk/host,PairGuptaHopKokkos<LMPHostType>);
// clang-format on
#else

#ifndef LMP_PAIR_GUPTA_HOP_KOKKOS_H
#define LMP_PAIR_GUPTA_HOP_KOKKOS_H

#include "USER-LEARN2HOP/pair_gupta_hop.h"

#include "many_body_kokkos.h"

namespace LAMMPS_NS {

// The field of an atom is the slope of its band energy.

template <class DeviceType> class PairGuptaHopKokkos : public ManyBodyKokkos<PairGuptaHop, DeviceType> {
 public:
  PairGuptaHopKokkos(class LAMMPS *);
  ~PairGuptaHopKokkos() override;
  void compute(int, int) override;
  void init_style() override;
  double init_one(int, int) override;

 protected:
  Kokkos::DualView<l2h_gupta_bond **, Kokkos::LayoutRight, DeviceType> k_bonds;
  DAT::ttransform_kkfloat_2d k_cutsq;

  void allocate() override;
};

}    // namespace LAMMPS_NS

#endif
#endif
