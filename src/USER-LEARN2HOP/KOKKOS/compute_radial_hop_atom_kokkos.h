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

#ifdef COMPUTE_CLASS
// clang-format off
ComputeStyle(radial/hop/atom/kk,ComputeRadialHopAtomKokkos<LMPDeviceType>);
ComputeStyle(radial/hop/atom/kk/device,ComputeRadialHopAtomKokkos<LMPDeviceType>);
ComputeStyle(radial/hop/atom/kk/host,ComputeRadialHopAtomKokkos<LMPHostType>);
// clang-format on
#else

#ifndef LMP_COMPUTE_RADIAL_HOP_ATOM_KOKKOS_H
#define LMP_COMPUTE_RADIAL_HOP_ATOM_KOKKOS_H

#include "radial_grid_kokkos.h"

#include "USER-LEARN2HOP/compute_radial_hop_atom.h"

namespace LAMMPS_NS {

template <class DeviceType> class ComputeRadialHopAtomKokkos : public ComputeRadialHopAtom {
 public:
  ComputeRadialHopAtomKokkos(class LAMMPS *, int, char **);
  double memory_usage() override;

 protected:
  void sum_neighbors(const std::vector<int> &species_of_type) override;

 private:
  RadialGridKokkos device_grid;
  RadialGridKokkos::Phi device_phi;
};

}    // namespace LAMMPS_NS

#endif
#endif
