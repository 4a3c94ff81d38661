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

#include "min_learned.h"

#include "learned_optimizer.h"
#include "radial_grid.h"

#include "atom.h"
#include "comm.h"
#include "domain.h"
#include "error.h"
#include "fix_minimize.h"
#include "irregular.h"
#include "neighbor.h"
#include "output.h"
#include "thermo.h"
#include "timer.h"
#include "update.h"

#include <algorithm>
#include <cmath>

using namespace LAMMPS_NS;

// Min keeps 0.1 where the user has said nothing of dmax; the number beside it tells that from a 0.1 of the user's.
static const double DMAX_NOT_SET = nextafter(0.1, 1.0);

// A reduced gradient beyond this would overflow a float when squared. Two atoms at a hundredth of d0 reach it.
static constexpr double GRADIENT_LIMIT = 1.0e18;

// A basin is counted when a lowest energy follows a rise by this many energy scales above the one before.
static constexpr double BASIN_RISE = 0.5;

// The line search of the conjugate gradients starts this many length scales away, where dmax is not set. From LAMMPS's
// own 0.1 the first trial lies beyond the wall of the pair potential, and 1 quench of 60 stuck there.
static constexpr double CG_DMAX = 0.02;

static constexpr double GD_RATE = 1.0e-3;      // the paper's quench, reduced units
static constexpr double EPS_ENERGY = 1.0e-8;   // as in other minimizers: least energy that etol is relative to

static constexpr int MOMENTS = 3 * L2H_DECAYS;    // first ones of an atom, and as many second ones

/* ---------------------------------------------------------------------- */

MinLearned::MinLearned(LAMMPS *_lmp) :
    MinCG(_lmp), quench(CG), gd_steps(0), keep_best(true), any_horizon(false), natoms_mode(ALL), natoms_given(0),
    horizon_given(0), length_given(0.0), energy_given(0.0), skin_given(0.0), optimizer(new LearnedOptimizer),
    grid(new RadialGrid(_lmp)), length(1.0), energy(1.0), move_limit(0.0), horizon(0), hops(0), skin_before(0.0),
    radial(false), moments(nullptr), best(nullptr), systems(1), best_energy(0.0), best_step(0), basins(0),
    risen(false), bounded(0), hops_ended(false)
{
  dmax = DMAX_NOT_SET;
}

/* ---------------------------------------------------------------------- */

MinLearned::~MinLearned() = default;

/* ---------------------------------------------------------------------- */

void MinLearned::init()
{
  MinCG::init();

  if (optimizer->name.empty())
    error->all(FLERR, "Min_style learned has no weights: name a weights file with 'min_modify weights FILE', after "
               "min_style learned and before minimize");
  plan_scales();
  plan_skin();
  plan_species();
  move_limit = optimizer->weights.step_limit * length;
  if (dmax != DMAX_NOT_SET) move_limit = MIN(move_limit, dmax);
}

/* ---------------------------------------------------------------------- */

void MinLearned::setup_style()
{
  if (nextra_global) error->all(FLERR, "Cannot use min_style learned with fix box/relax");
  if (nextra_atom) error->all(FLERR, "Cannot use min_style learned with a pair style that has per-atom DOF");

  MinCG::setup_style();
  fix_minimize->add_vector(2 * MOMENTS);
  fix_minimize->add_vector(3);

  radial = (optimizer->weights.model.groups >> L2H_GROUP_RADIAL & 1) != 0;
  if (radial) grid->check_ghosts(length, "The radial input of min_style learned");
  plan_systems();
  plan_horizon();
  print_plan();
}

/* ----------------------------------------------------------------------
   atoms may have migrated or been sorted
------------------------------------------------------------------------- */

void MinLearned::reset_vectors()
{
  MinCG::reset_vectors();
  moments = fix_minimize->request_vector(3);    // behind the line search's three
  best = fix_minimize->request_vector(4);
  order_atoms();
}

/* ---------------------------------------------------------------------- */

void MinLearned::order_atoms()
{
  const int nlocal = atom->nlocal;
  batches.clear();
  order.clear();
  if (natoms_mode != MOLECULE) {
    batches.push_back({natoms_mode == GIVEN ? natoms_given : atom->natoms, 0, nlocal});
    return;
  }

  order.resize(nlocal);
  for (int i = 0; i < nlocal; i++) order[i] = i;
  const auto size_of = [this](int i) { return system_size[system_of(i)]; };
  std::stable_sort(order.begin(), order.end(), [&](int i, int j) { return size_of(i) < size_of(j); });
  for (int a = 0; a < nlocal; a++) {
    if (batches.empty() || batches.back().natoms != size_of(order[a])) batches.push_back({size_of(order[a]), a, a});
    batches.back().last = a + 1;
  }
}

