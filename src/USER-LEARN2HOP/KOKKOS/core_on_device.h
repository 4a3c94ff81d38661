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

// Before any header of src/core: its inline functions become functions of the device. They stay in their file (static),
// since files differ in what they mean by `real`.

#ifndef LMP_CORE_ON_DEVICE_H
#define LMP_CORE_ON_DEVICE_H

#include <Kokkos_Core.hpp>

#ifndef L2H_FN
#define L2H_FN static KOKKOS_INLINE_FUNCTION
#endif

#endif
