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

// The quench that ends a run of min_style learned, from the best structure: L-BFGS, LAMMPS's conjugate gradients, or the
// gradient descent of the paper.

#include "learned_run.h"

#include "min_cg.h"
#include "timer.h"
#include "update.h"

#include "core/descent.h"

#include <cmath>

#ifdef LMP_KOKKOS
#include "min_cg_kokkos.h"
#endif

using namespace LAMMPS_NS;

// The quench by L-BFGS: length scales that a coordinate moves at most in a step, where dmax is not set; the part of the
// first-order decrease that a step must bring; what an energy is off by, relative; the shortest step, relative.
static constexpr double LBFGS_MOVE = 0.1;
static constexpr double LEAST_DECREASE = 1.0e-4;
static constexpr double ENERGY_ROUNDING = 1.0e-12;
static constexpr double SHORTEST_STEP = 1.0e-6;

// The line search of the conjugate gradients starts this many length scales away, where dmax is not set. From LAMMPS's
// own 0.1 the first trial lies beyond the wall of the pair potential, and 1 quench of 60 stuck there.
static constexpr double CG_DMAX = 0.02;

static constexpr double EPS_ENERGY = 1.0e-8;   // least energy that etol is relative to, energy scales

/* ----------------------------------------------------------------------
   `left` iterations at most
------------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::run_quench(int left)
{
  if (left <= 0) return MAXITER;
  if (settings.quench == LearnedSettings::LBFGS) return quench_lbfgs(left);
  if (settings.quench == LearnedSettings::CG) return quench_cg(left);
  const int steps = settings.quench == LearnedSettings::GD ? settings.gd_steps : 0;
  const int stop = quench_gd(MIN(left, steps));
  if (stop != GO_ON) return stop;
  if (left <= steps) return MAXITER;
  steps_ended = true;
  return FTOL;    // any reason but MAXITER, so that Min::run() writes the last output; run() gives the words
}

/* ----------------------------------------------------------------------
   L-BFGS in the scales of the weights, so that units make no difference
   (LAMMPS's line search tries 1.0 times the force at most and takes energies
   below 1e-8 for nothing); one evaluation an iteration as a rule
------------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::quench_lbfgs(int steps)
{
  const double rate = L2H_PAPER_RATE * settings.length * settings.length / settings.energy;
  const double limit = dmax_or(LBFGS_MOVE * settings.length);
  memory.clear();
  memory.product[LbfgsMemory::FORCE][LbfgsMemory::FORCE] = fnorm_sqr();

  for (int k = 0; k < steps; k++) {
    if (timer->check_timeout(niter)) return TIMEOUT;
    update->ntimestep++;
    niter++;

    double factor[LbfgsMemory::VECTORS];
    double slope = memory.direction(rate, factor);
    if (!(slope > 0.0)) {
      memory.clear();
      slope = memory.direction(rate, factor);
    }
    double largest = find_direction(factor), largest_all;
    MPI_Allreduce(&largest, &largest_all, 1, MPI_DOUBLE, MPI_MAX, world);
    if (largest_all == 0.0) return ZEROFORCE;
    const double scale = MIN(1.0, limit / largest_all);
    const int pair = memory.next();
    take_step(pair, scale);
    find_forces();
    if (!search_back(pair, scale * slope)) {
      if (neval >= update->max_eval) return MAXEVAL;
      if (memory.count == 0) return ZEROALPHA;
      memory.clear();
      memory.product[LbfgsMemory::FORCE][LbfgsMemory::FORCE] = fnorm_sqr();
      continue;
    }
    if (neval >= update->max_eval) return MAXEVAL;
    const int met = tolerance_met();
    if (met != GO_ON) return met;

    LbfgsMemory::Products sums, all;
    measure_step(pair, sums);
    MPI_Allreduce(&sums[0][0], &all[0][0], LbfgsMemory::FACTORS * LbfgsMemory::VECTORS, MPI_DOUBLE, MPI_SUM, world);
    memory.add(all);
    write_output();
  }
  return MAXITER;
}

/* ----------------------------------------------------------------------
   shortens step `pair` until the energy is below that before it, which
   falls by `slope` to first order; false with the step taken back whole
------------------------------------------------------------------------- */

template <class LineSearch> bool LearnedRun<LineSearch>::search_back(int pair, double slope)
{
  const double before = eprevious;
  const double expected = slope * per_energy();
  const double rounding = ENERGY_ROUNDING * (fabs(before) + settings.energy * per_energy());
  double part = 1.0;    // of the whole step
  while (!(ecurrent <= before - LEAST_DECREASE * part * expected + rounding)) {
    const bool hopeless = part < SHORTEST_STEP || neval >= update->max_eval;

    // the lowest point of the parabola through both energies and the slope

    const double bend = ecurrent - before + part * expected;
    const double to = std::isfinite(bend) ? MIN(MAX(0.5 * part * expected / bend, 0.1), 0.5) : 0.1;
    shorten_step(pair, hopeless ? 0.0 : to);
    part *= to;
    find_forces();
    eprevious = before;
    if (hopeless) return false;
  }
  return true;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::quench_cg(int steps)
{
  const double dmax_set = dmax;
  dmax = dmax_or(CG_DMAX * settings.length);
  const int stop = LineSearch::iterate(steps);
  dmax = dmax_set;
  return stop;
}

/* ----------------------------------------------------------------------
   gradient descent with a fixed rate, as in the paper
------------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::quench_gd(int steps)
{
  const double rate = L2H_PAPER_RATE * settings.length * settings.length / settings.energy;
  for (int k = 0; k < steps; k++) {
    if (timer->check_timeout(niter)) return TIMEOUT;
    update->ntimestep++;
    niter++;
    bounded += descend(rate, settings.move_limit);
    find_forces();
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
  const double size = 0.5 * (fabs(ecurrent) + fabs(eprevious) + EPS_ENERGY * settings.energy * per_energy());
  if (fabs(ecurrent - eprevious) < update->etol * size) return ETOL;
  if (update->ftol <= 0.0) return GO_ON;
  const double norm = normstyle == MAX ? fnorm_max() :
      normstyle == INF ? fnorm_inf() : fnorm_sqr();
  if (norm < update->ftol * update->ftol) return FTOL;
  return GO_ON;
}

/* ---------------------------------------------------------------------- */

namespace LAMMPS_NS {
template int LearnedRun<MinCG>::run_quench(int);
#ifdef LMP_KOKKOS
template int LearnedRun<MinCGKokkos>::run_quench(int);
#endif
}    // namespace LAMMPS_NS
