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

// What gupta/hop/kk and sw/hop/kk share. Every atom sums over all of its neighbors twice, on a full list: first what makes
// its field, then its force, from its own field and those of its neighbors. No two threads write to one place, nothing is
// sent back from ghost atoms, and only the fields go out to them.

#ifndef LMP_MANY_BODY_KOKKOS_H
#define LMP_MANY_BODY_KOKKOS_H

#include "atom_kokkos.h"
#include "atom_masks.h"
#include "comm.h"
#include "kokkos.h"
#include "kokkos_base.h"
#include "memory_kokkos.h"
#include "neigh_list_kokkos.h"
#include "neigh_request.h"
#include "neighbor.h"
#include "pair_kokkos.h"

namespace LAMMPS_NS {

struct ManyBodySums {
  double energy, virial[6];

  KOKKOS_INLINE_FUNCTION ManyBodySums() : energy(0.0), virial{0.0, 0.0, 0.0, 0.0, 0.0, 0.0} {}
  KOKKOS_INLINE_FUNCTION ManyBodySums &operator+=(const ManyBodySums &other)
  {
    energy += other.energy;
    for (int k = 0; k < 6; k++) virial[k] += other.virial[k];
    return *this;
  }

  // the share of an atom in the virial of a force on it from another one, d from there to here

  KOKKOS_INLINE_FUNCTION void add_virial(double share, const double d[3], const double force[3])
  {
    virial[0] += share * d[0] * force[0];
    virial[1] += share * d[1] * force[1];
    virial[2] += share * d[2] * force[2];
    virial[3] += share * d[0] * force[1];
    virial[4] += share * d[0] * force[2];
    virial[5] += share * d[1] * force[2];
  }
};

template <class DeviceType> using ManyBodyFields = Kokkos::DualView<double **, Kokkos::LayoutRight, DeviceType>;

// Base: the style on the host. Its comm_forward says how many numbers an atom's field has.

template <class Base, class DeviceType> class ManyBodyKokkos : public Base, public KokkosBase {
 public:
  ManyBodyKokkos(LAMMPS *_lmp) : Base(_lmp)
  {
    this->respa_enable = 0;
    this->kokkosable = 1;
    this->atomKK = (AtomKokkos *) this->atom;
    this->execution_space = ExecutionSpaceFromDevice<DeviceType>::space;
    this->datamask_read = X_MASK | F_MASK | TYPE_MASK | ENERGY_MASK | VIRIAL_MASK;
    this->datamask_modify = F_MASK | ENERGY_MASK | VIRIAL_MASK;
  }

  ~ManyBodyKokkos() override
  {
    if (this->copymode) return;
    this->memoryKK->destroy_kokkos(k_eatom, this->eatom);
    this->memoryKK->destroy_kokkos(k_vatom, this->vatom);
  }

  int pack_forward_comm_kokkos(int n, DAT::tdual_int_1d k_sent, DAT::tdual_double_1d &k_buf, int, int *) override
  {
    const auto sent = k_sent.view<DeviceType>();
    const auto buf = k_buf.view<DeviceType>();
    const auto fields = k_fields.template view<DeviceType>();
    const int columns = this->comm_forward;
    Kokkos::parallel_for(
        "learn2hop:pack", Kokkos::RangePolicy<DeviceType>(0, n), KOKKOS_LAMBDA(int m) {
          for (int k = 0; k < columns; k++) buf(m * columns + k) = fields(sent(m), k);
        });
    return n * columns;
  }

  void unpack_forward_comm_kokkos(int n, int first, DAT::tdual_double_1d &k_buf) override
  {
    const auto buf = k_buf.view<DeviceType>();
    const auto fields = k_fields.template view<DeviceType>();
    const int columns = this->comm_forward;
    Kokkos::parallel_for(
        "learn2hop:unpack", Kokkos::RangePolicy<DeviceType>(0, n), KOKKOS_LAMBDA(int m) {
          for (int k = 0; k < columns; k++) fields(first + m, k) = buf(m * columns + k);
        });
  }

  // for communication on the host, as the user may ask (package kokkos comm)

  int pack_forward_comm(int n, int *sent, double *buf, int, int *) override
  {
    k_fields.sync_host();
    const auto fields = k_fields.view_host();
    const int columns = this->comm_forward;
    for (int m = 0; m < n; m++)
      for (int k = 0; k < columns; k++) buf[m * columns + k] = fields(sent[m], k);
    return n * columns;
  }

  void unpack_forward_comm(int n, int first, double *buf) override
  {
    k_fields.sync_host();
    const auto fields = k_fields.view_host();
    const int columns = this->comm_forward;
    for (int m = 0; m < n; m++)
      for (int k = 0; k < columns; k++) fields(first + m, k) = buf[m * columns + k];
    k_fields.modify_host();
  }

  double memory_usage() override { return Base::memory_usage() + (double) k_fields.view_host().span() * sizeof(double); }

 protected:
  DAT::ttransform_kkacc_1d k_eatom;
  DAT::ttransform_kkacc_1d_6 k_vatom;
  ManyBodyFields<DeviceType> k_fields;    // [atom][comm_forward]

  // before the first pass

  void begin(int eflag, int vflag)
  {
    this->no_virial_fdotr_compute = 1;
    this->ev_init(eflag, vflag, 0);
    if ((int) k_fields.view_host().extent(0) < this->atom->nmax || (int) k_fields.view_host().extent(1) != this->comm_forward)
      k_fields = ManyBodyFields<DeviceType>("pair:fields", this->atom->nmax, this->comm_forward);
    if (this->eflag_atom) {
      this->memoryKK->destroy_kokkos(k_eatom, this->eatom);
      this->memoryKK->create_kokkos(k_eatom, this->eatom, this->maxeatom, "pair:eatom");
    }
    if (this->vflag_atom) {
      this->memoryKK->destroy_kokkos(k_vatom, this->vatom);
      this->memoryKK->create_kokkos(k_vatom, this->vatom, this->maxvatom, "pair:vatom");
    }
    this->atomKK->sync(this->execution_space, this->datamask_read);
    this->atomKK->modified(this->execution_space, eflag || vflag ? this->datamask_modify : F_MASK);
  }

  // between the passes

  void send_fields()
  {
    k_fields.template modify<DeviceType>();
    this->comm->forward_comm(this);
    k_fields.template sync<DeviceType>();
  }

  // after the second, with the energy of the first and the sums of the second

  void end(double energy, const ManyBodySums &sums)
  {
    if (this->eflag_global) this->eng_vdwl += energy + sums.energy;
    if (this->vflag_global)
      for (int k = 0; k < 6; k++) this->virial[k] += sums.virial[k];
    if (this->eflag_atom) {
      k_eatom.template modify<DeviceType>();
      k_eatom.sync_host();
    }
    if (this->vflag_atom) {
      k_vatom.template modify<DeviceType>();
      k_vatom.sync_host();
    }
  }

  // for init_style(): each atom is to have all of its neighbors, with newton on or off

  void ask_for_all(NeighRequest *request)
  {
    request->enable_full();
    request->set_kokkos_host(std::is_same_v<DeviceType, LMPHostType> && !std::is_same_v<DeviceType, LMPDeviceType>);
    request->set_kokkos_device(std::is_same_v<DeviceType, LMPDeviceType>);
  }
};

}    // namespace LAMMPS_NS

#endif
