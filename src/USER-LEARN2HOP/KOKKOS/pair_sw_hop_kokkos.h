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

#include "../pair_sw_hop.h"

#include "kokkos_base.h"
#include "neigh_list_kokkos.h"
#include "pair_kokkos.h"

namespace LAMMPS_NS {

// Every atom sums over all of its neighbors twice: first the moments of its bonds, whose fields go out to ghost atoms,
// then the forces of the triplets around itself and around its neighbors. No two threads write to one place.

template <class DeviceType> class PairSWHopKokkos : public PairSWHop, public KokkosBase {
 public:
  typedef ArrayTypes<DeviceType> AT;
  static constexpr int ELEMENTS = 8;    // most that a kernel has room for

  PairSWHopKokkos(class LAMMPS *);
  ~PairSWHopKokkos() override;
  void compute(int, int) override;
  void coeff(int, char **) override;
  void init_style() override;
  int pack_forward_comm_kokkos(int, DAT::tdual_int_1d, DAT::tdual_double_1d &, int, int *) override;
  void unpack_forward_comm_kokkos(int, int, DAT::tdual_double_1d &) override;
  int pack_forward_comm(int, int *, double *, int, int *) override;
  void unpack_forward_comm(int, int, double *) override;

  // numbers of a pair of elements, and of a center with two neighbors

  struct PairNumbers {
    l2h_sw_pair pair;
    double cutsq;
  };
  struct TripletNumbers {
    double strength, cosine;
  };

 protected:
  DAT::ttransform_kkacc_1d k_eatom;
  DAT::ttransform_kkacc_1d_6 k_vatom;
  Kokkos::DualView<double **, Kokkos::LayoutRight, DeviceType> k_fields;    // [atom][element][moment]
  Kokkos::DualView<PairNumbers **, Kokkos::LayoutRight, DeviceType> k_pairs;
  Kokkos::DualView<TripletNumbers ***, Kokkos::LayoutRight, DeviceType> k_triplets;
  DAT::tdual_int_1d k_map;
  int maxfields;

  void make_room_per_atom();
  void copy_numbers();
};

}    // namespace LAMMPS_NS

#endif
#endif
