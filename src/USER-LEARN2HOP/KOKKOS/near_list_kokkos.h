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

// The near part of a list of the Kokkos styles (near_list.h), where their device is the host. On another, force loops see
// the whole list: whether it would pay there to pick has not been measured.

#ifndef LMP_NEAR_LIST_KOKKOS_H
#define LMP_NEAR_LIST_KOKKOS_H

#include "USER-LEARN2HOP/near_list.h"

#include "neigh_list_kokkos.h"

namespace LAMMPS_NS {

class LearnedSettings;

class NearListKokkos : public NearList {
 public:
  NearListKokkos(class LAMMPS *, const LearnedSettings &);
  double memory_usage() override;

 protected:
  bool in_turn() const override;
  bool suits(const class NeighList *) const override;
  void take_whole() override;
  void pick() override;
  void give_whole() override;

 private:
  typedef NeighListKokkos<LMPDeviceType> Pairs;
  typedef DAT::t_neighbors_2d Neighbors;

  const LearnedSettings &settings;
  Neighbors whole, near;                    // [atom][neighbor]
  DAT::t_int_1d whole_count, near_count;    // [atom]

  Pairs *pairs() const;
  void fetch(int i) const;
};

}    // namespace LAMMPS_NS

#endif
