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

#include "learned_step.h"

#include "hop_bounds.h"
#include "hop_places.h"
#include "learned_settings.h"

#include "atom.h"
#include "comm.h"
#include "domain.h"
#include "error.h"

#include "cpu/host_arrays.h"

#include <algorithm>
#include <cmath>

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

LearnedStep::LearnedStep(LAMMPS *_lmp, LearnedSettings &_settings) :
    Pointers(_lmp), settings(_settings), host(l2h_host_kernels_best()), grid(_lmp), phi(nullptr), rows() {}

/* ---------------------------------------------------------------------- */

LearnedStep::~LearnedStep()
{
  free_workers();
}

/* ---------------------------------------------------------------------- */

void LearnedStep::free_workers()
{
  for (auto &worker : workers) l2h_atoms_free(&worker.atoms);
  workers.clear();
}

/* ---------------------------------------------------------------------- */

void LearnedStep::setup(const HopLoop &_loop)
{
  loop = _loop;
  free_workers();
  workers.resize(loop.workers);
  l2h_error problem = {};
  for (auto &worker : workers)
    if (l2h_atoms_allocate(&worker.atoms, CHUNK, settings.optimizer.weights.model.species, &problem) != 0)
      error->one(FLERR, "Min_style learned: {}", problem.text);
}

/* ---------------------------------------------------------------------- */

void LearnedStep::reset(double *const _rows[LEARNED_ROWS])
{
  std::copy(_rows, _rows + LEARNED_ROWS, rows);

  const HopSystems &systems = settings.systems;
  chunks.clear();
  for (int s = 0, next; s < systems.count; s = next) {
    for (next = s + 1; next < systems.count && systems.size_of[next] == systems.size_of[s];) next++;
    for (int a = systems.first[s]; a < systems.first[next]; a += CHUNK)
      chunks.push_back({a, MIN(CHUNK, systems.first[next] - a), systems.size_of[s]});
  }
}

/* ----------------------------------------------------------------------
   no atom's move depends on another's: all that a step sees of the others
   is known before the first one moves
------------------------------------------------------------------------- */

bigint LearnedStep::move(const float *radial)
{
  const LearnedOptimizer &o = settings.optimizer;
  phi = radial;
  if (settings.radial && !phi) {
    const int nspecies = o.weights.model.species;
    sums.resize((size_t) L2H_RADIALS * nspecies * atom->nlocal);
    grid.sum(settings.length, nspecies, settings.species.data(), sums.data(), loop);
    phi = sums.data();
  }
  settings.first_layer(share);

  for (auto &worker : workers) worker.bounded = 0;
  loop.run((int) chunks.size(), [&](int item, int number) {
    static const float origin[3] = {0.0f, 0.0f, 0.0f};    // pack() takes the center off in double
    const Chunk &chunk = chunks[item];
    Worker &worker = workers[number];
    pack(chunk, worker);
    o.kernels->optimizer(&o.weights, &o.clock, &share[(size_t) L2H_HIDDEN * chunk.size], origin, &worker.atoms);
    unpack(chunk, worker);
  });
  bigint bounded = 0;
  for (const auto &worker : workers) bounded += worker.bounded;
  return bounded;
}

/* ----------------------------------------------------------------------
   copy(atoms, row, moment) for each of 30 numbers an atom, row by row, of as
   many atoms as follow one another in memory: all, where all are one system
------------------------------------------------------------------------- */

template <class Copy> void LearnedStep::copy_moments(const Chunk &chunk, const l2h_atoms &atoms, const Copy &copy) const
{
  const int *const order = &settings.systems.order[chunk.first];
  for (int a = 0, count; a < chunk.count; a += count) {
    for (count = 1; a + count < chunk.count && order[a + count] == order[a] + count;) count++;
    for (int k = 0; k < L2H_DECAYS; k++) {
      const size_t row = 3 * (size_t) order[a], moment = (size_t) k * atoms.stride + a;
      copy(count, rows[FIRST_MOMENTS + k] + row, atoms.first_moment + moment);
      copy(count, rows[SECOND_MOMENTS + k] + row, atoms.second_moment + moment);
    }
  }
}

/* ----------------------------------------------------------------------
   atoms of order[], reduced
------------------------------------------------------------------------- */

