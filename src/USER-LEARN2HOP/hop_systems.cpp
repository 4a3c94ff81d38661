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

#include "hop_systems.h"

#include "hop_sums.h"

#include "atom.h"
#include "domain.h"
#include "error.h"
#include "update.h"

#include <algorithm>

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

HopSystems::HopSystems(LAMMPS *_lmp) : Pointers(_lmp), count(1), started(false) {}

/* ---------------------------------------------------------------------- */

void HopSystems::setup(bool molecules, bigint natoms)
{
  count = 1;
  sizes.assign(1, natoms);
  size_of.assign(1, 0);
  slot.clear();
  if (molecules) {
    if (!atom->molecule_flag)
      error->all(FLERR, "min_modify natoms molecule needs an atom_style with molecule IDs");
    tagint lowest = MAXTAGINT, highest = 0, lowest_all, highest_all;
    for (int i = 0; i < atom->nlocal; i++) {
      lowest = MIN(lowest, atom->molecule[i]);
      highest = MAX(highest, atom->molecule[i]);
    }
    MPI_Allreduce(&lowest, &lowest_all, 1, MPI_LMP_TAGINT, MPI_MIN, world);
    MPI_Allreduce(&highest, &highest_all, 1, MPI_LMP_TAGINT, MPI_MAX, world);
    if (lowest_all < 1 || highest_all > atom->natoms)
      error->all(FLERR, "min_modify natoms molecule needs molecule IDs counted from 1 without large gaps; they run from "
                 "{} to {} for {} atoms", lowest_all, highest_all, atom->natoms);

    count = (int) highest_all;
    std::vector<bigint> mine(count, 0), all(count);
    for (int i = 0; i < atom->nlocal; i++) mine[molecule_of(i)]++;
    MPI_Allreduce(mine.data(), all.data(), count, MPI_LMP_BIGINT, MPI_SUM, world);

    std::vector<int> by_size(count);
    for (int m = 0; m < count; m++) by_size[m] = m;
    std::stable_sort(by_size.begin(), by_size.end(), [&all](int a, int b) { return all[a] < all[b]; });
    sizes.clear();
    size_of.resize(count);
    slot.resize(count);
    for (int s = 0; s < count; s++) {
      const bigint size = all[by_size[s]];
      if (sizes.empty() || sizes.back() != size) sizes.push_back(size);
      size_of[s] = (int) sizes.size() - 1;
      slot[by_size[s]] = s;
    }
  }
  sums.assign(HOP_SUMS * (size_t) count + 1, 0.0);
  places.assign(6 * (size_t) count, 0.0);
  home.assign(3 * (size_t) count, 0.0);
  start();
}

/* ---------------------------------------------------------------------- */

void HopSystems::start()
{
  started = false;
}

/* ---------------------------------------------------------------------- */

int HopSystems::molecule_of(int i) const
{
  return (int) atom->molecule[i] - 1;
}

/* ----------------------------------------------------------------------
   counting sort
------------------------------------------------------------------------- */

void HopSystems::sort_atoms()
{
  const int nlocal = atom->nlocal;
  first.assign(count + 1, 0);
  for (int i = 0; i < nlocal; i++) first[of(i) + 1]++;
  for (int s = 0; s < count; s++) first[s + 1] += first[s];
  order.resize(nlocal);
  std::vector<int> next(first.begin(), first.end() - 1);
  for (int i = 0; i < nlocal; i++) order[next[of(i)]++] = i;
}

/* ---------------------------------------------------------------------- */

void HopSystems::add_atoms()
{
  const double *const *const x = atom->x;
  const double *const *const f = atom->f;
  std::fill(sums.begin(), sums.end(), 0.0);
  double &broken = sums.back();

  for (int i = 0; i < atom->nlocal; i++) {
    double y[3];
    domain->unmap(x[i], atom->image[i], y);
    broken += l2h_add_atom(y, f[i], &sums[HOP_SUMS * (size_t) of(i)]);
  }
}

/* ---------------------------------------------------------------------- */

bool HopSystems::find_centers()
{
  std::vector<double> all(sums.size());
  MPI_Allreduce(sums.data(), all.data(), (int) sums.size(), MPI_DOUBLE, MPI_SUM, world);
  if (all.back() != 0.0) return false;

  bigint found = 0;
  for (int s = 0; s < count; s++) {
    const double *const sum = &all[HOP_SUMS * (size_t) s];
    found += (bigint) sum[HOP_ATOMS];
    for (int dim = 0; dim < 3; dim++) {
      const double center = sum[HOP_POSITIONS + dim] / MAX(sum[HOP_ATOMS], 1.0);
      double &stay = home[3 * (size_t) s + dim];
      if (!started || !l2h_is_free(sum, dim)) stay = center;
      places[6 * (size_t) s + dim] = center;
      places[6 * (size_t) s + 3 + dim] = stay - center;
    }
  }
  started = true;
  if (found != atom->natoms)
    error->all(FLERR, "Min_style learned: {} of {} atoms have left the box; use a larger box, or a shrink-wrapped "
               "boundary that follows them (boundary s s s)", atom->natoms - found, atom->natoms);
  return true;
}

/* ---------------------------------------------------------------------- */

void HopSystems::force_error() const
{
  bigint broken = 0, broken_all;
  tagint lowest = MAXTAGINT, lowest_all;
  for (int i = 0; i < atom->nlocal; i++) {
    const double *const f = atom->f[i], *const x = atom->x[i];
    if ((f[0] + f[1] + f[2] + x[0] + x[1] + x[2]) * 0.0 == 0.0) continue;
    broken++;
    lowest = MIN(lowest, atom->tag[i]);
  }
  MPI_Allreduce(&broken, &broken_all, 1, MPI_LMP_BIGINT, MPI_SUM, world);
  MPI_Allreduce(&lowest, &lowest_all, 1, MPI_LMP_TAGINT, MPI_MIN, world);
  error->all(FLERR, "Min_style learned: the force on {} atoms, atom {} first, is not a number at step {}: check the "
             "start for atoms on top of each other (delete_atoms overlap, or move one: group ID id {}, displace_atoms ID "
             "move DX DY DZ) and the pair coefficients", broken_all, lowest_all, update->ntimestep, lowest_all);
}

/* ---------------------------------------------------------------------- */

double HopSystems::memory_usage() const
{
  return (double) (sums.capacity() + places.capacity() + home.capacity()) * sizeof(double) +
      (double) sizes.capacity() * sizeof(bigint) +
      (double) (size_of.capacity() + slot.capacity() + order.capacity() + first.capacity()) * sizeof(int);
}
