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

// The run of min_style learned: learned steps, then a quench. On LineSearch, LAMMPS's conjugate gradients on the host
// (MinCG) or through Kokkos (MinCGKokkos), which do the quench.

#ifndef LMP_LEARNED_RUN_H
#define LMP_LEARNED_RUN_H

#include "hop_search.h"
#include "lbfgs_rows.h"
#include "learned_settings.h"
#include "learned_step.h"
#include "near_list.h"

#include <memory>

namespace LAMMPS_NS {

template <class LineSearch> class LearnedRun : public LineSearch {
 public:
  LearnedRun(class LAMMPS *);
  void init() override;
  void setup(int flag = 1) override;
  void setup_style() override;
  void force_clear() override;
  void reset_vectors() override;
  void run(int) override;
  int iterate(int) override;
  int modify_param(int, char **) override;
  double memory_usage() override;

 protected:
  using LineSearch::atom, LineSearch::comm, LineSearch::error, LineSearch::lmp, LineSearch::neighbor, LineSearch::output;
  using LineSearch::timer, LineSearch::update, LineSearch::world;
  using LineSearch::dmax, LineSearch::normstyle, LineSearch::INF, LineSearch::MAX;
  using LineSearch::ecurrent, LineSearch::eprevious, LineSearch::neval, LineSearch::niter;
  using LineSearch::energy_force, LineSearch::fnorm_inf, LineSearch::fnorm_max, LineSearch::fnorm_sqr;
  using LineSearch::stopstr, LineSearch::stopstrings, LineSearch::ETOL, LineSearch::FTOL, LineSearch::MAXEVAL;
  using LineSearch::MAXITER, LineSearch::TIMEOUT, LineSearch::ZEROALPHA, LineSearch::ZEROFORCE;

  LearnedSettings settings;
  LearnedStep step;
  HopSearch search;
  std::unique_ptr<NearList> near;    // of the style on top
  LbfgsRows rows;    // of the quench: the moments' and the direction of the line search, which nobody needs by then

  // In the memory of the host here. One with another memory brings the host's up to date before the functions of `step`,
  // takes back what they changed, or has functions of its own.

  virtual bool use_vector_kernels();    // whether `step` is what makes the steps, as min_modify kernels has it
  virtual void to_host() {}
  virtual void from_host() {}
  virtual HopLoop loop() { return HopLoop(); }
  virtual void add_row() = 0;    // to fix_minimize, 3 numbers an atom
  virtual bool find_centers();    // of all systems; false where a force is none
  virtual bigint move();
  virtual bigint descend(double rate, double limit);
  virtual void keep_best();
  virtual double find_direction(const double factor[LbfgsMemory::VECTORS]);    // as in LbfgsRows, and so are the next
  virtual void take_step(int pair, double scale);
  virtual void shorten_step(int pair, double part);
  virtual void measure_step(int pair, LbfgsMemory::Products &);

 private:
  enum { GO_ON = -1 };    // not one of the reasons to stop that iterate() returns

  double best_energy;
  bigint best_step;
  int basins;
  bool risen;         // well above the best energy since that was found
  bigint bounded;     // moves and gradients, on this rank
  bool steps_ended;    // nothing more to do after them
  int parted;         // steps that overlapping atoms took to part
  LbfgsMemory memory;

  int part();
  int learned_steps();
  int hop();
  void note_energy();
  void return_to_best();
  double energy_force_rebuild();
  void find_forces(bool rebuild = false);
  void write_output();
  double dmax_or(double standard) const;    // dmax, or that where the user has set none
  double per_energy() const;
  void check_neighbors();
  void report(int, int, int);
  void report_steps(int, int, bigint);
  [[noreturn]] void force_error();

  // learned_quench.cpp

  int run_quench(int);
  int quench_lbfgs(int);
  bool search_back(int pair, double slope);
  int quench_cg(int);
  int quench_gd(int);
  int tolerance_met();
};

}    // namespace LAMMPS_NS

#endif
