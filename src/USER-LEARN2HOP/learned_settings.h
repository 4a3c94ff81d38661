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

// The settings of min_style learned: what min_modify gives, and what follows from it, the weights and the minimize command
// for one run. The same on the host and through Kokkos.

#ifndef LMP_LEARNED_SETTINGS_H
#define LMP_LEARNED_SETTINGS_H

#include "borrowed_reach.h"
#include "hop_systems.h"
#include "learned_optimizer.h"
#include "pointers.h"

#include "search/policy.h"

#include <algorithm>

namespace LAMMPS_NS {

class LearnedSettings : protected Pointers {
 public:
  enum Quench { LBFGS, CG, GD, NO_QUENCH };
  enum Kernels { AUTO, VECTOR, KOKKOS };

  // Mean distance of nearest neighbors in length scales that is right. The systems that the weights in potentials/ were
  // trained on end with 0.92 (gold) to 1.16 (silicon).

  static constexpr double LEAST_NEAREST = 0.87;
  static constexpr double MOST_NEAREST = 1.22;

  LearnedSettings(class LAMMPS *);

  // One keyword and its values; how many words they are.

  int modify_param(int, char **);

  // From the style's init(), with the largest move of a coordinate that the user allows; and from its setup_style().

  void init(double dmax);
  void setup();

  // Steps of this minimize that were spent before the learned ones begin: an automatic horizon is shorter by them.

  void shorten(int spent);

  // The first layer's share of the inputs of this step, [size of HopSystems][hidden unit].

  void first_layer(std::vector<float> &share) const;

  BorrowedReach reach;    // what neighbor and comm are set to meanwhile
  LearnedOptimizer optimizer;
  HopSystems systems;

  // what min_modify set

  Quench quench;
  int gd_steps;
  bool keep_best;
  Kernels kernels;
  bool hops;                     // from minimum to minimum instead of learned steps alone
  uint64_t seed;                 // of the hops
  int confirm;                   // starts that must lead to the lowest minimum, and the hops end; 0: no such end
  bool random_start;             // where the atoms are is no structure to begin from
  l2h_policy policy;             // and what they do: that of the weights, else by hand, with the numbers of min_modify hop

  bool of_molecules() const { return natoms_mode == MOLECULE; }
  bool asked_for_symmetric() const;
  const l2h_weights *weights() const { return optimizer.has_network() ? &optimizer.weights : nullptr; }
  int kinds() const { return 1 + *std::max_element(species.begin() + 1, species.end()); }

  // what one minimize goes by

  double length, energy;       // scales of the network's inputs, in the units of this run
  double move_limit;           // of a coordinate in one step, distance units
  bigint horizon;              // T
  int steps;                   // learned steps to make, at most T
  bool radial;                 // whether the weights have radial inputs
  bool vector;                 // whether the vector kernels make the steps, as the style decides
  std::vector<int> species;    // 0 based, [atom type]

 protected:
  enum Natoms { ALL, GIVEN, MOLECULE };

  // 0 and empty stand for not set

  bool any_horizon;
  Natoms natoms_mode;
  bigint natoms_given, horizon_given;
  std::vector<std::pair<int, double>> numbers_given;    // of min_modify hop: row of the table, value
  double length_given, energy_given, skin_given;
  std::vector<int> species_given;    // of each atom type from 1

  double positive(const std::string &, const std::string &) const;
  void modify_horizon(const std::string &);
  void modify_natoms(const std::string &);
  void modify_kernels(const std::string &);
  int modify_quench(int, char **);
  int modify_species(int, char **);
  int modify_hop(int, char **);
  void modify_seed(const std::string &);
  void modify_confirm(const std::string &);
  void set_policy();
  void set_scales();
  void set_skin();
  void set_ghosts();
  void set_species();
  void set_horizon();
  bigint quench_share(bigint) const;
  void print() const;
};

}    // namespace LAMMPS_NS

#endif
