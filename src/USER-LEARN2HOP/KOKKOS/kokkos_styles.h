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

#ifndef LMP_KOKKOS_STYLES_H
#define LMP_KOKKOS_STYLES_H

namespace LAMMPS_NS {

// The kk form of every style, for a LAMMPS whose Kokkos has the precision and the layout of this plugin's; an error for
// another one. Each has /kk, /kk/device and /kk/host.

void add_kokkos_styles(class PluginRegistrar &, class LAMMPS *);

}    // namespace LAMMPS_NS

#endif
