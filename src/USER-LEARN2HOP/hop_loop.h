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

// How independent items of work are gone through: one after another here, by threads where the Kokkos styles say so.

#ifndef LMP_HOP_LOOP_H
#define LMP_HOP_LOOP_H

#include <functional>

namespace LAMMPS_NS {

struct HopLoop {
  typedef std::function<void(int item, int worker)> Body;

  int workers = 1;    // numbers of workers are below this
  std::function<void(int items, const Body &)> run = [](int items, const Body &body) {
    for (int item = 0; item < items; item++) body(item, 0);
  };
};

}    // namespace LAMMPS_NS

#endif
