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

#define L2H_REAL_HEADER "real_float.h"

#include "compute_radial_hop_atom_kokkos.h"

#include "host_loop.h"

#include "USER-LEARN2HOP/radial_grid.h"

#include "atom_kokkos.h"
#include "atom_masks.h"

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

template <class DeviceType>
ComputeRadialHopAtomKokkos<DeviceType>::ComputeRadialHopAtomKokkos(LAMMPS *_lmp, int narg, char **arg) :
    ComputeRadialHopAtom(_lmp, narg, arg), device_grid(_lmp)
{
  kokkosable = 1;
  atomKK = (AtomKokkos *) atom;
  execution_space = ExecutionSpaceFromDevice<DeviceType>::space;
  datamask_read = X_MASK | TYPE_MASK | MASK_MASK;
  datamask_modify = EMPTY_MASK;
}

/* ----------------------------------------------------------------------
   the result goes to commands of the host, and so does the mask that
   compute_peratom() reads
------------------------------------------------------------------------- */

template <class DeviceType>
void ComputeRadialHopAtomKokkos<DeviceType>::sum_neighbors(const std::vector<int> &species_of_type)
{
  atomKK->sync(Host, X_MASK | TYPE_MASK | MASK_MASK);
  if constexpr (std::is_same_v<DeviceType, LMPHostType> || DEVICE_IS_HOST) {
    grid->sum(length, atom->ntypes, species_of_type.data(), sums.data(), host_loop());
  } else {
    RadialGridKokkos::Ints device_species("learn2hop:species_of_type", species_of_type.size());
    const Kokkos::View<const int *, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> from(species_of_type.data(), species_of_type.size());
    Kokkos::deep_copy(device_species, from);
    device_grid.sum(length, atom->ntypes, device_species, device_phi);
    const auto result = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), device_phi);
    for (int i = 0; i < atom->nlocal; i++)
      for (int k = 0; k < size_peratom_cols; k++) sums[(size_t) size_peratom_cols * i + k] = result(i, k);
  }
}

/* ---------------------------------------------------------------------- */

template <class DeviceType> double ComputeRadialHopAtomKokkos<DeviceType>::memory_usage()
{
  return ComputeRadialHopAtom::memory_usage() + device_grid.memory_usage() + (double) device_phi.span() * sizeof(float);
}

namespace LAMMPS_NS {
template class ComputeRadialHopAtomKokkos<LMPDeviceType>;
#ifdef LMP_KOKKOS_GPU
template class ComputeRadialHopAtomKokkos<LMPHostType>;
#endif
}    // namespace LAMMPS_NS
