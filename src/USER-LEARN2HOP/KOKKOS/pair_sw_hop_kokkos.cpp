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

// pair_style sw/hop through Kokkos, with the terms of src/core/sw.h.

#include "core_on_device.h"

#include "pair_sw_hop_kokkos.h"

#include "error.h"

#include <algorithm>

using namespace LAMMPS_NS;

/* ----------------------------------------------------------------------
   what both passes over the neighbors read
------------------------------------------------------------------------- */

template <class DeviceType> struct SWNeighbors {
  typedef ArrayTypes<DeviceType> AT;
  typedef PairSWHopKokkos<DeviceType> Style;
  typename AT::t_kkfloat_1d_3_lr_randomread x;
  typename AT::t_int_1d_randomread type;
  typename AT::t_int_1d ilist, numneigh, map;
  typename AT::t_neighbors_2d neighbors;
  typename Kokkos::DualView<typename Style::PairNumbers **, Kokkos::LayoutRight, DeviceType>::t_dev_const_um pairs;
  typename Kokkos::DualView<typename Style::TripletNumbers ***, Kokkos::LayoutRight, DeviceType>::t_dev_const_um triplets;
  int elements;

  // the bond of i with its neighbor j: unit vector from i to j; false for one beyond the cutoff

  KOKKOS_INLINE_FUNCTION bool near(int i, int j, int centre, int element, double u[3], double &r) const
  {
    double rsq = 0.0;
    for (int dim = 0; dim < 3; dim++) {
      u[dim] = static_cast<double>(x(j, dim)) - static_cast<double>(x(i, dim));
      rsq += u[dim] * u[dim];
    }
    r = Kokkos::sqrt(rsq);
    for (int dim = 0; dim < 3; dim++) u[dim] /= r;
    return rsq < pairs(centre, element).cutsq;
  }

  KOKKOS_INLINE_FUNCTION double self(int centre, int element) const
  {
    return l2h_sw_self(triplets(centre, element, element).strength, triplets(centre, element, element).cosine);
  }
};

/* ----------------------------------------------------------------------
   moments of the bonds, their fields, and the energies of the triplets
------------------------------------------------------------------------- */

template <class DeviceType> struct SWFields {
  static constexpr int ELEMENTS = PairSWHopKokkos<DeviceType>::ELEMENTS;
  SWNeighbors<DeviceType> all;
  typename ManyBodyFields<DeviceType>::t_dev fields;
  typename ArrayTypes<DeviceType>::t_kkacc_1d eatom;
  bool per_atom;

  KOKKOS_INLINE_FUNCTION void operator()(int ii, double &energy) const
  {
    const int i = all.ilist(ii), centre = all.map(all.type(i));
    double moments[ELEMENTS][L2H_SW_MOMENTS], square[ELEMENTS], u[3], r, slope;
    for (int e = 0; e < all.elements; e++) {
      square[e] = 0.0;
      for (int k = 0; k < L2H_SW_MOMENTS; k++) moments[e][k] = 0.0;
    }
    for (int jj = 0; jj < all.numneigh(i); jj++) {
      const int j = all.neighbors(i, jj) & NEIGHMASK, e = all.map(all.type(j));
      if (!all.near(i, j, centre, e, u, r)) continue;
      const double h = l2h_sw_bond(r, &all.pairs(centre, e).pair, &slope);
      l2h_sw_moments_add(h, u, moments[e]);
      square[e] += h * h;
    }
    double twice = 0.0;
    for (int e = 0; e < all.elements; e++) {
      double *const field = &fields(i, e * L2H_SW_MOMENTS);
      for (int k = 0; k < L2H_SW_MOMENTS; k++) field[k] = 0.0;
      for (int other = 0; other < all.elements; other++)
        l2h_sw_field_add(all.triplets(centre, e, other).strength, all.triplets(centre, e, other).cosine, moments[other],
                         field);
      twice += l2h_sw_product(field, moments[e]) - all.self(centre, e) * square[e];
    }
    energy += 0.5 * twice;
    if (per_atom) eatom(i) += static_cast<KK_ACC_FLOAT>(0.5 * twice / 3.0);
  }
};

/* ----------------------------------------------------------------------
   forces: of each pair, half of energy and virial; of each bond, the
   triplets around i itself and those around its neighbor, half of the
   virial of each
------------------------------------------------------------------------- */

