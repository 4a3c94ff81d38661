/* ----------------------------------------------------------------------
   LAMMPS - Large-scale Atomic/Molecular Massively Parallel Simulator
   https://www.lammps.org/, Sandia National Laboratories
   LAMMPS development team: developers@lammps.org

   Copyright (2003) Sandia Corporation.  Under the terms of Contract
   DE-AC04-94AL85000 with Sandia Corporation, the U.S. Government retains
   certain rights in this software.  This software is distributed under
   the GNU General Public License.

   See the README file in the top-level LAMMPS directory.
------------------------------------------------------------------------- */

/* Minimization by a learned optimizer that hops between basins: A. Merchant, L. Metz, S. Schoenholz, E. Cubuk,
   Learn2Hop: Learned Optimization on Rough Landscapes, ICML 2021. See docs/min_learned.md.

   Where this leaves the paper:
   - a conjugate gradient quench by default, in place of 1000 gradient descent steps (min_modify quench gd 1000);
   - the quench starts from the best structure seen, not from the last (min_modify keep last);
   - a coordinate whose force is exactly zero stays where it is, so that atoms frozen by fix setforce remain frozen. */

#include "learned_run.h"

#include "atom.h"
#include "comm.h"
#include "error.h"
#include "fix_minimize.h"
#include "min_cg.h"
#include "neighbor.h"
#include "output.h"
#include "thermo.h"
#include "timer.h"
#include "update.h"

#include <cmath>

#ifdef LMP_KOKKOS
#include "min_cg_kokkos.h"
#endif

using namespace LAMMPS_NS;

// Min keeps 0.1 where the user has said nothing of dmax; the number beside it tells that from a 0.1 of the user's.
static const double DMAX_NOT_SET = nextafter(0.1, 1.0);

// A basin is counted when a lowest energy follows a rise by this many energy scales above the one before.
static constexpr double BASIN_RISE = 0.5;

// The line search of the conjugate gradients starts this many length scales away, where dmax is not set. From LAMMPS's
// own 0.1 the first trial lies beyond the wall of the pair potential, and 1 quench of 60 stuck there.
static constexpr double CG_DMAX = 0.02;

static constexpr double GD_RATE = 1.0e-3;      // the paper's quench, reduced units
static constexpr double EPS_ENERGY = 1.0e-8;   // as in other minimizers: least energy that etol is relative to

/* ---------------------------------------------------------------------- */

