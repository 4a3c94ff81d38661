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

// The hop search (src/search) over LAMMPS's atoms: a walker for each system of the minimization, all of them in step. Every
// rank has the same walkers and gives them the same numbers, so that no question travels: a rank puts its own atoms where
// the walkers ask for them.

#ifndef LMP_HOP_SEARCH_H
#define LMP_HOP_SEARCH_H

#include "pointers.h"

#include "search/walker.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace LAMMPS_NS {

class LearnedSettings;

class HopSearch : protected Pointers {
 public:
  HopSearch(class LAMMPS *, const LearnedSettings &);

  // From the style's init().

  void init();

  // Begins with the atoms where they are and the forces on them known. The arrays of the host must be up to date here
  // and in what follows.

  void start();

  // Puts this rank's atoms where the walkers want energy and forces. True where one has gone so far that LAMMPS must
  // rebuild its neighbor lists.

  bool place();

  // Before an evaluation, and after it with its energy in energy units; false when the search is over.

  void announce() const;
  bool tell(double energy);

  // Puts this rank's atoms into the lowest structure of each system. False where there is none yet.

  bool place_lowest();

  void report(double per_energy) const;

  // A warning where atoms of the lowest structures are another distance apart than the length scale says.

  void check_scale() const;
  double memory_usage() const;

 private:
  struct Free {
    void operator()(l2h_walker *walker) const { l2h_walker_free(walker); }
  };
  using Walker = std::unique_ptr<l2h_walker, Free>;

  const LearnedSettings &settings;
  class Compute *atom_energy;               // where there are several systems
  std::vector<Walker> walkers;              // [system]; none where it has no atoms
  std::vector<int> first;                   // atoms of system s are first[s] to first[s + 1] - 1, by rising ID
  std::unordered_map<tagint, int> index;    // of the atom with an ID
  std::vector<double> asked;                // [atom][3], unwrapped, where they were put last

  void find_atoms();
  std::vector<bool> find_held() const;
  Walker make_walker(int system, const int *species, const bool *frozen) const;
  void add_up(std::vector<double> &) const;
  double nearest() const;
  void find_cell(double (*cell)[3]) const;    // its periodic edges; the others are left as they are
  bool put(const double *(*positions_of)(const l2h_walker *));
};

}    // namespace LAMMPS_NS

#endif
