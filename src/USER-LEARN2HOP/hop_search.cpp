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

#include "hop_search.h"

#include "hop_places.h"
#include "learned_settings.h"

#include "atom.h"
#include "comm.h"
#include "compute.h"
#include "domain.h"
#include "error.h"
#include "fix.h"
#include "modify.h"
#include "neighbor.h"
#include "update.h"

#include "search/box.h"

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace LAMMPS_NS;

static constexpr char ATOM_ENERGY[] = "learned_hops_atom_energy";

// Every rank has every position.
static constexpr bigint MOST_ATOMS = 1000000;

static constexpr int MOST_LOOKED_AT = 200;

// Atoms that go farther than this part of the skin at once make LAMMPS rebuild its lists; nearer, its own check finds them.
static constexpr double FAR = 0.25;

/* ---------------------------------------------------------------------- */

HopSearch::HopSearch(LAMMPS *_lmp, const LearnedSettings &_settings) :
    Pointers(_lmp), settings(_settings), atom_energy(nullptr)
{
}

/* ----------------------------------------------------------------------
   LAMMPS's energy is the sum of all systems': where there are several, each
   gets the energies of its atoms
------------------------------------------------------------------------- */

void HopSearch::init()
{
  atom_energy = modify->get_compute_by_id(ATOM_ENERGY);
  if (!atom_energy && settings.of_molecules()) atom_energy = modify->add_compute(fmt::format("{} all pe/atom", ATOM_ENERGY));
}

/* ---------------------------------------------------------------------- */

void HopSearch::start()
{
  if (!atom->tag_enable) error->all(FLERR, "min_modify hops needs atoms with IDs (atom_modify id yes)");
  if (atom->natoms > MOST_ATOMS)
    error->all(FLERR, "min_modify hops serves up to {} atoms, and there are {}", MOST_ATOMS, atom->natoms);
  find_atoms();

  // position, species, and whether it is frozen

  const size_t count = index.size();
  std::vector<double> all(5 * count, 0.0);
  const std::vector<bool> held = find_held();
  for (int i = 0; i < atom->nlocal; i++) {
    double *const own = &all[5 * (size_t) index.at(atom->tag[i])];
    domain->unmap(atom->x[i], atom->image[i], own);
    own[3] = settings.species[atom->type[i]];
    own[4] = held[i] ? 1.0 : 0.0;
  }
  add_up(all);

  asked.resize(3 * count);
  std::vector<int> species(count);
  std::unique_ptr<bool[]> frozen(new bool[count]);
  for (size_t a = 0; a < count; a++) {
    std::copy_n(&all[5 * a], 3, &asked[3 * a]);
    species[a] = (int) all[5 * a + 3];
    frozen[a] = all[5 * a + 4] != 0.0;
  }
  walkers.clear();
  for (int s = 0; s + 1 < (int) first.size(); s++) walkers.push_back(make_walker(s, species.data(), frozen.get()));
}

/* ----------------------------------------------------------------------
   numbers the atoms of all ranks by system and ID
------------------------------------------------------------------------- */

void HopSearch::find_atoms()
{
  std::vector<tagint> mine, all(2 * (size_t) atom->natoms);
  for (int i = 0; i < atom->nlocal; i++) {
    mine.push_back(settings.systems.of(i));
    mine.push_back(atom->tag[i]);
  }
  std::vector<int> counts(comm->nprocs), places(comm->nprocs, 0);
  const int mine_count = (int) mine.size();
  MPI_Allgather(&mine_count, 1, MPI_INT, counts.data(), 1, MPI_INT, world);
  std::partial_sum(counts.begin(), counts.end() - 1, places.begin() + 1);
  if (places.back() + counts.back() != (int) all.size())
    error->all(FLERR, "Min_style learned: some atoms have left the box before the first hop");
  MPI_Allgatherv(mine.data(), mine_count, MPI_LMP_TAGINT, all.data(), counts.data(), places.data(), MPI_LMP_TAGINT, world);

  std::vector<std::pair<tagint, tagint>> atoms;
  for (size_t k = 0; k < all.size(); k += 2) atoms.emplace_back(all[k], all[k + 1]);
  std::sort(atoms.begin(), atoms.end());
  first.assign((size_t) settings.systems.count + 1, 0);
  index.clear();
  for (const auto &[system, tag] : atoms) {
    index.emplace(tag, (int) index.size());
    first[system + 1]++;
  }
  std::partial_sum(first.begin(), first.end(), first.begin());
}