/* ---------------------------------------------------------------------- */

inline int MinLearned::system_of(int i) const
{
  return natoms_mode == MOLECULE ? (int) atom->molecule[i] - 1 : 0;
}

inline int MinLearned::atom_at(int a) const
{
  return order.empty() ? a : order[a];
}

/* ---------------------------------------------------------------------- */

void MinLearned::run(int nsteps)
{
  hops_ended = false;
  MinCG::run(nsteps);
  if (hops_ended) stopstr = (char *) "end of the learned steps";
  neighbor->skin = skin_before;
}

/* ---------------------------------------------------------------------- */

int MinLearned::iterate(int maxiter)
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

int MinLearned::hop()
{
  l2h_clock_start(&optimizer->clock, (long) horizon);
  best_energy = HUGE_VAL;
  best_step = basins = 0;
  bounded = 0;
  risen = true;
  note_energy();

  const int last_evaluation = update->max_eval - (keep_best ? 1 : 0);    // return_to_best() may take one
  for (int step = 1; step <= hops; step++) {
    if (timer->check_timeout(niter)) {
      return_to_best();
      return TIMEOUT;
    }
    update->ntimestep++;
    niter++;
    learned_step();
    eprevious = ecurrent;
    ecurrent = energy_force(0);
    neval++;
    note_energy();

    const bool spent = neval >= last_evaluation;
    if (spent || step == hops) return_to_best();
    write_output();
    if (spent) return MAXEVAL;
  }
  return GO_ON;
}

/* ----------------------------------------------------------------------
   all moves are made from the same positions: h holds them till the end
------------------------------------------------------------------------- */

void MinLearned::learned_step()
{
  find_centers();
  if (radial) {
    const int kinds = optimizer->weights.model.species;
    phi.resize((size_t) L2H_RADIALS * kinds * atom->nlocal);
    grid->sum(length, kinds, species.data(), phi.data());
  }
  for (const auto &batch : batches) move_batch(batch);
  for (int i = 0; i < nvec; i++) xvec[i] += h[i];
  l2h_clock_tick(&optimizer->clock);
}

/* ----------------------------------------------------------------------
   the center of each system, and on the way whether all atoms are still
   there with a force each
------------------------------------------------------------------------- */

void MinLearned::find_centers()
{
  const double *const *const x = atom->x;
  const double *const *const f = atom->f;
  const int nlocal = atom->nlocal;
  std::fill(sums.begin(), sums.end(), 0.0);
  double &broken = sums.back();

  for (int i = 0; i < nlocal; i++) {
    double y[3];
    domain->unmap(x[i], atom->image[i], y);
    double *const sum = &sums[4 * system_of(i)];
    sum[0] += y[0];
    sum[1] += y[1];
    sum[2] += y[2];
    sum[3] += 1.0;
    if ((f[i][0] + f[i][1] + f[i][2] + y[0] + y[1] + y[2]) * 0.0 != 0.0) broken += 1.0;    // NaN or infinite
  }
  MPI_Allreduce(sums.data(), center.data(), (int) sums.size(), MPI_DOUBLE, MPI_SUM, world);
  if (center.back() != 0.0) force_error();

  bigint found = 0;
  for (int s = 0; s < systems; s++) {
    const double atoms = center[4 * s + 3];
    found += (bigint) atoms;
    for (int dim = 0; dim < 3; dim++) center[4 * s + dim] /= MAX(atoms, 1.0);
  }
  if (found != atom->natoms)
    error->all(FLERR, "Min_style learned: {} of {} atoms have left the box; use a larger box, or a shrink-wrapped "
               "boundary that follows them (boundary s s s)", atom->natoms - found, atom->natoms);
}

/* ---------------------------------------------------------------------- */

void MinLearned::force_error()
{
  tagint first = MAXTAGINT, first_all;
  for (int i = 0; i < atom->nlocal; i++) {
    const double *const f = atom->f[i], *const x = atom->x[i];
    if ((f[0] + f[1] + f[2] + x[0] + x[1] + x[2]) * 0.0 != 0.0) first = MIN(first, atom->tag[i]);
  }
  MPI_Allreduce(&first, &first_all, 1, MPI_LMP_TAGINT, MPI_MIN, world);
  error->all(FLERR, "Min_style learned: the force on {:.0f} atoms, atom {} first, is not a number at step {}: check the "
             "start for atoms on top of each other (delete_atoms overlap, or spread them with pair_style soft) and the "
             "pair coefficients", center.back(), first_all, update->ntimestep);
}

