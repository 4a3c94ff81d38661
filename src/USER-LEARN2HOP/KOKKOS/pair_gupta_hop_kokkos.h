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

#include "../pair_gupta_hop.h"

#include "kokkos_base.h"
#include "neigh_list_kokkos.h"
#include "pair_kokkos.h"

namespace LAMMPS_NS {

// Every atom sums over all of its neighbors (a full list): no two threads write to one place, and nothing is to be sent
// back from ghost atoms. Only the slopes of the band go out to them.

template <class DeviceType> class PairGuptaHopKokkos : public PairGuptaHop, public KokkosBase {
 public:
  typedef ArrayTypes<DeviceType> AT;

  PairGuptaHopKokkos(class LAMMPS *);
  ~PairGuptaHopKokkos() override;
  void compute(int, int) override;
  void init_style() override;
  double init_one(int, int) override;
  int pack_forward_comm_kokkos(int, DAT::tdual_int_1d, DAT::tdual_double_1d &, int, int *) override;
  void unpack_forward_comm_kokkos(int, int, DAT::tdual_double_1d &) override;
  int pack_forward_comm(int, int *, double *, int, int *) override;
  void unpack_forward_comm(int, int, double *) override;
  double memory_usage() override;

 protected:
  DAT::ttransform_kkacc_1d k_eatom;
  DAT::ttransform_kkacc_1d_6 k_vatom;
  DAT::tdual_double_1d k_band;    // the slope of each atom's band energy
  Kokkos::DualView<l2h_gupta_bond **, Kokkos::LayoutRight, DeviceType> k_bonds;
  DAT::ttransform_kkfloat_2d k_cutsq;

  void allocate() override;
  void make_room_per_atom();
};

}    // namespace LAMMPS_NS

#endif
#endif