/* ----------------------------------------------------------------------
   which local atoms a fix holds in place
------------------------------------------------------------------------- */

std::vector<bool> HopSearch::find_held() const
{
  int groups = 0;
  for (const auto &fix : modify->get_fix_list())
    if (utils::strmatch(fix->style, "^setforce") || utils::strmatch(fix->style, "^freeze")) groups |= fix->groupbit;
  std::vector<bool> held(atom->nlocal);
  for (int i = 0; i < atom->nlocal; i++) {
    const double *const f = atom->f[i];
    held[i] = (atom->mask[i] & groups) && f[0] == 0.0 && f[1] == 0.0 && f[2] == 0.0;
  }
  return held;
}

/* ---------------------------------------------------------------------- */

void HopSearch::find_cell(double (*cell)[3]) const
{
  const double edges[3][3] = {{domain->xprd, 0.0, 0.0}, {domain->xy, domain->yprd, 0.0}, {domain->xz, domain->yz, domain->zprd}};
  for (int k = 0; k < 3; k++)
    if (domain->periodicity[k]) std::copy_n(edges[k], 3, cell[k]);
}

/* ----------------------------------------------------------------------
   a molecule is a cluster, wherever it lies in the box
------------------------------------------------------------------------- */

HopSearch::Walker HopSearch::make_walker(int system, const int *species, const bool *frozen) const
{
  const int begin = first[system], count = first[system + 1] - begin;
  if (count == 0) return nullptr;
  const bool any_frozen = std::any_of(frozen + begin, frozen + begin + count, [](bool yes) { return yes; });
  const bool periodic = !settings.of_molecules() && (domain->xperiodic || domain->yperiodic || domain->zperiodic);

  l2h_search_problem problem = {};
  problem.atoms = count;
  problem.species = settings.kinds();
  problem.species_of = species + begin;
  problem.frozen = frozen + begin;
  problem.length = settings.length;
  problem.energy = settings.energy;
  if (periodic) {
    std::copy_n(domain->boxlo, 3, problem.origin);
    find_cell(problem.cell);
  }
  const double *const structure = &asked[3 * (size_t) begin];
  if (settings.random_start) {
    if (any_frozen) error->all(FLERR, "min_modify random_start yes needs atoms that no fix holds: the others are to begin beside them");
    for (int k = 0; k < 3 * count && !periodic; k++) problem.origin[k % 3] += structure[k] / count;
  } else {
    problem.start = structure;
    problem.restart_from_start = any_frozen || (periodic && !settings.asked_for_symmetric());
  }

  l2h_walker_options options = {};
  options.policy = &settings.policy;
  options.weights = l2h_policy_network(settings.weights(), problem.species);
  options.seed = settings.seed;
  options.stop.confirm = settings.confirm;
  options.number = (uint32_t) system;
  l2h_error why = {};
  Walker walker(l2h_walker_create(&problem, &options, &why));
  if (!walker) error->all(FLERR, "min_modify hops: {}", why.text);
  return walker;
}

/* ----------------------------------------------------------------------
   the same bits on all ranks, which an Allreduce does not promise
------------------------------------------------------------------------- */