void LearnedStep::pack(const Chunk &chunk, Worker &worker) const
{
  const HopSystems &systems = settings.systems;
  l2h_atoms &to = worker.atoms;
  const int stride = to.stride;
  const double per_length = 1.0 / settings.length;
  const double reduce_force = -settings.length / settings.energy;
  int bounded = 0;
  to.atoms = chunk.count;
  const int next = L2H_DECAYS * stride;    // from a coordinate's moment to the next one's
  copy_moments(chunk, to, [this, next](int atoms, double *row, float *moment) { host->to_rows(atoms, row, next, moment); });

  for (int a = 0; a < chunk.count; a++) {
    const int i = systems.order[chunk.first + a];
    const double *const center = &systems.places[6 * (size_t) systems.of(i)];
    double y[3];
    domain->unmap(atom->x[i], atom->image[i], y);
    for (int dim = 0; dim < 3; dim++) {
      to.position[dim * stride + a] = (float) ((y[dim] - center[dim]) * per_length);
      to.gradient[dim * stride + a] = l2h_bound_gradient(reduce_force * atom->f[i][dim], &bounded);
    }
    for (int s = 0; s < to.species; s++)
      to.is_species[s * stride + a] = s == settings.species[atom->type[i]] ? 1.0f : 0.0f;
    const int columns = L2H_RADIALS * to.species;
    if (settings.radial)
      for (int k = 0; k < columns; k++) to.radial[k * stride + a] = phi[(size_t) columns * i + k];
  }
  worker.bounded += bounded;
}

/* ----------------------------------------------------------------------
   without a neighbor as far as the radial inputs reach
------------------------------------------------------------------------- */

bool LearnedStep::is_lone(int i) const
{
  if (!settings.radial) return false;
  const int columns = L2H_RADIALS * settings.optimizer.weights.model.species;
  const float *const mine = &phi[(size_t) columns * i];
  return std::all_of(mine, mine + columns, [](float sum) { return sum == 0.0f; });
}

/* ---------------------------------------------------------------------- */

void LearnedStep::unpack(const Chunk &chunk, Worker &worker) const
{
  const l2h_atoms &from = worker.atoms;
  const int stride = from.stride;
  int bounded = 0;
  const int next = L2H_DECAYS * stride;
  copy_moments(chunk, from, [this, next](int atoms, double *row, float *moment) { host->from_rows(atoms, moment, next, row); });

  for (int a = 0; a < chunk.count; a++) {
    const int i = settings.systems.order[chunk.first + a];
    double *const x = atom->x[i];
    const double *const center = &settings.systems.places[6 * (size_t) settings.systems.of(i)], *const shift = center + 3;
    const bool lone = is_lone(i);
    double away[3] = {};
    if (lone) {
      domain->unmap(x, atom->image[i], away);
      for (int dim = 0; dim < 3; dim++) away[dim] -= center[dim];
    }
    for (int dim = 0; dim < 3; dim++) {
      const bool was_moved = rows[SECOND_MOMENTS + L2H_DECAYS - 1][3 * i + dim] > 0.0;
      const double asked = settings.length * from.move[dim * stride + a], limit = settings.move_limit;
      x[dim] += shift[dim] + (lone && was_moved ? l2h_return_move(away, dim, settings.length, limit) :
                                                  l2h_bound_move(asked, limit, atom->f[i][dim], &bounded));
    }
  }
  worker.bounded += bounded;
}

/* ---------------------------------------------------------------------- */

bigint LearnedStep::descend(double rate, double limit)
{
  int bounded = 0;
  for (int i = 0; i < atom->nlocal; i++)
    for (int dim = 0; dim < 3; dim++)
      atom->x[i][dim] += l2h_bound_move(rate * atom->f[i][dim], limit, atom->f[i][dim], &bounded);
  return bounded;
}

/* ---------------------------------------------------------------------- */

void LearnedStep::keep_best()
{
  for (int i = 0; i < atom->nlocal; i++) domain->unmap(atom->x[i], atom->image[i], rows[BEST] + 3 * i);
}

/* ---------------------------------------------------------------------- */

void LearnedStep::return_to_best()
{
  for (int i = 0; i < atom->nlocal; i++) l2h_place_atom(lmp, i, rows[BEST] + 3 * i);
  l2h_settle_atoms(lmp);
}

/* ---------------------------------------------------------------------- */

LearnedStep::Neighbors LearnedStep::neighbors()
{
  std::vector<float> distance(atom->nlocal);
  grid.nearest(settings.length, distance.data());
  double mine[3] = {0.0, 0.0, 0.0}, all[3];    // distances, their number, atoms without one
  tagint lowest = MAXTAGINT, first;
  for (int i = 0; i < atom->nlocal; i++) {
    const bool lone = !(distance[i] < L2H_RADIAL_CUTOFF);
    if (lone) lowest = MIN(lowest, atom->tag[i]);
    if (!lone) mine[0] += distance[i];
    mine[lone ? 2 : 1] += 1.0;
  }
  MPI_Allreduce(mine, all, 3, MPI_DOUBLE, MPI_SUM, world);
  MPI_Allreduce(&lowest, &first, 1, MPI_LMP_TAGINT, MPI_MIN, world);
  return {all[1] > 0.0 ? all[0] / all[1] : 0.0, (bigint) all[2], first};
}

/* ---------------------------------------------------------------------- */

double LearnedStep::memory_usage() const
{
  double bytes = (double) sums.capacity() * sizeof(float) + grid.memory_usage();
  bytes += (double) chunks.capacity() * sizeof(Chunk);
  return bytes;    // the rows are fix_minimize's
}
