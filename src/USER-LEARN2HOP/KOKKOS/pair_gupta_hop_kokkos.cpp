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

#include "atom_kokkos.h"
#include "atom_masks.h"
#include "comm.h"
#include "kokkos.h"
#include "memory_kokkos.h"
#include "neigh_request.h"
#include "neighbor.h"

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
  typename ArrayTypes<DeviceType>::t_double_1d band;
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
    band(i) = slope;
    energy += one;
    if (per_atom) eatom(i) += static_cast<KK_ACC_FLOAT>(one);
  }
};

/* ---------------------------------------------------------------------- */

struct GuptaSums {
  double energy, virial[6];

  KOKKOS_INLINE_FUNCTION GuptaSums() : energy(0.0), virial{0.0, 0.0, 0.0, 0.0, 0.0, 0.0} {}
  KOKKOS_INLINE_FUNCTION GuptaSums &operator+=(const GuptaSums &other)
  {
    energy += other.energy;
    for (int k = 0; k < 6; k++) virial[k] += other.virial[k];
    return *this;
  }
};

/* ----------------------------------------------------------------------
   forces; of each pair, half of energy and virial, since its other atom
   has the other half
------------------------------------------------------------------------- */

template <class DeviceType> struct GuptaForces {
  typedef GuptaSums value_type;
  GuptaNeighbors<DeviceType> near;
  typename ArrayTypes<DeviceType>::t_double_1d band;
  typename ArrayTypes<DeviceType>::t_kkacc_1d_3 f;
  typename ArrayTypes<DeviceType>::t_kkacc_1d eatom;
  typename ArrayTypes<DeviceType>::t_kkacc_1d_6 vatom;
  bool per_atom_energy, per_atom_virial;

  KOKKOS_INLINE_FUNCTION void operator()(int ii, GuptaSums &sums) const
  {
    const int i = near.ilist(ii);
    double force[3] = {0.0, 0.0, 0.0}, d[3], r;
    GuptaSums own;
    for (int jj = 0; jj < near.numneigh(i); jj++) {
      const int j = near.neighbors(i, jj) & NEIGHMASK;
      if (!near.near(i, j, d, r)) continue;
      const l2h_gupta_bond *const bond = &near.bonds(near.type(i), near.type(j));
      const double repulsion = l2h_gupta_repulsion(r, bond);
      const double fpair =
          l2h_gupta_force(r, bond, repulsion, l2h_gupta_hopping(r, bond), band(i) + band(j));
      for (int dim = 0; dim < 3; dim++) force[dim] += fpair * d[dim];
      own.energy += repulsion;
      own.virial[0] += 0.5 * fpair * d[0] * d[0];
      own.virial[1] += 0.5 * fpair * d[1] * d[1];
      own.virial[2] += 0.5 * fpair * d[2] * d[2];
      own.virial[3] += 0.5 * fpair * d[0] * d[1];
      own.virial[4] += 0.5 * fpair * d[0] * d[2];
      own.virial[5] += 0.5 * fpair * d[1] * d[2];
    }
    for (int dim = 0; dim < 3; dim++) f(i, dim) += static_cast<KK_ACC_FLOAT>(force[dim]);
    if (per_atom_energy) eatom(i) += static_cast<KK_ACC_FLOAT>(own.energy);
    if (per_atom_virial)
      for (int k = 0; k < 6; k++) vatom(i, k) += static_cast<KK_ACC_FLOAT>(own.virial[k]);
    sums += own;
  }
};

/* ---------------------------------------------------------------------- */

