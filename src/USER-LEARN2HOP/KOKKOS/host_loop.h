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

// A loop over independent items (hop_loop.h) by the threads of Kokkos on the host.

#ifndef LMP_HOST_LOOP_H
#define LMP_HOST_LOOP_H

#include "USER-LEARN2HOP/hop_loop.h"

#include <Kokkos_Core.hpp>

namespace LAMMPS_NS {

inline HopLoop host_loop()
{
  typedef Kokkos::DefaultHostExecutionSpace Host;
  HopLoop loop;
  loop.workers = Host().concurrency();
  loop.run = [](int items, const HopLoop::Body &body) {
    const Kokkos::Experimental::UniqueToken<Host> numbers;
    Kokkos::parallel_for("learn2hop:items", Kokkos::RangePolicy<Host, Kokkos::Schedule<Kokkos::Dynamic>>(0, items),
                         [&](int item) {
                           const int worker = numbers.acquire();
                           body(item, worker);
                           numbers.release(worker);
                         });
  };
  return loop;
}

// Whether the host reads and writes the memory of the device as its own.

inline constexpr bool DEVICE_IS_HOST = Kokkos::SpaceAccessibility<Kokkos::HostSpace, Kokkos::DefaultExecutionSpace::memory_space>::accessible;

}    // namespace LAMMPS_NS

#endif
