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

// pair_style gupta/hop through Kokkos, with the terms of src/core/gupta.h.

#include "core_on_device.h"

#include "pair_gupta_hop_kokkos.h"

using namespace LAMMPS_NS;

/* ----------------------------------------------------------------------
   what both passes over the neighbors read
------------------------------------------------------------------------- */

template <class DeviceType> struct GuptaNeighbors {
  typedef ArrayTypes<DeviceType> AT;
  typename AT::t_kkfloat_1d_3_lr_randomread x;
  typename AT::t_int_1d_randomread type;
  typename AT::t_int_1d ilist, numneigh;
  typename AT::t_neighbors_2d neighbors;
  typename AT::t_kkfloat_2d cutsq;
  typename Kokkos::DualView<l2h_gupta_bond **, Kokkos::LayoutRight, DeviceType>::t_dev_const_um bonds;

  // the next neighbor within the cutoff: its distance, and d from it to atom i; false for one beyond

  KOKKOS_INLINE_FUNCTION bool near(int i, int j, double d[3], double &r) const
  {
    double rsq = 0.0;
    for (int dim = 0; dim < 3; dim++) {
      d[dim] = static_cast<double>(x(i, dim)) - static_cast<double>(x(j, dim));
      rsq += d[dim] * d[dim];
    }
    r = Kokkos::sqrt(rsq);
    return rsq < cutsq(type(i), type(j));
  }
};

/* ----------------------------------------------------------------------
   hopping densities, band energies and their slopes
------------------------------------------------------------------------- */

template <class DeviceType> struct GuptaBands {
  GuptaNeighbors<DeviceType> near;
  typename ManyBodyFields<DeviceType>::t_dev band;
  typename ArrayTypes<DeviceType>::t_kkacc_1d eatom;
  bool per_atom;

  KOKKOS_INLINE_FUNCTION void operator()(int ii, double &energy) const
  {
    const int i = near.ilist(ii);
    double density = 0.0, d[3], r, slope;
    for (int jj = 0; jj < near.numneigh(i); jj++) {
      const int j = near.neighbors(i, jj) & NEIGHMASK;
      if (near.near(i, j, d, r)) density += l2h_gupta_hopping(r, &near.bonds(near.type(i), near.type(j)));
    }
    const double one = l2h_gupta_band(density, &slope);
    band(i, 0) = slope;
    energy += one;
    if (per_atom) eatom(i) += static_cast<KK_ACC_FLOAT>(one);
  }
};

/* ----------------------------------------------------------------------
   forces; of each pair, half of energy and virial, since its other atom
   has the other half
------------------------------------------------------------------------- */

template <class DeviceType> struct GuptaForces {
  typedef ManyBodySums value_type;
  GuptaNeighbors<DeviceType> near;
  typename ManyBodyFields<DeviceType>::t_dev band;
  typename ArrayTypes<DeviceType>::t_kkacc_1d_3 f;
  typename ArrayTypes<DeviceType>::t_kkacc_1d eatom;
  typename ArrayTypes<DeviceType>::t_kkacc_1d_6 vatom;
  bool per_atom_energy, per_atom_virial;

  KOKKOS_INLINE_FUNCTION void operator()(int ii, ManyBodySums &sums) const
  {
    const int i = near.ilist(ii);
    double force[3] = {0.0, 0.0, 0.0}, d[3], r;
    ManyBodySums own;
    for (int jj = 0; jj < near.numneigh(i); jj++) {
      const int j = near.neighbors(i, jj) & NEIGHMASK;
      if (!near.near(i, j, d, r)) continue;
      const l2h_gupta_bond *const bond = &near.bonds(near.type(i), near.type(j));
      const double repulsion = l2h_gupta_repulsion(r, bond);
      const double fpair =
          l2h_gupta_force(r, bond, repulsion, l2h_gupta_hopping(r, bond), band(i, 0) + band(j, 0));
      const double pull[3] = {fpair * d[0], fpair * d[1], fpair * d[2]};
      for (int dim = 0; dim < 3; dim++) force[dim] += pull[dim];
      own.energy += repulsion;
      own.add_virial(0.5, d, pull);
    }
    for (int dim = 0; dim < 3; dim++) f(i, dim) += static_cast<KK_ACC_FLOAT>(force[dim]);
    if (per_atom_energy) eatom(i) += static_cast<KK_ACC_FLOAT>(own.energy);
    if (per_atom_virial)
      for (int k = 0; k < 6; k++) vatom(i, k) += static_cast<KK_ACC_FLOAT>(own.virial[k]);
    sums += own;
  }
};