template <class DeviceType> PairGuptaHopKokkos<DeviceType>::PairGuptaHopKokkos(LAMMPS *_lmp) : PairGuptaHop(_lmp)
{
  respa_enable = 0;
  kokkosable = 1;
  atomKK = (AtomKokkos *) atom;
  execution_space = ExecutionSpaceFromDevice<DeviceType>::space;
  datamask_read = X_MASK | F_MASK | TYPE_MASK | ENERGY_MASK | VIRIAL_MASK;
  datamask_modify = F_MASK | ENERGY_MASK | VIRIAL_MASK;
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> PairGuptaHopKokkos<DeviceType>::~PairGuptaHopKokkos()
{
  if (copymode) return;
  memoryKK->destroy_kokkos(k_eatom, eatom);
  memoryKK->destroy_kokkos(k_vatom, vatom);
  if (allocated) memoryKK->destroy_kokkos(k_cutsq, cutsq);
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairGuptaHopKokkos<DeviceType>::compute(int eflag, int vflag)
{
  no_virial_fdotr_compute = 1;
  ev_init(eflag, vflag, 0);
  if (neighbor->ago == 0) cutoff.check_coverage();
  make_room_per_atom();

  atomKK->sync(execution_space, datamask_read);
  k_cutsq.template sync<DeviceType>();
  k_bonds.template sync<DeviceType>();
  atomKK->modified(execution_space, eflag || vflag ? datamask_modify : F_MASK);

  const auto k_list = static_cast<NeighListKokkos<DeviceType> *>(list);
  const GuptaNeighbors<DeviceType> near = {atomKK->k_x.view<DeviceType>(),
                                           atomKK->k_type.view<DeviceType>(),
                                           k_list->d_ilist,
                                           k_list->d_numneigh,
                                           k_list->d_neighbors,
                                           k_cutsq.template view<DeviceType>(),
                                           k_bonds.template view<DeviceType>()};
  const auto d_band = k_band.template view<DeviceType>();
  const auto d_eatom = k_eatom.template view<DeviceType>();
  const auto policy = Kokkos::RangePolicy<DeviceType>(0, list->inum);

  double bands = 0.0;
  Kokkos::parallel_reduce("gupta/hop bands", policy, GuptaBands<DeviceType>{near, d_band, d_eatom, eflag_atom != 0}, bands);
  k_band.template modify<DeviceType>();
  comm->forward_comm(this);
  k_band.template sync<DeviceType>();

  GuptaSums sums;
  Kokkos::parallel_reduce("gupta/hop forces", policy,
                          GuptaForces<DeviceType>{near, d_band, atomKK->k_f.view<DeviceType>(), d_eatom,
                                                  k_vatom.template view<DeviceType>(), eflag_atom != 0, vflag_atom != 0},
                          sums);
  if (eflag_global) eng_vdwl += bands + sums.energy;
  if (vflag_global)
    for (int k = 0; k < 6; k++) virial[k] += sums.virial[k];
  if (eflag_atom) {
    k_eatom.template modify<DeviceType>();
    k_eatom.sync_host();
  }
  if (vflag_atom) {
    k_vatom.template modify<DeviceType>();
    k_vatom.sync_host();
  }
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairGuptaHopKokkos<DeviceType>::make_room_per_atom()
{
  if (atom->nmax > maxband) {
    maxband = atom->nmax;
    k_band = DAT::tdual_double_1d("pair:band", maxband);
  }
  if (eflag_atom) {
    memoryKK->destroy_kokkos(k_eatom, eatom);
    memoryKK->create_kokkos(k_eatom, eatom, maxeatom, "pair:eatom");
  }
  if (vflag_atom) {
    memoryKK->destroy_kokkos(k_vatom, vatom);
    memoryKK->create_kokkos(k_vatom, vatom, maxvatom, "pair:vatom");
  }
}

/* ---------------------------------------------------------------------- */

template <class DeviceType>
int PairGuptaHopKokkos<DeviceType>::pack_forward_comm_kokkos(int n, DAT::tdual_int_1d k_sent, DAT::tdual_double_1d &k_buf,
                                                             int /*pbc_flag*/, int * /*pbc*/)
{
  const auto sent = k_sent.view<DeviceType>();
  const auto buf = k_buf.view<DeviceType>();
  const auto band_of = k_band.template view<DeviceType>();
  Kokkos::parallel_for(Kokkos::RangePolicy<DeviceType>(0, n), KOKKOS_LAMBDA(int m) { buf(m) = band_of(sent(m)); });
  return n;
}

/* ---------------------------------------------------------------------- */

template <class DeviceType>
void PairGuptaHopKokkos<DeviceType>::unpack_forward_comm_kokkos(int n, int first, DAT::tdual_double_1d &k_buf)
{
  const auto buf = k_buf.view<DeviceType>();
  const auto band_of = k_band.template view<DeviceType>();
  Kokkos::parallel_for(Kokkos::RangePolicy<DeviceType>(0, n), KOKKOS_LAMBDA(int m) { band_of(first + m) = buf(m); });
}

/* ----------------------------------------------------------------------
   for communication on the host, as the user may ask (package kokkos comm)
------------------------------------------------------------------------- */

template <class DeviceType>
int PairGuptaHopKokkos<DeviceType>::pack_forward_comm(int n, int *sent, double *buf, int /*pbc_flag*/, int * /*pbc*/)
{
  k_band.sync_host();
  const auto band_of = k_band.view_host();
  for (int m = 0; m < n; m++) buf[m] = band_of(sent[m]);
  return n;
}

/* ---------------------------------------------------------------------- */

template <class DeviceType>
void PairGuptaHopKokkos<DeviceType>::unpack_forward_comm(int n, int first, double *buf)
{
  k_band.sync_host();
  const auto band_of = k_band.view_host();
  for (int m = 0; m < n; m++) band_of(first + m) = buf[m];
  k_band.modify_host();
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairGuptaHopKokkos<DeviceType>::allocate()
{
  PairGuptaHop::allocate();
  const int n = atom->ntypes + 1;
  memory->destroy(cutsq);
  memoryKK->create_kokkos(k_cutsq, cutsq, n, n, "pair:cutsq");
  k_bonds = Kokkos::DualView<l2h_gupta_bond **, Kokkos::LayoutRight, DeviceType>("pair:bonds", n, n);
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairGuptaHopKokkos<DeviceType>::init_style()
{
  PairGuptaHop::init_style();
  auto request = neighbor->find_request(this);
  request->set_kokkos_host(std::is_same_v<DeviceType, LMPHostType> && !std::is_same_v<DeviceType, LMPDeviceType>);
  request->set_kokkos_device(std::is_same_v<DeviceType, LMPDeviceType>);
  request->enable_full();
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> double PairGuptaHopKokkos<DeviceType>::init_one(int i, int j)
{
  const double cut = PairGuptaHop::init_one(i, j);
  k_cutsq.view_host()(i, j) = k_cutsq.view_host()(j, i) = cut * cut;
  k_bonds.view_host()(i, j) = k_bonds.view_host()(j, i) = bonds[i][j];
  k_cutsq.modify_host();
  k_bonds.modify_host();
  return cut;
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> double PairGuptaHopKokkos<DeviceType>::memory_usage()
{
  return Pair::memory_usage() + (double) maxband * sizeof(double);
}

namespace LAMMPS_NS {
template class PairGuptaHopKokkos<LMPDeviceType>;
#ifdef LMP_KOKKOS_GPU
template class PairGuptaHopKokkos<LMPHostType>;
#endif
}    // namespace LAMMPS_NS
