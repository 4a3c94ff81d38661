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
   - overlapping atoms are parted first, and the moments begin after that;
   - a cluster that no outside force acts on does not move as a whole;
   - an atom without a neighbor in its radial inputs goes back to the center of its cluster;
   - a limited-memory BFGS quench by default, in place of 1000 gradient descent steps (min_modify quench gd 1000);
   - the quench starts from the best structure seen, not from the last (min_modify keep last);
   - a coordinate whose force is exactly zero stays where it is, so that atoms frozen by fix setforce remain frozen. */

#include "learned_run.h"

#include "atom.h"
#include "citeme.h"
#include "comm.h"
#include "error.h"
#include "fix_minimize.h"
#include "min_cg.h"
#include "neighbor.h"
#include "output.h"
#include "thermo.h"
#include "timer.h"
#include "update.h"

#include "core/descent.h"

#include <cmath>

#ifdef LMP_KOKKOS
#include "min_cg_kokkos.h"
#endif

using namespace LAMMPS_NS;

// dmax is 0.1 in Min unless the user sets it. The next double stands for not set, so that a 0.1 of the user's counts.
static const double DMAX_NOT_SET = nextafter(0.1, 1.0);

// A basin is counted when a lowest energy follows a rise by this many energy scales above the one before.
static constexpr double BASIN_RISE = 0.5;

// A start with a reduced gradient above the first has overlapping atoms. They part by gradient descent that moves no
// coordinate by more than so many length scales a step, in so many steps at most. Weights are trained on starts with
// gradients of some thousands: to part those, too, left 230 runs of Ag10Au28 0.037 eV (+- 0.016) higher in the mean.
static constexpr double OVERLAP_GRADIENT = 1.0e5;
static constexpr double PART_MOVE = 0.02;
static constexpr int PART_STEPS = 1000;

// The widest skin, in length scales, that force loops may as well pass over (near_list.h).
static constexpr double NARROW_SKIN = 0.3;

static const char cite_learn2hop[] =
    "min_style learned: learned optimization on rough landscapes\n\n"
    "@inproceedings{Merchant2021,\n"
    "  author    = {Merchant, Amil and Metz, Luke and Schoenholz, Samuel S. and Cubuk, Ekin Dogus},\n"
    "  title     = {{Learn2Hop}: Learned Optimization on Rough Landscapes With Applications to Atomic Structural\n"
    "               Optimization},\n"
    "  booktitle = {Proceedings of the 38th International Conference on Machine Learning},\n"
    "  year      = {2021}\n"
    "}\n\n";

/* ---------------------------------------------------------------------- */