void HopSearch::add_up(std::vector<double> &numbers_here) const
{
  const int count = (int) numbers_here.size();
  if (comm->nprocs == 1) return;
  if (comm->me == 0)
    MPI_Reduce(MPI_IN_PLACE, numbers_here.data(), count, MPI_DOUBLE, MPI_SUM, 0, world);
  else
    MPI_Reduce(numbers_here.data(), nullptr, count, MPI_DOUBLE, MPI_SUM, 0, world);
  MPI_Bcast(numbers_here.data(), count, MPI_DOUBLE, 0, world);
}

/* ---------------------------------------------------------------------- */

bool HopSearch::place()
{
  return put(l2h_walker_ask);
}

/* ---------------------------------------------------------------------- */

bool HopSearch::place_lowest()
{
  if (std::none_of(walkers.begin(), walkers.end(), [](const Walker &w) { return w && l2h_walker_lowest(w.get()); })) return false;
  put(l2h_walker_lowest);
  l2h_settle_atoms(lmp);
  return true;
}

/* ----------------------------------------------------------------------
   atoms of a walker that has no positions stay
   true where one has gone so far that the lists of neighbors, and perhaps
   the rank that owns it, are others
------------------------------------------------------------------------- */

bool HopSearch::put(const double *(*positions_of)(const l2h_walker *))
{
  double farthest = 0.0;
  for (size_t s = 0; s < walkers.size(); s++) {
    const double *const positions = walkers[s] ? positions_of(walkers[s].get()) : nullptr;
    if (!positions) continue;
    double *const before = &asked[3 * (size_t) first[s]];
    for (int k = 0; k < 3 * (first[s + 1] - first[s]); k++) {
      farthest = MAX(farthest, fabs(positions[k] - before[k]));
      before[k] = positions[k];
    }
  }
  for (int i = 0; i < atom->nlocal; i++) l2h_place_atom(lmp, i, &asked[3 * (size_t) index.at(atom->tag[i])]);
  const bool far = farthest > FAR * neighbor->skin;
  if (far) l2h_settle_atoms(lmp);
  return far;
}

/* ---------------------------------------------------------------------- */

void HopSearch::announce() const
{
  if (atom_energy) atom_energy->addstep(update->ntimestep);
}

/* ----------------------------------------------------------------------
   every walker gets its energy and gradient
------------------------------------------------------------------------- */

bool HopSearch::tell(double energy)
{
  const size_t count = index.size();
  if (atom_energy) atom_energy->compute_peratom();

  // gradient and energy of each atom, and how many there are

  std::vector<double> all(4 * count + 1, 0.0);
  double *const energies = &all[3 * count];
  for (int i = 0; i < atom->nlocal; i++) {
    const size_t a = index.at(atom->tag[i]);
    for (int dim = 0; dim < 3; dim++) all[3 * a + dim] = -atom->f[i][dim];
    if (atom_energy) energies[a] = atom_energy->vector_atom[i];
  }
  all.back() = atom->nlocal;
  add_up(all);
  if (all.back() != (double) count)
    error->all(FLERR, "Min_style learned: {:.0f} of {} atoms have left the box; use a larger box, or a shrink-wrapped "
               "boundary that follows them (boundary s s s)", (double) count - all.back(), count);

  bool goes_on = false;
  for (size_t s = 0; s < walkers.size(); s++) {
    if (!walkers[s] || !l2h_walker_ask(walkers[s].get())) continue;
    const double *own = energies + first[s], *end = energies + first[s + 1];
    const double own_energy = atom_energy ? std::accumulate(own, end, 0.0) : energy;
    l2h_walker_tell(walkers[s].get(), own_energy, &all[3 * (size_t) first[s]], atom_energy ? own : nullptr);
    goes_on = goes_on || l2h_walker_ask(walkers[s].get());
  }
  return goes_on;
}

/* ----------------------------------------------------------------------
   sums over all systems
------------------------------------------------------------------------- */

