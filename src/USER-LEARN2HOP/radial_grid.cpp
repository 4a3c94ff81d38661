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

// A full neighbor list would do, but a learned optimizer moves its atoms far, so lists are rebuilt every few steps, and a
// full list costs more to build than all else that a step does. Cells are sorted in a hundredth of that time, and the
// atoms of one cell share what they see of the cells around, in one piece of memory.

#include "radial_grid.h"

#include "cpu/engine.h"
#include "cpu/host_arrays.h"

#include "atom.h"

#include <algorithm>
#include <cmath>

using namespace LAMMPS_NS;

// Cells that the range spans in each dimension. Finer ones leave less to look at, in more and shorter rows.
static constexpr int SPLIT[3] = {2, 1, 1};

static constexpr float FAR_AWAY = 1.0e6f;       // squared distance of what must not count
static constexpr size_t READ_AFTER = 15;        // what the kernel reads after the last place; others write less there

/* ---------------------------------------------------------------------- */

RadialGrid::RadialGrid(LAMMPS *_lmp) :
    Pointers(_lmp), kernels(l2h_kernels_best()), host(l2h_host_kernels_best()), cells()
{
}

/* ---------------------------------------------------------------------- */

void RadialGrid::sum(double length, int nspecies, const int *species_of_type, float *phi, const HopLoop &loop)
{
  if (atom->nlocal == 0) return;
  lay_out(L2H_RADIAL_CUTOFF * length);
  sort_atoms(nspecies, species_of_type);
  workers.resize(loop.workers);
  for (auto &worker : workers) worker.surroundings.resize(nspecies);

  loop.run(cells.count[1] * cells.count[2], [&](int row, int number) {
    int cell[3] = {0, row % cells.count[1], row / cells.count[1]};
    for (; cell[0] < cells.count[0]; cell[0]++) sum_cell(workers[number], cell, length, phi);
  });
}

/* ---------------------------------------------------------------------- */

void RadialGrid::nearest(double length, float *distance)
{
  if (atom->nlocal == 0) return;
  lay_out(L2H_RADIAL_CUTOFF * length);
  const std::vector<int> one_species(atom->ntypes + 1, 0);
  sort_atoms(1, one_species.data());
  workers.resize(1);
  workers[0].surroundings.resize(1);
  int cell[3];
  for (cell[2] = 0; cell[2] < cells.count[2]; cell[2]++)
    for (cell[1] = 0; cell[1] < cells.count[1]; cell[1]++)
      for (cell[0] = 0; cell[0] < cells.count[0]; cell[0]++) nearest_in_cell(workers[0], cell, length, distance);
}

/* ---------------------------------------------------------------------- */

void RadialGrid::nearest_in_cell(Worker &worker, const int *cell, double length, float *distance) const
{
  Surroundings &around = worker.surroundings[0];
  const int here = l2h_cell_index(&cells, cell[0], cell[1], cell[2]);
  bool gathered = false;
  for (int slot = first[here]; slot < first[here + 1]; slot++) {
    if (atom_in[slot] >= atom->nlocal) continue;
    if (!gathered) gather(worker, cell, slot, length, 0);
    gathered = true;
    const int place = slot + around.offset;
    worker.measure(around, around.x[place], around.y[place], around.z[place]);
    worker.distance[place] = FAR_AWAY;
    distance[atom_in[slot]] = sqrtf(*std::min_element(worker.distance.begin(), worker.distance.begin() + around.count));
  }
}

/* ---------------------------------------------------------------------- */

void RadialGrid::lay_out(double range)
{
  const double *const *const at = atom->x;
  double low[3] = {at[0][0], at[0][1], at[0][2]}, high[3] = {at[0][0], at[0][1], at[0][2]};
  for (int i = 1; i < atom->nlocal; i++)
    for (int dim = 0; dim < 3; dim++) {
      low[dim] = MIN(low[dim], at[i][dim]);
      high[dim] = MAX(high[dim], at[i][dim]);
    }
  cells.lay_out(low, high, range, SPLIT, atom->nlocal + atom->nghost);
}

/* ----------------------------------------------------------------------
   local and ghost atoms within the cells, by species and cell (counting sort)
------------------------------------------------------------------------- */

void RadialGrid::sort_atoms(int nspecies, const int *species_of_type)
{
  const double *const *const at = atom->x;
  const int nall = atom->nlocal + atom->nghost;
  first.assign(nspecies * l2h_cells_total(&cells) + 1, 0);
  bucket.resize(nall);

  for (int i = 0; i < nall; i++) {
    const int cell = l2h_cell_of(&cells, at[i][0], at[i][1], at[i][2]);
    bucket[i] = cell < 0 ? -1 : species_of_type[atom->type[i]] * l2h_cells_total(&cells) + cell;
    if (cell >= 0) first[bucket[i] + 1]++;
  }
  for (size_t k = 1; k < first.size(); k++) first[k] += first[k - 1];

  atom_in.resize(first.back());
  x.resize(first.back() + L2H_PAST);
  y.resize(first.back() + L2H_PAST);
  z.resize(first.back() + L2H_PAST);
  next.assign(first.begin(), first.end() - 1);
  for (int i = 0; i < nall; i++) {
    if (bucket[i] < 0) continue;
    const int slot = next[bucket[i]]++;
    atom_in[slot] = i;
    x[slot] = at[i][0];
    y[slot] = at[i][1];
    z[slot] = at[i][2];
  }
}