template <class LineSearch>
LearnedRun<LineSearch>::LearnedRun(LAMMPS *_lmp) :
    LineSearch(_lmp), settings(_lmp), step(_lmp, settings), search(_lmp, settings), rows(_lmp), best_energy(0.0), best_step(0), basins(0),
    risen(false), bounded(0), steps_ended(false), parted(0)
{
  dmax = DMAX_NOT_SET;
  if (lmp->citeme) lmp->citeme->add(cite_learn2hop);
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::modify_param(int narg, char **arg)
{
  return settings.modify_param(narg, arg);
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::init()
{
  if (settings.hops) search.init();    // before Min lists the computes of energies
  LineSearch::init();
  settings.init(dmax_or(HUGE_VAL));
  settings.vector = use_vector_kernels();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> double LearnedRun<LineSearch>::dmax_or(double standard) const
{
  return dmax == DMAX_NOT_SET ? standard : dmax;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> bool LearnedRun<LineSearch>::use_vector_kernels()
{
  if (settings.kernels == LearnedSettings::KOKKOS) error->all(FLERR, "min_modify kernels kokkos needs min_style learned/kk");
  return true;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::setup(int flag)
{
  BorrowedReach::Guard guard(settings.reach);
  LineSearch::setup(flag);
  guard.keep();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::setup_style()
{
  if (this->nextra_global) error->all(FLERR, "Cannot use min_style learned with fix box/relax");
  if (this->nextra_atom)
    error->all(FLERR, "Cannot use min_style learned with a pair style that has per-atom DOF");

  LineSearch::setup_style();
  for (int row = FIRST_MOMENTS; row < LEARNED_ROWS; row++) add_row();
  settings.setup();
  if (!settings.hops) step.setup(loop());
}

/* ----------------------------------------------------------------------
   atoms may have migrated or been sorted
------------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::reset_vectors()
{
  LineSearch::reset_vectors();
  double *row[LEARNED_ROWS];
  for (int r = 0; r < LEARNED_ROWS; r++) row[r] = this->fix_minimize->request_vector(r);
  settings.systems.sort_atoms();
  step.reset(row);
  static_assert(LbfgsMemory::PAIRS <= L2H_DECAYS, "the quench has too few rows");
  rows.reset(row + FIRST_MOMENTS, row + SECOND_MOMENTS, row[DIRECTION]);
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::run(int nsteps)
{
  const BorrowedReach::Guard guard(settings.reach);
  const NearList::Guard whole_list(*near);
  steps_ended = false;
  LineSearch::run(nsteps);
  if (steps_ended) stopstr = (char *) "end of the learned steps";
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::iterate(int maxiter)
{
  best_energy = HUGE_VAL;
  best_step = basins = bounded = 0;
  risen = true;

  near->start(NARROW_SKIN * settings.length);
  settings.systems.start();
  if (!find_centers()) force_error();
  int stop = settings.hops ? hop() : part();
  if (stop == GO_ON && !settings.hops) stop = learned_steps();
  near->want_radial(0.0);
  const int steps = niter, evaluations = neval;
  if (stop == GO_ON) stop = run_quench(maxiter - steps);
  if (settings.hops)
    search.check_scale();
  else
    check_neighbors();
  report(steps, evaluations, stop);
  return stop;
}

/* ----------------------------------------------------------------------
   moves atoms apart that overlap: their forces would drive a learned step
   for as long as the moments remember them
   a reason to stop, or GO_ON to the learned steps
------------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::part()
{
  parted = 0;
  const double most = OVERLAP_GRADIENT * settings.energy / settings.length;
  const double rate = L2H_PAPER_RATE * settings.length * settings.length / settings.energy;
  const double largest = MIN(PART_MOVE * settings.length, settings.move_limit);
  double limit = largest;
  while (parted < MIN(PART_STEPS, settings.steps / 2) && !(fnorm_inf() <= most * most)) {
    if (!std::isfinite(ecurrent)) force_error();
    if (timer->check_timeout(niter)) return TIMEOUT;
    update->ntimestep++;
    niter++;
    parted++;
    descend(rate, limit);
    find_forces();
    limit = ecurrent < eprevious ? MIN(1.2 * limit, largest) : 0.5 * limit;    // not to and fro between two walls
    if (neval >= update->max_eval) return MAXEVAL;
    write_output();
  }
  settings.shorten(parted);
  return GO_ON;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::find_forces(bool rebuild)
{
  eprevious = ecurrent;
  ecurrent = rebuild ? energy_force_rebuild() : energy_force(0);
  neval++;
}

/* ----------------------------------------------------------------------
   before every evaluation, when neighbor lists and ghosts are those of the
   present positions
------------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::force_clear()
{
  LineSearch::force_clear();
  if (!near->started()) return;
  to_host();
  near->refresh();
}

/* ----------------------------------------------------------------------
   the learned steps; a reason to stop, or GO_ON to the quench
------------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::learned_steps()
{
  l2h_clock *const clock = &settings.optimizer.clock;
  l2h_clock_start(clock, (long) settings.horizon);
  const bool one_species = settings.optimizer.weights.model.species == 1;
  near->want_radial(settings.radial && one_species ? settings.length : 0.0);
  note_energy();

  const int last_evaluation = update->max_eval - (settings.keep_best ? 1 : 0);    // return_to_best() may take one
  for (int k = 1; k <= settings.steps; k++) {
    if (timer->check_timeout(niter)) {
      return_to_best();
      return TIMEOUT;
    }
    update->ntimestep++;
    niter++;
    if (!find_centers()) force_error();
    bounded += move();
    l2h_clock_tick(clock);
    find_forces();
    note_energy();

    const bool spent = neval >= last_evaluation;
    if (spent || k == settings.steps) return_to_best();
    write_output();
    if (spent) return MAXEVAL;
  }
  return GO_ON;
}

/* ----------------------------------------------------------------------
   hops from minimum to minimum, one evaluation a step, and at their end
   back to the lowest; a reason to stop, or GO_ON to the quench
------------------------------------------------------------------------- */

template <class LineSearch> int LearnedRun<LineSearch>::hop()
{
  int stop = GO_ON;
  bool over = false;
  to_host();
  search.start();
  for (int k = 0; k < settings.steps && stop == GO_ON && !over; k++) {
    if (timer->check_timeout(niter)) {
      stop = TIMEOUT;
      break;
    }
    update->ntimestep++;
    niter++;
    to_host();
    const bool far = search.place();
    from_host();
    search.announce();
    find_forces(far);
    to_host();
    over = !search.tell(ecurrent / per_energy());
    if (neval >= update->max_eval - 1) stop = MAXEVAL;    // one is left for the lowest
    write_output();
  }
  to_host();
  const bool met = search.place_lowest();
  from_host();
  if (met) find_forces(true);
  return stop;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> bool LearnedRun<LineSearch>::find_centers()
{
  to_host();
  settings.systems.add_atoms();
  return settings.systems.find_centers();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> bigint LearnedRun<LineSearch>::move()
{
  to_host();
  const bigint bounded_here = step.move(near->radial());
  from_host();
  return bounded_here;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> bigint LearnedRun<LineSearch>::descend(double rate, double limit)
{
  to_host();
  const bigint bounded_here = step.descend(rate, limit);
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

template <class LineSearch> double LearnedRun<LineSearch>::find_direction(const double factor[LbfgsMemory::VECTORS])
{
  to_host();
  const double largest = rows.find_direction(factor);
  from_host();
  return largest;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::take_step(int pair, double scale)
{
  to_host();
  rows.take_step(pair, scale);
  from_host();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::shorten_step(int pair, double part)
{
  to_host();
  rows.shorten_step(pair, part);
  from_host();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::measure_step(int pair, LbfgsMemory::Products &sums)
{
  to_host();
  rows.measure_step(pair, sums);
  from_host();
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::force_error()
{
  to_host();
  settings.systems.force_error();
}

/* ----------------------------------------------------------------------
   keeps the best structure, and counts basins
------------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::note_energy()
{
  if (!std::isfinite(ecurrent)) force_error();
  const double rise = BASIN_RISE * settings.energy * per_energy();
  if (ecurrent >= best_energy) {
    if (ecurrent > best_energy + rise) risen = true;
    return;
  }
  if (risen) basins++;
  risen = false;
  best_energy = ecurrent;
  best_step = niter;
  if (settings.keep_best) keep_best();
}

/* ----------------------------------------------------------------------
   energies are per atom with thermo_modify norm yes
------------------------------------------------------------------------- */

template <class LineSearch> double LearnedRun<LineSearch>::per_energy() const
{
  return output->thermo->normflag ? 1.0 / (double) atom->natoms : 1.0;
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::return_to_best()
{
  if (!settings.keep_best || ecurrent <= best_energy) return;
  to_host();
  step.return_to_best();
  from_host();
  ecurrent = energy_force_rebuild();
  neval++;
}

/* ----------------------------------------------------------------------
   energy_force() with new neighbor lists
   Min::init() has set every 1 delay 0, so the distance check alone decides
------------------------------------------------------------------------- */

template <class LineSearch> double LearnedRun<LineSearch>::energy_force_rebuild()
{
  const int check = neighbor->dist_check;
  neighbor->dist_check = 0;
  const double found = energy_force(0);
  neighbor->dist_check = check;
  return found;
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

template <class LineSearch> void LearnedRun<LineSearch>::check_neighbors()
{
  to_host();
  const LearnedStep::Neighbors found = step.neighbors();
  if (comm->me != 0) return;
  if (found.lone > 0)
    error->warning(FLERR, "Min_style learned: {} atoms, atom {} first, have no neighbor within {:.6g} (2.5 length scales): "
                   "they have left the cluster, or the length scale is too small for this system", found.lone, found.first,
                   L2H_RADIAL_CUTOFF * settings.length);
  if (found.nearest > 0.0 && (found.nearest < LearnedSettings::LEAST_NEAREST || found.nearest > LearnedSettings::MOST_NEAREST))
    error->warning(FLERR, "Weights {} may not fit: nearest neighbors are {:.4g} apart, which is {:.3g} length scales, where "
                   "weights are trained with {} to {}. Try min_modify length_scale {:.4g} and an energy_scale of this "
                   "system's, or train weights for it", settings.optimizer.name, found.nearest * settings.length,
                   found.nearest, LearnedSettings::LEAST_NEAREST, LearnedSettings::MOST_NEAREST, found.nearest * settings.length);
}

/* ----------------------------------------------------------------------
   after `steps` iterations and `evaluations` that came before the quench
------------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::report(int steps, int evaluations, int stop)
{
  bigint bounded_all;
  MPI_Allreduce(&bounded, &bounded_all, 1, MPI_LMP_BIGINT, MPI_SUM, world);
  if (comm->me != 0) return;
  if (settings.hops)
    search.report(per_energy());
  else
    report_steps(steps, evaluations, bounded_all);
  if (niter > steps)
    utils::logmesg(lmp, "  quench: {} steps, {} force evaluations, energy {:.10g}, stopped by {}\n", niter - steps,
                   neval - evaluations, ecurrent, steps_ended ? "its number of steps" : stopstrings(stop));
  else if (settings.quench != LearnedSettings::NO_QUENCH)
    utils::logmesg(lmp, "  no quench: stopped before it by {}\n", stopstrings(stop));
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> void LearnedRun<LineSearch>::report_steps(int steps, int evaluations, bigint bounded_all)
{
  utils::logmesg(lmp, "Learned optimizer: {} of {} steps, {} force evaluations\n", steps - parted, settings.horizon,
                 evaluations - parted);
  if (parted > 0)
    utils::logmesg(lmp, "  before them, {} steps of gradient descent that part overlapping atoms\n", parted);
  if (steps > parted)
    utils::logmesg(lmp, "  best energy {:.10g} at step {}, {} basins (new lows after a rise), {} moves bounded\n",
                   best_energy, best_step, basins, bounded_all);
}

/* ---------------------------------------------------------------------- */

template <class LineSearch> double LearnedRun<LineSearch>::memory_usage()
{
  return sizeof(LearnedSettings) + settings.systems.memory_usage() + step.memory_usage() + near->memory_usage() + search.memory_usage();
}

/* ---------------------------------------------------------------------- */

namespace LAMMPS_NS {
template class LearnedRun<MinCG>;
#ifdef LMP_KOKKOS
template class LearnedRun<MinCGKokkos>;
#endif
}    // namespace LAMMPS_NS