void HopSearch::report(double per_energy) const
{
  struct l2h_walker_report sum = {};
  double lowest = 0.0;
  long met = 0;
  for (const auto &walker : walkers) {
    if (!walker) continue;
    struct l2h_walker_report own;
    l2h_walker_make_report(walker.get(), &own);
    lowest += own.lowest;
    met += own.meetings;
    sum.hops += own.hops;
    sum.restarts += own.restarts;
    sum.failures += own.failures;
    sum.counts.evaluations += own.counts.evaluations;
    sum.counts.probes += own.counts.probes;
    for (int m = 0; m < L2H_MOVES; m++) {
      sum.moves[m].tried += own.moves[m].tried;
      sum.moves[m].accepted += own.moves[m].accepted;
      sum.moves[m].gains += own.moves[m].gains;
      sum.moves[m].evaluations += own.moves[m].evaluations;
    }
  }
  utils::logmesg(lmp, "Hops: {:.0f} force evaluations{}, and site searches worth {:.1f} more\n", sum.counts.evaluations,
                 walkers.size() > 1 ? fmt::format(" of {} clusters", walkers.size()) : "", sum.counts.probes);
  utils::logmesg(lmp, "  lowest energy {:.10g}; {:.0f} minima met, {:.0f} new starts, {} of all starts led to the lowest\n",
                 lowest * per_energy, sum.hops - sum.failures, sum.restarts, met);
  utils::logmesg(lmp, "    move         tried   accepted      gains  evaluations\n");
  for (int m = 0; m < L2H_MOVES; m++)
    if (sum.moves[m].tried > 0)
      utils::logmesg(lmp, "    {:<9} {:8.0f}   {:8.0f}   {:8.0f}   {:10.0f}\n", l2h_move_name((l2h_move_kind) m), sum.moves[m].tried,
                     sum.moves[m].accepted, sum.moves[m].gains, sum.moves[m].evaluations);
}

/* ----------------------------------------------------------------------
   mean distance of nearest neighbors in the first system's lowest structure, 0.0 where there is none;
   of as many atoms as take no time
------------------------------------------------------------------------- */

double HopSearch::nearest() const
{
  const double *const x = walkers.empty() || !walkers[0] ? nullptr : l2h_walker_lowest(walkers[0].get());
  const int count = x ? first[1] - first[0] : 0;
  double cell[3][3] = {};
  find_cell(cell);
  l2h_box box;
  l2h_box_make(&box, cell, 1.0);
  const int every = 1 + count / MOST_LOOKED_AT;
  double sum = 0.0;
  for (int i = 0; i < count; i += every) {
    double least = HUGE_VAL;
    for (int j = 0; j < count; j++) {
      if (i == j) continue;
      double d[3] = {x[3 * i] - x[3 * j], x[3 * i + 1] - x[3 * j + 1], x[3 * i + 2] - x[3 * j + 2]};
      if (box.any) l2h_box_fold(&box, d);
      least = MIN(least, d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    }
    sum += std::sqrt(least);
  }
  return count > 1 ? sum / ((count + every - 1) / every) : 0.0;
}

/* ---------------------------------------------------------------------- */

void HopSearch::check_scale() const
{
  if (comm->me != 0) return;
  const double apart = nearest(), scales = apart / settings.length;
  if (apart > 0.0 && (scales < LearnedSettings::LEAST_NEAREST || scales > LearnedSettings::MOST_NEAREST))
    error->warning(FLERR, "Min_modify hops: nearest neighbors are {:.4g} apart, which is {:.3g} length scales, and should be about "
                   "one: try length_scale {:.4g}, and an energy_scale of this system's (`learn2hop info --scales` prints both)",
                   apart, scales, apart);
}

/* ---------------------------------------------------------------------- */

double HopSearch::memory_usage() const
{
  double bytes = (double) asked.capacity() * sizeof(double) + (double) index.size() * (sizeof(tagint) + sizeof(int) + sizeof(void *));
  for (const auto &walker : walkers)
    if (walker) bytes += (double) l2h_walker_bytes(walker.get());
  return bytes;
}
