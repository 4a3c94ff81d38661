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
PairStyle(lj/hop/kk,PairLJHopKokkos<LMPDeviceType>);
PairStyle(lj/hop/kk/device,PairLJHopKokkos<LMPDeviceType>);
PairStyle(lj/hop/kk/host,PairLJHopKokkos<LMPHostType>);
// clang-format on
#else

#ifndef LMP_PAIR_LJ_HOP_KOKKOS_H
#define LMP_PAIR_LJ_HOP_KOKKOS_H

#include "USER-LEARN2HOP/pair_lj_hop.h"

#include "neigh_list_kokkos.h"
#include "pair_kokkos.h"

namespace LAMMPS_NS {

template <class DeviceType> class PairLJHopKokkos : public PairLJHop {
 public:
  // what the loops of pair_kokkos.h ask of a pair style

  enum { EnabledNeighFlags = FULL | HALFTHREAD | HALF };
  enum { COUL_FLAG = 0 };
  typedef DeviceType device_type;
  typedef ArrayTypes<DeviceType> AT;

  PairLJHopKokkos(class LAMMPS *);
  ~PairLJHopKokkos() override;
  void compute(int, int) override;
  void init_style() override;
  double init_one(int, int) override;

  struct Parameters {
    double epsilon, d0sq, offset;
  };

  template <bool STACKPARAMS, class Specialisation>
  KOKKOS_INLINE_FUNCTION KK_FLOAT compute_fpair(const KK_FLOAT &, const int &, const int &, const int &,
                                                const int &) const;
  template <bool STACKPARAMS, class Specialisation>
  KOKKOS_INLINE_FUNCTION KK_FLOAT compute_evdwl(const KK_FLOAT &, const int &, const int &, const int &,
                                                const int &) const;
  template <bool STACKPARAMS, class Specialisation>
  KOKKOS_INLINE_FUNCTION KK_FLOAT compute_ecoul(const KK_FLOAT &, const int &, const int &, const int &,
                                                const int &) const
  {
    return 0;
  }

  typename AT::t_kkfloat_1d_3_lr_randomread x;
  typename AT::t_kkfloat_1d_3_lr c_x;
  typename AT::t_kkacc_1d_3 f;
  typename AT::t_int_1d_randomread type;

  // per atom, on request

  DAT::ttransform_kkacc_1d k_eatom;
  DAT::ttransform_kkacc_1d_6 k_vatom;
  typename AT::t_kkacc_1d d_eatom;
  typename AT::t_kkacc_1d_6 d_vatom;

  // per pair of types: in views, and for few types in the object itself, which a kernel carries along

  DAT::ttransform_kkfloat_2d k_cutsq;
  typename AT::t_kkfloat_2d d_cutsq;
  Kokkos::DualView<Parameters **, Kokkos::LayoutRight, DeviceType> k_parameters;
  typename Kokkos::DualView<Parameters **, Kokkos::LayoutRight, DeviceType>::t_dev_const_um d_parameters;
  Parameters m_parameters[MAX_TYPES_STACKPARAMS + 1][MAX_TYPES_STACKPARAMS + 1];
  KK_FLOAT m_cutsq[MAX_TYPES_STACKPARAMS + 1][MAX_TYPES_STACKPARAMS + 1];

  int newton_pair, neighflag, nlocal, nall, eflag, vflag;
  KK_FLOAT special_lj[4];

 protected:
  void allocate() override;
  void make_room_per_atom();
  void get_views();

  template <class, int, bool, int, class> friend struct PairComputeFunctor;
  friend EV_FLOAT pair_compute_neighlist<PairLJHopKokkos, FULL, 0>(PairLJHopKokkos *, NeighListKokkos<DeviceType> *);
  friend EV_FLOAT pair_compute_neighlist<PairLJHopKokkos, FULL, 1>(PairLJHopKokkos *, NeighListKokkos<DeviceType> *);
  friend EV_FLOAT pair_compute_neighlist<PairLJHopKokkos, HALF>(PairLJHopKokkos *, NeighListKokkos<DeviceType> *);
  friend EV_FLOAT pair_compute_neighlist<PairLJHopKokkos, HALFTHREAD>(PairLJHopKokkos *, NeighListKokkos<DeviceType> *);
  friend EV_FLOAT pair_compute<PairLJHopKokkos>(PairLJHopKokkos *, NeighListKokkos<DeviceType> *);
  friend void pair_virial_fdotr_compute<PairLJHopKokkos>(PairLJHopKokkos *);
};

}    // namespace LAMMPS_NS

#endif
#endif