/* ---------------------------------------------------------------------- */

void MinLearned::move_batch(const Batch &batch)
{
  static const float origin[3] = {0.0f, 0.0f, 0.0f};    // pack() takes the center off in double
  LearnedOptimizer &o = *optimizer;
  o.kernels->step_layer(&o.weights, &o.clock, (long) batch.natoms, o.shared);
  for (int first = batch.first; first < batch.last; first += LearnedOptimizer::CHUNK) {
    const int count = MIN(LearnedOptimizer::CHUNK, batch.last - first);
    pack(first, count);
    o.kernels->optimizer(&o.weights, &o.clock, o.shared, origin, &o.chunk);
    unpack(first, count);
  }
}

/* ----------------------------------------------------------------------
   atoms [first, first + count) of order[] into the chunk, reduced
------------------------------------------------------------------------- */

void MinLearned::pack(int first, int count)
{
  l2h_atoms &chunk = optimizer->chunk;
  const int stride = chunk.stride;
  const double per_length = 1.0 / length;
  const double reduce_force = -length / energy;
  chunk.atoms = count;

  for (int a = 0; a < count; a++) {
    const int i = atom_at(first + a);
    const double *const middle = &center[4 * system_of(i)];
    double y[3];
    domain->unmap(atom->x[i], atom->image[i], y);
    for (int dim = 0; dim < 3; dim++) {
      double gradient = reduce_force * atom->f[i][dim];
      if (fabs(gradient) > GRADIENT_LIMIT) {
        gradient = copysign(GRADIENT_LIMIT, gradient);
        bounded++;
      }
      chunk.position[dim * stride + a] = (float) ((y[dim] - middle[dim]) * per_length);
      chunk.gradient[dim * stride + a] = (float) gradient;
    }

    const double *const moment = moments + 2 * MOMENTS * i;
    for (int k = 0; k < MOMENTS; k++) {
      chunk.first_moment[k * stride + a] = (float) moment[k];
      chunk.second_moment[k * stride + a] = (float) moment[MOMENTS + k];
    }

    for (int s = 0; s < chunk.species; s++)
      chunk.is_species[s * stride + a] = s == species[atom->type[i]] ? 1.0f : 0.0f;
    const int columns = L2H_RADIALS * chunk.species;
    if (radial)
      for (int k = 0; k < columns; k++) chunk.radial[k * stride + a] = phi[(size_t) columns * i + k];
  }
}

/* ----------------------------------------------------------------------
   moments and moves out of the chunk
------------------------------------------------------------------------- */

void MinLearned::unpack(int first, int count)
{
  const l2h_atoms &chunk = optimizer->chunk;
  const int stride = chunk.stride;
  const float guard = (float) optimizer->weights.step_limit;

  for (int a = 0; a < count; a++) {
    const int i = atom_at(first + a);
    double *const moment = moments + 2 * MOMENTS * i;
    for (int k = 0; k < MOMENTS; k++) {
      moment[k] = chunk.first_moment[k * stride + a];
      moment[MOMENTS + k] = chunk.second_moment[k * stride + a];
    }

    for (int dim = 0; dim < 3; dim++) {
      const float reduced = chunk.move[dim * stride + a];
      const double move = length * reduced;
      if (fabsf(reduced) >= guard || fabs(move) > move_limit) bounded++;
      const double allowed = MAX(-move_limit, MIN(move_limit, move));
      h[3 * i + dim] = atom->f[i][dim] == 0.0 ? 0.0 : allowed;
    }
  }
}

/* ----------------------------------------------------------------------
   keeps the best structure, and counts basins
------------------------------------------------------------------------- */

void MinLearned::note_energy()
{
  if (!std::isfinite(ecurrent)) force_error();
  const double rise = BASIN_RISE * energy / (output->thermo->normflag ? (double) atom->natoms : 1.0);
  if (ecurrent >= best_energy) {
    if (ecurrent > best_energy + rise) risen = true;
    return;
  }
  if (risen) basins++;
  risen = false;
  best_energy = ecurrent;
  best_step = niter;
  if (keep_best)
    for (int i = 0; i < atom->nlocal; i++) domain->unmap(atom->x[i], atom->image[i], best + 3 * i);
}

/* ----------------------------------------------------------------------
   the atoms may have gone far since: they are put back like atoms that a
   command has displaced
------------------------------------------------------------------------- */

