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

// pair_style lj/hop through Kokkos: the loops are LAMMPS's own (pair_kokkos.h), the pair is src/core/lj.h's.

#include "core_on_device.h"

#include "core/lj.h"

#include "pair_lj_hop_kokkos.h"

#include "atom_kokkos.h"
#include "atom_masks.h"
#include "force.h"
#include "kokkos.h"
#include "memory_kokkos.h"
#include "neigh_request.h"
#include "neighbor.h"

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

template <class DeviceType> PairLJHopKokkos<DeviceType>::PairLJHopKokkos(LAMMPS *_lmp) : PairLJHop(_lmp)
{
  respa_enable = 0;
  kokkosable = 1;
  atomKK = (AtomKokkos *) atom;
  execution_space = ExecutionSpaceFromDevice<DeviceType>::space;
  datamask_read = X_MASK | F_MASK | TYPE_MASK | ENERGY_MASK | VIRIAL_MASK;
  datamask_modify = F_MASK | ENERGY_MASK | VIRIAL_MASK;
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> PairLJHopKokkos<DeviceType>::~PairLJHopKokkos()
{
  if (copymode) return;
  if (!allocated) return;
  memoryKK->destroy_kokkos(k_eatom, eatom);
  memoryKK->destroy_kokkos(k_vatom, vatom);
  memoryKK->destroy_kokkos(k_cutsq, cutsq);
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairLJHopKokkos<DeviceType>::compute(int eflag_in, int vflag_in)
{
  eflag = eflag_in;
  vflag = vflag_in;
  if (neighflag == FULL) no_virial_fdotr_compute = 1;
  ev_init(eflag, vflag, 0);
  if (neighbor->ago == 0) cutoff.check_coverage();
  make_room_per_atom();

  atomKK->sync(execution_space, datamask_read);
  k_cutsq.template sync<DeviceType>();
  k_parameters.template sync<DeviceType>();
  atomKK->modified(execution_space, eflag || vflag ? datamask_modify : F_MASK);
  get_views();

  copymode = 1;
  const EV_FLOAT ev = pair_compute<PairLJHopKokkos<DeviceType>, void>(this, (NeighListKokkos<DeviceType> *) list);
  if (eflag_global) eng_vdwl += static_cast<double>(ev.evdwl);
  if (vflag_global)
    for (int k = 0; k < 6; k++) virial[k] += static_cast<double>(ev.v[k]);
  if (eflag_atom) {
    k_eatom.template modify<DeviceType>();
    k_eatom.sync_host();
  }
  if (vflag_atom) {
    k_vatom.template modify<DeviceType>();
    k_vatom.sync_host();
  }
  if (vflag_fdotr) pair_virial_fdotr_compute(this);
  copymode = 0;
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairLJHopKokkos<DeviceType>::make_room_per_atom()
{
  if (eflag_atom) {
    memoryKK->destroy_kokkos(k_eatom, eatom);
    memoryKK->create_kokkos(k_eatom, eatom, maxeatom, "pair:eatom");
    d_eatom = k_eatom.view<DeviceType>();
  }
  if (vflag_atom) {
    memoryKK->destroy_kokkos(k_vatom, vatom);
    memoryKK->create_kokkos(k_vatom, vatom, maxvatom, "pair:vatom");
    d_vatom = k_vatom.view<DeviceType>();
  }
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairLJHopKokkos<DeviceType>::get_views()
{
  x = atomKK->k_x.view<DeviceType>();
  c_x = atomKK->k_x.view<DeviceType>();
  f = atomKK->k_f.view<DeviceType>();
  type = atomKK->k_type.view<DeviceType>();
  nlocal = atom->nlocal;
  nall = atom->nlocal + atom->nghost;
  newton_pair = force->newton_pair;
  for (int k = 0; k < 4; k++) special_lj[k] = static_cast<KK_FLOAT>(force->special_lj[k]);
}

/* ---------------------------------------------------------------------- */

template <class DeviceType>
template <bool STACKPARAMS, class Specialisation>
KOKKOS_INLINE_FUNCTION KK_FLOAT PairLJHopKokkos<DeviceType>::compute_fpair(const KK_FLOAT &rsq, const int &, const int &,
                                                                           const int &itype, const int &jtype) const
{
  const Parameters &p = STACKPARAMS ? m_parameters[itype][jtype] : d_parameters(itype, jtype);
  double energy;
  return static_cast<KK_FLOAT>(l2h_lj_pair(rsq, p.epsilon, p.d0sq, &energy));
}

/* ---------------------------------------------------------------------- */

template <class DeviceType>
template <bool STACKPARAMS, class Specialisation>
KOKKOS_INLINE_FUNCTION KK_FLOAT PairLJHopKokkos<DeviceType>::compute_evdwl(const KK_FLOAT &rsq, const int &, const int &,
                                                                           const int &itype, const int &jtype) const
{
  const Parameters &p = STACKPARAMS ? m_parameters[itype][jtype] : d_parameters(itype, jtype);
  double energy;
  l2h_lj_pair(rsq, p.epsilon, p.d0sq, &energy);
  return static_cast<KK_FLOAT>(energy - p.offset);
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairLJHopKokkos<DeviceType>::allocate()
{
  PairLJHop::allocate();
  const int n = atom->ntypes + 1;
  memory->destroy(cutsq);
  memoryKK->create_kokkos(k_cutsq, cutsq, n, n, "pair:cutsq");
  d_cutsq = k_cutsq.template view<DeviceType>();
  k_parameters = Kokkos::DualView<Parameters **, Kokkos::LayoutRight, DeviceType>("pair:parameters", n, n);
  d_parameters = k_parameters.template view<DeviceType>();
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairLJHopKokkos<DeviceType>::init_style()
{
  PairLJHop::init_style();

  neighflag = lmp->kokkos->neighflag;
  auto request = neighbor->find_request(this);
  request->set_kokkos_host(std::is_same_v<DeviceType, LMPHostType> && !std::is_same_v<DeviceType, LMPDeviceType>);
  request->set_kokkos_device(std::is_same_v<DeviceType, LMPDeviceType>);
  if (neighflag == FULL) request->enable_full();
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> double PairLJHopKokkos<DeviceType>::init_one(int i, int j)
{
  const double cut = PairLJHop::init_one(i, j);
  const Parameters parameters = {epsilon[i][j], d0sq[i][j], offset[i][j]};
  auto h_parameters = k_parameters.view_host();
  h_parameters(i, j) = h_parameters(j, i) = parameters;
  k_cutsq.view_host()(i, j) = k_cutsq.view_host()(j, i) = cut * cut;
  if (i <= MAX_TYPES_STACKPARAMS && j <= MAX_TYPES_STACKPARAMS) {
    m_parameters[i][j] = m_parameters[j][i] = parameters;
    m_cutsq[i][j] = m_cutsq[j][i] = static_cast<KK_FLOAT>(cut * cut);
  }
  k_cutsq.modify_host();
  k_parameters.modify_host();
  return cut;
}

namespace LAMMPS_NS {
template class PairLJHopKokkos<LMPDeviceType>;
#ifdef LMP_KOKKOS_GPU
template class PairLJHopKokkos<LMPHostType>;
#endif
}    // namespace LAMMPS_NS