/* ---------------------------------------------------------------------- */

template <class DeviceType>
PairGuptaHopKokkos<DeviceType>::PairGuptaHopKokkos(LAMMPS *_lmp) : ManyBodyKokkos<PairGuptaHop, DeviceType>(_lmp)
{
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> PairGuptaHopKokkos<DeviceType>::~PairGuptaHopKokkos()
{
  if (this->copymode) return;
  if (this->allocated) this->memoryKK->destroy_kokkos(k_cutsq, this->cutsq);
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairGuptaHopKokkos<DeviceType>::compute(int eflag, int vflag)
{
  this->begin(eflag, vflag);
  if (this->neighbor->ago == 0) this->cutoff.check_coverage();
  k_cutsq.template sync<DeviceType>();
  k_bonds.template sync<DeviceType>();

  const auto k_list = static_cast<NeighListKokkos<DeviceType> *>(this->list);
  const GuptaNeighbors<DeviceType> near = {this->atomKK->k_x.template view<DeviceType>(),
                                           this->atomKK->k_type.template view<DeviceType>(),
                                           k_list->d_ilist,
                                           k_list->d_numneigh,
                                           k_list->d_neighbors,
                                           k_cutsq.template view<DeviceType>(),
                                           k_bonds.template view<DeviceType>()};
  const auto band = this->k_fields.template view<DeviceType>();
  const auto d_eatom = this->k_eatom.template view<DeviceType>();
  const auto policy = Kokkos::RangePolicy<DeviceType>(0, this->list->inum);
  const bool energies = this->eflag_atom != 0, virials = this->vflag_atom != 0;

  double bands = 0.0;
  Kokkos::parallel_reduce("gupta/hop bands", policy, GuptaBands<DeviceType>{near, band, d_eatom, energies}, bands);
  this->send_fields();
  ManyBodySums sums;
  Kokkos::parallel_reduce("gupta/hop forces", policy,
                          GuptaForces<DeviceType>{near, band, this->atomKK->k_f.template view<DeviceType>(), d_eatom,
                                                  this->k_vatom.template view<DeviceType>(), energies, virials},
                          sums);
  this->end(bands, sums);
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairGuptaHopKokkos<DeviceType>::allocate()
{
  PairGuptaHop::allocate();
  const int n = this->atom->ntypes + 1;
  this->memory->destroy(this->cutsq);
  this->memoryKK->create_kokkos(k_cutsq, this->cutsq, n, n, "pair:cutsq");
  k_bonds = Kokkos::DualView<l2h_gupta_bond **, Kokkos::LayoutRight, DeviceType>("pair:bonds", n, n);
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairGuptaHopKokkos<DeviceType>::init_style()
{
  PairGuptaHop::init_style();
  this->ask_for_all(this->neighbor->find_request(this));
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> double PairGuptaHopKokkos<DeviceType>::init_one(int i, int j)
{
  const double cut = PairGuptaHop::init_one(i, j);
  k_cutsq.view_host()(i, j) = k_cutsq.view_host()(j, i) = cut * cut;
  k_bonds.view_host()(i, j) = k_bonds.view_host()(j, i) = this->bonds[i][j];
  k_cutsq.modify_host();
  k_bonds.modify_host();
  return cut;
}

namespace LAMMPS_NS {
template class PairGuptaHopKokkos<LMPDeviceType>;
#ifdef LMP_KOKKOS_GPU
template class PairGuptaHopKokkos<LMPHostType>;
#endif
}    // namespace LAMMPS_NS