/* ---------------------------------------------------------------------- */

void RadialGrid::sum_cell(Worker &worker, const int *cell, double length, float *phi) const
{
  std::vector<Surroundings> &surroundings = worker.surroundings;
  const int nspecies = (int) surroundings.size();
  const int here = l2h_cell_index(&cells, cell[0], cell[1], cell[2]), total = l2h_cells_total(&cells);
  bool gathered = false;
  for (int mine = 0; mine < nspecies; mine++)
    for (int slot = first[mine * total + here]; slot < first[mine * total + here + 1]; slot++) {
      const int i = atom_in[slot];
      if (i >= atom->nlocal) continue;
      if (!gathered)
        for (int s = 0; s < nspecies; s++) gather(worker, cell, slot, length, s);
      gathered = true;

      const int place = slot + surroundings[mine].offset;
      for (int s = 0; s < nspecies; s++) {
        const Surroundings &own = surroundings[mine], &around = surroundings[s];
        const float *const places[3] = {around.x.data(), around.y.data(), around.z.data()};
        const float at[3] = {own.x[place], own.y[place], own.z[place]};
        kernels->radial_around(around.count, places, at, s == mine ? place : -1,
                               phi + L2H_RADIALS * ((size_t) nspecies * i + s));
      }
    }
}

/* ----------------------------------------------------------------------
   the around of one species, row by row of cells, each in one piece
   single precision is enough relative to an atom of the cell (its corner
   may be far off, where cells are large)
------------------------------------------------------------------------- */

void RadialGrid::gather(Worker &worker, const int *cell, int origin, double length, int species) const
{
  const int *const begin = &first[(size_t) species * l2h_cells_total(&cells)];
  Surroundings &around = worker.surroundings[species];
  int from[3], to[3];
  for (int dim = 0; dim < 3; dim++) {
    from[dim] = MAX(cell[dim] - SPLIT[dim], 0);
    to[dim] = MIN(cell[dim] + SPLIT[dim], cells.count[dim] - 1);
  }

  const double scale = 1.0 / length;
  const double cx = x[origin], cy = y[origin], cz = z[origin];
  around.count = 0;
  for (int iz = from[2]; iz <= to[2]; iz++)
    for (int iy = from[1]; iy <= to[1]; iy++) {
      const int row = begin[l2h_cell_index(&cells, from[0], iy, iz)];
      const int atoms = begin[l2h_cell_index(&cells, to[0], iy, iz) + 1] - row;
      make_room(worker, around, around.count + atoms);
      host->relative(atoms, x.data() + row, cx, scale, around.x.data() + around.count);
      host->relative(atoms, y.data() + row, cy, scale, around.y.data() + around.count);
      host->relative(atoms, z.data() + row, cz, scale, around.z.data() + around.count);
      if (iz == cell[2] && iy == cell[1]) around.offset = around.count - row;
      around.count += atoms;
    }
}

/* ---------------------------------------------------------------------- */

void RadialGrid::make_room(Worker &worker, Surroundings &around, size_t atoms)
{
  atoms += READ_AFTER;
  if (around.x.size() < atoms) {
    around.x.resize(2 * atoms);
    around.y.resize(2 * atoms);
    around.z.resize(2 * atoms);
  }
  if (worker.distance.size() < around.x.size()) worker.distance.resize(around.x.size());
}

/* ---------------------------------------------------------------------- */

void RadialGrid::Worker::measure(const Surroundings &around, float px, float py, float pz)
{
  const float *const cx = around.x.data(), *const cy = around.y.data(), *const cz = around.z.data();
  float *const r2 = distance.data();
  const int count = around.count;
  for (int j = 0; j < count; j++) {
    const float dx = cx[j] - px, dy = cy[j] - py, dz = cz[j] - pz;
    r2[j] = dx * dx + dy * dy + dz * dz;
  }
}

/* ---------------------------------------------------------------------- */

double RadialGrid::memory_usage() const
{
  double bytes = (double) (first.capacity() + next.capacity() + atom_in.capacity() + bucket.capacity()) * sizeof(int);
  bytes += 3.0 * (double) x.capacity() * sizeof(double);
  for (const auto &worker : workers) {
    bytes += (double) worker.distance.capacity() * sizeof(float);
    for (const auto &around : worker.surroundings) bytes += 3.0 * (double) around.x.capacity() * sizeof(float);
  }
  return bytes;
}