template <class DeviceType> struct SWForces {
  typedef ManyBodySums value_type;
  SWNeighbors<DeviceType> all;
  typename ManyBodyFields<DeviceType>::t_dev fields;
  typename ArrayTypes<DeviceType>::t_kkacc_1d_3 f;
  typename ArrayTypes<DeviceType>::t_kkacc_1d eatom;
  typename ArrayTypes<DeviceType>::t_kkacc_1d_6 vatom;
  bool per_atom_energy, per_atom_virial;

  KOKKOS_INLINE_FUNCTION void operator()(int ii, ManyBodySums &sums) const
  {
    const int i = all.ilist(ii), centre = all.map(all.type(i));
    double total[3] = {0.0, 0.0, 0.0}, u[3], r, slope, energy;
    double shared = 0.0;    // energies of triplets around neighbors, a third of which is this atom's
    ManyBodySums own;
    for (int jj = 0; jj < all.numneigh(i); jj++) {
      const int j = all.neighbors(i, jj) & NEIGHMASK, e = all.map(all.type(j));
      double force[3] = {0.0, 0.0, 0.0};
      if (all.near(i, j, centre, e, u, r)) {
        const l2h_sw_pair *const pair = &all.pairs(centre, e).pair;
        const double fpair = l2h_sw_two(r, pair, &energy);
        const double h = l2h_sw_bond(r, pair, &slope);
        own.energy += 0.5 * energy;
        l2h_sw_bond_gradient(&fields(i, e * L2H_SW_MOMENTS), all.self(centre, e), u, 1.0 / r, h, slope, force);
        for (int dim = 0; dim < 3; dim++) force[dim] -= fpair * r * u[dim];
      }
      if (all.near(i, j, e, centre, u, r)) shared += around(j, e, centre, u, r, force);
      for (int dim = 0; dim < 3; dim++) total[dim] += force[dim];
      const double d[3] = {-r * u[0], -r * u[1], -r * u[2]};
      own.add_virial(0.5, d, force);
    }
    for (int dim = 0; dim < 3; dim++) f(i, dim) += static_cast<KK_ACC_FLOAT>(total[dim]);
    if (per_atom_energy) eatom(i) += static_cast<KK_ACC_FLOAT>(own.energy + shared / 3.0);
    if (per_atom_virial)
      for (int k = 0; k < 6; k++) vatom(i, k) += static_cast<KK_ACC_FLOAT>(own.virial[k]);
    sums += own;
  }

  // takes the slope of the triplets around j off the force, and returns the energy of those that atom i is in

  KOKKOS_INLINE_FUNCTION double around(int j, int e, int centre, const double u[3], double r, double force[3]) const
  {
    const double back[3] = {-u[0], -u[1], -u[2]};
    double gradient[3] = {0.0, 0.0, 0.0}, alone[L2H_SW_MOMENTS] = {0.0}, slope;
    const double *const field = &fields(j, centre * L2H_SW_MOMENTS);
    const double h = l2h_sw_bond(r, &all.pairs(e, centre).pair, &slope), self = all.self(e, centre);
    l2h_sw_bond_gradient(field, self, back, 1.0 / r, h, slope, gradient);
    for (int dim = 0; dim < 3; dim++) force[dim] -= gradient[dim];
    l2h_sw_moments_add(h, back, alone);
    return l2h_sw_product(field, alone) - self * h * h;
  }
};

/* ---------------------------------------------------------------------- */

template <class DeviceType>
PairSWHopKokkos<DeviceType>::PairSWHopKokkos(LAMMPS *_lmp) : ManyBodyKokkos<PairSWHop, DeviceType>(_lmp)
{
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairSWHopKokkos<DeviceType>::compute(int eflag, int vflag)
{
  this->begin(eflag, vflag);
  k_pairs.template sync<DeviceType>();
  k_triplets.template sync<DeviceType>();
  k_map.template sync<DeviceType>();

  const auto k_list = static_cast<NeighListKokkos<DeviceType> *>(this->list);
  const SWNeighbors<DeviceType> all = {this->atomKK->k_x.template view<DeviceType>(),
                                       this->atomKK->k_type.template view<DeviceType>(),
                                       k_list->d_ilist,
                                       k_list->d_numneigh,
                                       k_map.template view<DeviceType>(),
                                       k_list->d_neighbors,
                                       k_pairs.template view<DeviceType>(),
                                       k_triplets.template view<DeviceType>(),
                                       this->nelements};
  const auto fields = this->k_fields.template view<DeviceType>();
  const auto d_eatom = this->k_eatom.template view<DeviceType>();
  const auto policy = Kokkos::RangePolicy<DeviceType>(0, this->list->inum);
  const bool energies = this->eflag_atom != 0, virials = this->vflag_atom != 0;

  double triplets = 0.0;
  Kokkos::parallel_reduce("sw/hop fields", policy, SWFields<DeviceType>{all, fields, d_eatom, energies}, triplets);
  this->send_fields();
  ManyBodySums sums;
  Kokkos::parallel_reduce("sw/hop forces", policy,
                          SWForces<DeviceType>{all, fields, this->atomKK->k_f.template view<DeviceType>(), d_eatom,
                                               this->k_vatom.template view<DeviceType>(), energies, virials},
                          sums);
  this->end(triplets, sums);
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairSWHopKokkos<DeviceType>::coeff(int narg, char **arg)
{
  PairSWHop::coeff(narg, arg);
  const int n = this->nelements;
  if (n > ELEMENTS)
    this->error->all(FLERR, "Pair style sw/hop/kk has room for {} elements, and {} are in use; pair_style sw/hop takes any "
                     "number", ELEMENTS, n);
  this->comm_forward = n * L2H_SW_MOMENTS;
  copy_numbers();
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairSWHopKokkos<DeviceType>::copy_numbers()
{
  const int n = this->nelements, ntypes = this->atom->ntypes;
  k_pairs = Kokkos::DualView<PairNumbers **, Kokkos::LayoutRight, DeviceType>("pair:pairs", n, n);
  k_triplets = Kokkos::DualView<TripletNumbers ***, Kokkos::LayoutRight, DeviceType>("pair:triplets", n, n, n);
  k_map = DAT::tdual_int_1d("pair:map", ntypes + 1);
  for (int type = 1; type <= ntypes; type++) k_map.view_host()(type) = std::max(this->map[type], 0);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      k_pairs.view_host()(i, j) = {this->pairs[i][j], this->cut[i][j] * this->cut[i][j]};
      for (int k = 0; k < n; k++) k_triplets.view_host()(i, j, k) = {this->strength[i][j][k], this->cosine[i][j][k]};
    }
  k_pairs.modify_host();
  k_triplets.modify_host();
  k_map.modify_host();
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> void PairSWHopKokkos<DeviceType>::init_style()
{
  this->ask_for_all(this->neighbor->add_request(this));    // the host's style has needs that this one has not
}

namespace LAMMPS_NS {
template class PairSWHopKokkos<LMPDeviceType>;
#ifdef LMP_KOKKOS_GPU
template class PairSWHopKokkos<LMPHostType>;
#endif
}    // namespace LAMMPS_NS
