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

#ifdef MINIMIZE_CLASS
// clang-format off
MinimizeStyle(learned,MinLearned);
// clang-format on
#else

#ifndef LMP_MIN_LEARNED_H
#define LMP_MIN_LEARNED_H

#include "min_cg.h"

#include <memory>

namespace LAMMPS_NS {

struct LearnedOptimizer;
class RadialGrid;

class MinLearned : public MinCG {
 public:
  MinLearned(class LAMMPS *);
  ~MinLearned() override;
  void init() override;
  void setup_style() override;
  void reset_vectors() override;
  void run(int) override;
  int iterate(int) override;
  int modify_param(int, char **) override;
  double memory_usage() override;

 protected:
  enum Quench { CG, GD, NO_QUENCH };
  enum Natoms { ALL, GIVEN, MOLECULE };
  enum { GO_ON = -1 };    // beside the reasons to stop that iterate() returns

  // what min_modify set; 0 and empty stand for not set

  Quench quench;
  int gd_steps;
  bool keep_best, any_horizon;
  Natoms natoms_mode;
  bigint natoms_given, horizon_given;
  double length_given, energy_given, skin_given;
  std::vector<int> species_given;    // of each atom type from 1

  std::unique_ptr<LearnedOptimizer> optimizer;
  std::unique_ptr<RadialGrid> grid;

  // what one minimize goes by

  double length, energy;       // scales of the network's inputs, in the units of this run
  double move_limit;           // of a coordinate in one step, distance units
  bigint horizon;              // T
  int hops;                    // learned steps to make, at most T
  std::vector<int> species;    // 0 based, [atom type]
  double skin_before;          // neighbor skin to come back to
  bool radial;                 // whether the weights have radial inputs
  std::vector<float> phi;      // them, [local atom][species][8]

  // per atom, kept by fix_minimize, which moves them with their atom

  double *moments;    // [2][3][decays]: first moments, then second
  double *best;       // [3]: unwrapped position in the best structure so far

  // Atoms that share a center and a size are a system: all atoms, or one molecule. Batches are what the network is told
  // the same size of.

  struct Batch {
    bigint natoms;
    int first, last;    // of order[], or of the local atoms where order is empty
  };
  int systems;
  std::vector<bigint> system_size;      // [system], for molecules
  std::vector<double> sums, center;     // [system][4]: positions summed or their mean, number of atoms; one more behind
  std::vector<int> order;
  std::vector<Batch> batches;

  // for the report

  double best_energy;
  bigint best_step;
  int basins;
  bool risen;         // well above the best energy since that was found
  bigint bounded;     // moves and gradients, on this rank
  bool hops_ended;    // nothing more to do after them

  // settings and plan, in min_learned_settings.cpp

  double positive(const std::string &, const std::string &);
  void modify_horizon(const std::string &);
  void modify_natoms(const std::string &);
  int modify_quench(int, char **);
  int modify_species(int, char **);
  void plan_scales();
  void plan_skin();
  void plan_species();
  void plan_systems();
  void plan_horizon();
  bigint quench_share(bigint) const;
  void print_plan() const;

  // the run

  void order_atoms();
  int system_of(int) const;
  int atom_at(int) const;

  int hop();
  void learned_step();
  void find_centers();
  [[noreturn]] void force_error();
  void move_batch(const Batch &);
  void pack(int, int);
  void unpack(int, int);
  void note_energy();
  void return_to_best();
  double energy_force_anew();

  int run_quench(int);
  int quench_cg(int);
  int quench_gd(int);
  int tolerance_met();
  void write_output();
  void report(int, int, int);
};

}    // namespace LAMMPS_NS

#endif
#endif
