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

// The radial functions that the learned optimizer sees of each atom's neighborhood (section 3.1 of the Learn2Hop paper,
// after Behler and Parrinello 2007). See docs/compute_radial.md.

#include "compute_radial_hop_atom.h"

#include "../cpu/engine.h"

#include "atom.h"
#include "comm.h"
#include "error.h"
#include "force.h"
#include "memory.h"
#include "neigh_list.h"
#include "neigh_request.h"
#include "neighbor.h"
#include "pair.h"
#include "update.h"

#include <cstring>

using namespace LAMMPS_NS;

/* ----------------------------------------------------------------------
   compute ID group radial/hop/atom [length L]
------------------------------------------------------------------------- */

ComputeRadialHopAtom::ComputeRadialHopAtom(LAMMPS *_lmp, int narg, char **arg) :
    Compute(_lmp, narg, arg), length(1.0), occasional(true), kinds(atom->ntypes), kind(nullptr), nmax(0),
    list(nullptr), kernels(l2h_kernels_best()), capacity(0), distance(nullptr), count(nullptr), phi(nullptr)
{
  for (int iarg = 3; iarg < narg; iarg += 2) {
    if (strcmp(arg[iarg], "length") != 0)
      error->all(FLERR, iarg, "Unknown compute radial/hop/atom keyword {}; it knows length", arg[iarg]);
    if (iarg + 2 > narg) utils::missing_cmd_args(FLERR, "compute radial/hop/atom length", error);
    length = utils::numeric(FLERR, arg[iarg + 1], false, lmp);
    if (!(length > 0.0)) error->all(FLERR, iarg + 1, "Compute radial/hop/atom length must be above 0");
  }

  memory->create(kind, atom->ntypes + 1, "radial/hop/atom:kind");
  for (int type = 1; type <= atom->ntypes; type++) kind[type] = type - 1;

  peratom_flag = 1;
  size_peratom_cols = L2H_RADIALS * kinds;
}

/* ---------------------------------------------------------------------- */

ComputeRadialHopAtom::~ComputeRadialHopAtom()
{
  memory->destroy(kind);
  memory->destroy(distance);
  memory->destroy(count);
  memory->destroy(phi);
}

/* ----------------------------------------------------------------------
   kind_of_type[t] = 0 ... n-1, for atom types t from 1
------------------------------------------------------------------------- */

void ComputeRadialHopAtom::set_species(int n, const int *kind_of_type)
{
  kinds = n;
  for (int type = 1; type <= atom->ntypes; type++) kind[type] = kind_of_type[type];
  size_peratom_cols = L2H_RADIALS * kinds;
  nmax = capacity = 0;    // both arrays are as wide as there are kinds
}

/* ---------------------------------------------------------------------- */

void ComputeRadialHopAtom::init()
{
  const double cutoff = L2H_RADIAL_CUTOFF * length;
  const double needed = cutoff + neighbor->skin;
  const double ghosts = MAX(force->pair ? force->pair->cutforce + neighbor->skin : 0.0, comm->cutghostuser);
  if (needed > ghosts)
    error->all(FLERR, "Compute radial/hop/atom reaches {:.6g} (2.5 length scales and the skin) and ghost atoms are known "
               "to {:.6g} only: put 'comm_modify cutoff {:.6g}' before it", needed, ghosts, needed);
  if (neighbor->style == Neighbor::MULTI)
    error->all(FLERR, "Compute radial/hop/atom needs neighbor style bin or nsq");

  // a perpetual list gets the skin from Neighbor, an occasional one must ask for it

  auto *const request = neighbor->add_request(this, NeighConst::REQ_FULL | (occasional ? NeighConst::REQ_OCCASIONAL : 0));
  request->set_cutoff(occasional ? needed : cutoff);
}

/* ---------------------------------------------------------------------- */

void ComputeRadialHopAtom::init_list(int /*id*/, NeighList *ptr)
{
  list = ptr;
}

/* ---------------------------------------------------------------------- */

void ComputeRadialHopAtom::compute_peratom()
{
  invoked_peratom = update->ntimestep;
  const int columns = L2H_RADIALS * kinds;
  if (atom->nmax > nmax) {
    nmax = atom->nmax;
    memory->destroy(phi);
    memory->create(phi, nmax, columns, "radial/hop/atom:phi");
    array_atom = phi;
  }

  begin();
  std::vector<float> one(columns);
  for (int i = 0; i < atom->nlocal; i++) {
    if (atom->mask[i] & groupbit)
      sums(i, one.data());
    else
      memset(one.data(), 0, columns * sizeof(float));
    for (int k = 0; k < columns; k++) phi[i][k] = one[k];
  }
}

/* ----------------------------------------------------------------------
   before a round of sums(): a list that is up to date, and room for its
   longest row
------------------------------------------------------------------------- */

void ComputeRadialHopAtom::begin()
{
  if (occasional) neighbor->build_one(list);
  int longest = 1;
  for (int ii = 0; ii < list->inum; ii++) longest = MAX(longest, list->numneigh[list->ilist[ii]]);
  if (longest > capacity) make_room(longest);
}

/* ---------------------------------------------------------------------- */

void ComputeRadialHopAtom::make_room(int neighbors)
{
  capacity = neighbors + neighbors / 4;
  memory->destroy(distance);
  memory->destroy(count);
  memory->create(distance, capacity * kinds, "radial/hop/atom:distance");
  memory->create(count, kinds, "radial/hop/atom:count");
}

/* ----------------------------------------------------------------------
   phi[8 s + k], the k-th function summed over atom i's neighbors of kind s
------------------------------------------------------------------------- */

void ComputeRadialHopAtom::sums(int i, float *sum)
{
  if (kinds == 1)
    gather<true>(i);
  else
    gather<false>(i);
  for (int s = 0; s < kinds; s++) kernels->radial_sum(count[s], distance + s * capacity, sum + s * L2H_RADIALS);
}

/* ----------------------------------------------------------------------
   squared distances of atom i's neighbors within reach, kind by kind
   each is written, and kept if within reach: a branch would be guessed
   wrong once in four
------------------------------------------------------------------------- */

template <bool ONE_KIND> void ComputeRadialHopAtom::gather(int i)
{
  const double *const x = atom->x[0];
  const int *const type = atom->type;
  const int *const jlist = list->firstneigh[i];
  const int jnum = list->numneigh[i];
  const double xi = x[3 * i], yi = x[3 * i + 1], zi = x[3 * i + 2];
  const double scale = 1.0 / (length * length);
  const float reach = (float) (L2H_RADIAL_CUTOFF * L2H_RADIAL_CUTOFF);
  float *const row = distance;
  int found = 0;    // of one kind, kept in a register

  if (!ONE_KIND)
    for (int s = 0; s < kinds; s++) count[s] = 0;
  for (int jj = 0; jj < jnum; jj++) {
    const int j = jlist[jj] & NEIGHMASK;
    const double dx = xi - x[3 * j], dy = yi - x[3 * j + 1], dz = zi - x[3 * j + 2];
    const float r2 = (float) ((dx * dx + dy * dy + dz * dz) * scale);
    if (ONE_KIND) {
      row[found] = r2;
      found += r2 < reach;
    } else {
      const int s = kind[type[j]];
      row[s * capacity + count[s]] = r2;
      count[s] += r2 < reach;
    }
  }
  if (ONE_KIND) count[0] = found;
}

/* ---------------------------------------------------------------------- */

double ComputeRadialHopAtom::memory_usage()
{
  return (double) nmax * size_peratom_cols * sizeof(double) + (double) capacity * kinds * sizeof(float);
}