void MinLearned::return_to_best()
{
  if (!keep_best || ecurrent <= best_energy) return;
  for (int i = 0; i < atom->nlocal; i++) {
    double *const x = atom->x[i];
    for (int dim = 0; dim < 3; dim++) x[dim] = best[3 * i + dim];
    domain->unmap_inv(x, atom->image[i]);
    if (!neighbor->build_once) domain->remap(x, atom->image[i]);
  }
  if (comm->nprocs > 1 && !neighbor->build_once) {
    if (domain->triclinic) domain->x2lamda(atom->nlocal);
    domain->reset_box();
    Irregular irregular(lmp);
    irregular.migrate_atoms(1);
    if (domain->triclinic) domain->lamda2x(atom->nlocal);
  }
  ecurrent = energy_force_anew();
  neval++;
}

/* ----------------------------------------------------------------------
   energy_force() with new neighbor lists
   Min::init() has set every 1 delay 0, so the distance check alone decides
------------------------------------------------------------------------- */

double MinLearned::energy_force_anew()
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

int MinLearned::run_quench(int left)
{
  if (left <= 0) return MAXITER;
  if (quench == CG) return quench_cg(left);
  const int stop = quench == GD ? quench_gd(MIN(left, gd_steps)) : GO_ON;
  if (stop != GO_ON) return stop;
  if (quench == GD && left <= gd_steps) return MAXITER;
  hops_ended = true;
  return FTOL;    // any reason but MAXITER, so that Min::run() writes the last output; run() gives the words
}

/* ---------------------------------------------------------------------- */

int MinLearned::quench_cg(int steps)
{
  const double dmax_set = dmax;
  if (dmax == DMAX_NOT_SET) dmax = CG_DMAX * length;
  const int stop = MinCG::iterate(steps);
  dmax = dmax_set;
  return stop;
}

/* ----------------------------------------------------------------------
   gradient descent with a fixed rate, as in the paper
------------------------------------------------------------------------- */

int MinLearned::quench_gd(int steps)
{
  const double rate = GD_RATE * length * length / energy;
  for (int step = 1; step <= steps; step++) {
    if (timer->check_timeout(niter)) return TIMEOUT;
    update->ntimestep++;
    niter++;
    for (int i = 0; i < nvec; i++) {
      const double move = rate * fvec[i];
      if (fabs(move) > move_limit) bounded++;
      xvec[i] += MAX(-move_limit, MIN(move_limit, move));
    }
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

int MinLearned::tolerance_met()
{
  const double size = 0.5 * (fabs(ecurrent) + fabs(eprevious) + EPS_ENERGY);
  if (fabs(ecurrent - eprevious) < update->etol * size) return ETOL;
  if (update->ftol <= 0.0) return GO_ON;
  const double norm = normstyle == MAX ? fnorm_max() : normstyle == INF ? fnorm_inf() : fnorm_sqr();
  if (norm < update->ftol * update->ftol) return FTOL;
  return GO_ON;
}

/* ---------------------------------------------------------------------- */

void MinLearned::write_output()
{
  if (output->next != update->ntimestep) return;
  timer->stamp();
  output->write(update->ntimestep);
  timer->stamp(Timer::OUTPUT);
}

/* ---------------------------------------------------------------------- */

void MinLearned::report(int hop_steps, int hop_evaluations, int stop)
{
  bigint bounded_all;
  MPI_Allreduce(&bounded, &bounded_all, 1, MPI_LMP_BIGINT, MPI_SUM, world);
  if (comm->me != 0) return;
  utils::logmesg(lmp, "Learned optimizer: {} of {} steps, {} force evaluations\n"
                 "  best energy {:.10g} at step {}, {} basins (new lows after a rise), {} moves bounded\n",
                 hop_steps, horizon, hop_evaluations, best_energy, best_step, basins, bounded_all);
  if (niter > hop_steps)
    utils::logmesg(lmp, "  quench: {} steps, {} force evaluations, energy {:.10g}, stopped by {}\n", niter - hop_steps,
                   neval - hop_evaluations, ecurrent, hops_ended ? "its number of steps" : stopstrings(stop));
}

/* ---------------------------------------------------------------------- */

double MinLearned::memory_usage()
{
  double bytes = (double) (sums.capacity() + center.capacity()) * sizeof(double);
  bytes += (double) order.capacity() * sizeof(int) + (double) phi.capacity() * sizeof(float) + grid->memory_usage();
  bytes += (double) system_size.capacity() * sizeof(bigint);
  return bytes + sizeof(LearnedOptimizer);    // the moments are fix_minimize's
}
