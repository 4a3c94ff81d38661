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

// The radial functions of all local atoms at once (radial_grid.h), on the device: an atom a thread.

#ifndef LMP_RADIAL_GRID_KOKKOS_H
#define LMP_RADIAL_GRID_KOKKOS_H

#include "core_on_device.h"

#include "USER-LEARN2HOP/hop_cells.h"

#include "kokkos_type.h"
#include "pointers.h"

namespace LAMMPS_NS {

class RadialGridKokkos : protected Pointers {
 public:
  typedef Kokkos::View<float **, LMPDeviceType> Phi;
  typedef Kokkos::View<int *, LMPDeviceType> Ints;
  typedef Kokkos::View<double *[3], Kokkos::LayoutRight, LMPDeviceType> Places;

  RadialGridKokkos(class LAMMPS *);

  // phi(i, 8 s + k): the k-th function of local atom i, summed over its neighbors of species s, of `nspecies`; grows with
  // the number of atoms. species_of_type(t) is 0 ... nspecies - 1 for atom types t from 1.

  void sum(double length, int nspecies, const Ints &species_of_type, Phi &phi);

  double memory_usage() const;

 private:
  Ints first;       // [species][cell], and one more: where they begin below
  Ints next;        // [species][cell], while they are filled
  Ints bucket;      // [atom]: species and cell, or -1 for out of sight
  Ints atom_in;    // local and ghost atoms by species and cell
  Places place;     // where they are
};

}    // namespace LAMMPS_NS

#endif
