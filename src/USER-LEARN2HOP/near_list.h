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

// The part of a pair style's neighbor list that is near, between rebuilds of the whole list. Moves that are large make
// LAMMPS's lists either short-lived, or long with a wide skin, where a force loop passes over many pairs that are out of
// reach. So the skin is wide, and force loops see the pairs within a thin one, which are picked anew from the whole list
// when some atom has moved by half of it: in a tenth of the time that LAMMPS takes for a new list. Pairs keep their order,
// so forces are the same to the bit.

#ifndef LMP_NEAR_LIST_H
#define LMP_NEAR_LIST_H

#include "pointers.h"

struct l2h_host_kernels;

namespace LAMMPS_NS {

class NearList : protected Pointers {
 public:
  NearList(class LAMMPS *);

  // For the pair style's list, if that is one of pairs and nothing else on the host; `skin` in distance units.

  void start(double skin);

  // On all ranks, when atoms have moved and before their forces: as much of the list as these need.

  void refresh();

  // The whole list, as LAMMPS made it.

  void stop();

  // Stops at the end of a block, also when an error of LAMMPS's leaves it as an exception.

  class Guard {
   public:
    Guard(NearList &_near) : near(_near) {}
    Guard(const Guard &) = delete;
    ~Guard() { near.stop(); }

   private:
    NearList &near;
  };

  double memory_usage() const;

 private:
  const l2h_host_kernels *kernels;
  class NeighList *list;         // or none
  double skin;
  bigint builds;                 // Neighbor's count of builds when the whole list was taken; -1: not yet
  std::vector<int> count;        // neighbors of each atom of the whole list, as in its numneigh and firstneigh
  std::vector<int *> first;
  std::vector<int> near;         // neighbors within the thin skin, atom after atom
  std::vector<double> from;      // where the local atoms were then
  std::vector<double> reach;     // [type]
  struct Place {
    float at[4];    // one is not used
  };
  std::vector<Place> places;     // of local and ghost atoms when near ones are picked

  bool suits(const class NeighList *) const;
  bool moved_far() const;
  void take_whole();
  void pick();
  void set_reach();
};

}    // namespace LAMMPS_NS

#endif