template <class LineSearch>
LearnedRun<LineSearch>::LearnedRun(LAMMPS *_lmp) :
    LineSearch(_lmp), plan(_lmp), step(_lmp, plan), best_energy(0.0), best_step(0), basins(0), risen(false), bounded(0),
    hops_ended(false)
{
  dmax = DMAX_NOT_SET;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::modify_param(int narg, char **arg)
{
  return plan.modify_param(narg, arg);
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::init()
{
  LineSearch::init();
  plan.init(dmax == DMAX_NOT_SET ? HUGE_VAL : dmax);
  plan.vector = use_vector_kernels();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> bool LearnedRun<LineSearch>::use_vector_kernels()
{
  if (plan.kernels == LearnedPlan::KOKKOS) error->all(FLERR, "min_modify kernels kokkos needs min_style learned/kk");
  return true;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::setup_style()
{
  if (this->nextra_global) error->all(FLERR, "Cannot use min_style learned with fix box/relax");
  if (this->nextra_atom)
    error->all(FLERR, "Cannot use min_style learned with a pair style that has per-atom DOF");

  LineSearch::setup_style();
  for (int row = FIRST_MOMENTS; row < LEARNED_ROWS; row++) add_row();
  plan.setup();
  step.setup(loop());
}

/* ----------------------------------------------------------------------
   atoms may have migrated or been sorted
------------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::reset_vectors()
{
  LineSearch::reset_vectors();
  double *rows[LEARNED_ROWS];
  for (int row = 0; row < LEARNED_ROWS; row++) rows[row] = this->fix_minimize->request_vector(row);
  plan.systems.sort_atoms();
  step.reset(rows);
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::run(int nsteps)
{
  hops_ended = false;
  LineSearch::run(nsteps);
  if (hops_ended) stopstr = (char *) "end of the learned steps";
  plan.restore_skin();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::iterate(int maxiter)
{
  int stop = hop();
  const int hop_steps = niter, hop_evaluations = neval;
  if (stop == GO_ON) stop = run_quench(maxiter - hop_steps);
  report(hop_steps, hop_evaluations, stop);
  return stop;
}

/* ----------------------------------------------------------------------
   the learned steps; a reason to stop, or GO_ON to the quench
------------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::hop()
{
  l2h_clock *const clock = &plan.optimizer.clock;
  l2h_clock_start(clock, (long) plan.horizon);
  best_energy = HUGE_VAL;
  best_step = basins = 0;
  bounded = 0;
  risen = true;
  note_energy();

  const int last_evaluation = update->max_eval - (plan.keep_best ? 1 : 0);    // return_to_best() may take one
  for (int hops = 1; hops <= plan.hops; hops++) {
    if (timer->check_timeout(niter)) {
      return_to_best();
      return TIMEOUT;
    }
    update->ntimestep++;
    niter++;
    if (!find_centers()) force_error();
    bounded += move();
    l2h_clock_tick(clock);
    eprevious = ecurrent;
    ecurrent = energy_force(0);
    neval++;
    note_energy();

    const bool spent = neval >= last_evaluation;
    if (spent || hops == plan.hops) return_to_best();
    write_output();
    if (spent) return MAXEVAL;
  }
  return GO_ON;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> bool LearnedRun<LineSearch>::find_centers()
{
  to_host();
  plan.systems.add_atoms();
  return plan.systems.find_centers();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> bigint LearnedRun<LineSearch>::move()
{
  to_host();
  const bigint bounded_here = step.move();
  from_host();
  return bounded_here;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> bigint LearnedRun<LineSearch>::descend(double rate)
{
  to_host();
  const bigint bounded_here = step.descend(rate);
  from_host();
  return bounded_here;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::keep_best()
{
  to_host();
  step.keep_best();
  from_host();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::force_error()
{
  to_host();
  plan.systems.force_error();
}

/* ----------------------------------------------------------------------
   keeps the best structure, and counts basins
------------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::note_energy()
{
  if (!std::isfinite(ecurrent)) force_error();
  const double rise = BASIN_RISE * plan.energy / (output->thermo->normflag ? (double) atom->natoms : 1.0);
  if (ecurrent >= best_energy) {
    if (ecurrent > best_energy + rise) risen = true;
    return;
  }
  if (risen) basins++;
  risen = false;
  best_energy = ecurrent;
  best_step = niter;
  if (plan.keep_best) keep_best();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::return_to_best()
{
  if (!plan.keep_best || ecurrent <= best_energy) return;
  to_host();
  step.return_to_best();
  from_host();
  ecurrent = energy_force_anew();
  neval++;
}

/* ----------------------------------------------------------------------
   energy_force() with new neighbor lists
   Min::init() has set every 1 delay 0, so the distance check alone decides
------------------------------------------------------------------------- */

template <class LineSearch> double LearnedRun<LineSearch>::energy_force_anew()
{
  const int check = neighbor->dist_check;
  neighbor->dist_check = 0;
  const double found = energy_force(0);
  neighbor->dist_check = check;
  return found;
}

/* ----------------------------------------------------------------------
   `left` iterations at most
------------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::run_quench(int left)
{
  if (left <= 0) return MAXITER;
  if (plan.quench == LearnedPlan::CG) return quench_cg(left);
  const int steps = plan.quench == LearnedPlan::GD ? plan.gd_steps : 0;
  const int stop = quench_gd(MIN(left, steps));
  if (stop != GO_ON) return stop;
  if (left <= steps) return MAXITER;
  hops_ended = true;
  return FTOL;    // any reason but MAXITER, so that Min::run() writes the last output; run() gives the words
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::quench_cg(int steps)
{
  const double dmax_set = dmax;
  if (dmax == DMAX_NOT_SET) dmax = CG_DMAX * plan.length;
  const int stop = LineSearch::iterate(steps);
  dmax = dmax_set;
  return stop;
}

/* ----------------------------------------------------------------------
   gradient descent with a fixed rate, as in the paper
------------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::quench_gd(int steps)
{
  const double rate = GD_RATE * plan.length * plan.length / plan.energy;
  for (int k = 0; k < steps; k++) {
    if (timer->check_timeout(niter)) return TIMEOUT;
    update->ntimestep++;
    niter++;
    bounded += descend(rate);
    eprevious = ecurrent;
    ecurrent = energy_force(0);
    neval++;
    if (neval >= update->max_eval) return MAXEVAL;
    const int met = tolerance_met();
    if (met != GO_ON) return met;
    write_output();
  }
  return GO_ON;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::tolerance_met()
{
  const double size = 0.5 * (fabs(ecurrent) + fabs(eprevious) + EPS_ENERGY);
  if (fabs(ecurrent - eprevious) < update->etol * size) return ETOL;
  if (update->ftol <= 0.0) return GO_ON;
  const double norm = normstyle == MAX ? fnorm_max() :
      normstyle == INF ? fnorm_inf() : fnorm_sqr();
  if (norm < update->ftol * update->ftol) return FTOL;
  return GO_ON;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::write_output()
{
  if (output->next != update->ntimestep) return;
  timer->stamp();
  to_host();
  output->write(update->ntimestep);
  timer->stamp(Timer::OUTPUT);
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::report(int hop_steps, int hop_evaluations, int stop)
{
  bigint bounded_all;
  MPI_Allreduce(&bounded, &bounded_all, 1, MPI_LMP_BIGINT, MPI_SUM, world);
  if (comm->me != 0) return;
  utils::logmesg(lmp, "Learned optimizer: {} of {} steps, {} force evaluations\n"
                 "  best energy {:.10g} at step {}, {} basins (new lows after a rise), {} moves bounded\n",
                 hop_steps, plan.horizon, hop_evaluations, best_energy, best_step, basins, bounded_all);
  if (niter > hop_steps)
    utils::logmesg(lmp, "  quench: {} steps, {} force evaluations, energy {:.10g}, stopped by {}\n",
                   niter - hop_steps, neval - hop_evaluations, ecurrent, hops_ended ? "its number of steps" : stopstrings(stop));
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> double LearnedRun<LineSearch>::memory_usage()
{
  return sizeof(LearnedPlan) + plan.systems.memory_usage() + step.memory_usage();
}

/* ---------------------------------------------------------------------- */

namespace LAMMPS_NS {
template class LearnedRun<MinCG>;
#ifdef LMP_KOKKOS
template class LearnedRun<MinCGKokkos>;
#endif
}    // namespace LAMMPS_NS
