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

// The systems that one minimize moves side by side: all atoms are one, or each molecule is. A learned optimizer sees
// positions relative to the center of its system, and has the number of its atoms as an input.

#ifndef LMP_HOP_SYSTEMS_H
#define LMP_HOP_SYSTEMS_H

#include "pointers.h"

namespace LAMMPS_NS {

class HopSystems : protected Pointers {
 public:
  HopSystems(class LAMMPS *);

  // Systems are numbered by their size, so that those of one size are neighbors. `natoms`: the number of atoms
  // that the network gets, where all atoms are one system.

  void setup(bool molecules, bigint natoms);

  int count;                       // of systems
  std::vector<bigint> sizes;       // that there are, as the network gets them, rising
  std::vector<int> size_of;        // which of sizes[], [system]

  int of(int i) const { return slot.empty() ? 0 : slot[molecule_of(i)]; }

  // Atoms may have migrated or been sorted: local atoms by system, those of system s from first[s] to first[s + 1] - 1.

  void sort_atoms();
  std::vector<int> order, first;

  // add_atoms() makes this rank's sums (hop_sums.h), [system][HOP_SUMS], and after them the number of atoms whose force or
  // position is no number. find_centers() adds up those of all ranks: false where a force is no number.
  // `places`, [system][6]: the center of the system, and the shift that takes it back to where it was. A system that
  // nothing outside acts on does not move as a whole, though a learned step would move it.

  std::vector<double> sums, places;
  void start();    // the next find_centers() sees where the centers are to stay
  void add_atoms();
  bool find_centers();

  // Stops, and names the first atom that has no force. The arrays of the host must be up to date.

  [[noreturn]] void force_error() const;

  double memory_usage() const;

 protected:
  std::vector<int> slot;       // system of each molecule ID less 1; empty where all atoms are one
  std::vector<double> home;    // where centers are to stay, [system][3]
  bool started;                // `home` is known

  int molecule_of(int) const;
};

}    // namespace LAMMPS_NS

#endif
