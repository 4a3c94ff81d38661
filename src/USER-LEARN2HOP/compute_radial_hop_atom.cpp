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

#include "core/radial.h"

#include "radial_grid.h"

#include "atom.h"
#include "error.h"
#include "memory.h"
#include "update.h"

#include <cstring>

using namespace LAMMPS_NS;

/* ----------------------------------------------------------------------
   compute ID group radial/hop/atom [length L]
------------------------------------------------------------------------- */

ComputeRadialHopAtom::ComputeRadialHopAtom(LAMMPS *_lmp, int narg, char **arg) :
    Compute(_lmp, narg, arg), length(1.0), nmax(0), phi(nullptr), grid(new RadialGrid(_lmp)), ghosts(_lmp)
{
  for (int iarg = 3; iarg < narg; iarg += 2) {
    if (strcmp(arg[iarg], "length") != 0)
      error->all(FLERR, iarg, "Unknown compute radial/hop/atom keyword {}; it knows length", arg[iarg]);
    if (iarg + 2 > narg) utils::missing_cmd_args(FLERR, "compute radial/hop/atom length", error);
    length = utils::numeric(FLERR, arg[iarg + 1], false, lmp);
    if (!(length > 0.0)) error->all(FLERR, iarg + 1, "Compute radial/hop/atom length must be above 0");
  }

  peratom_flag = 1;
  size_peratom_cols = L2H_RADIALS * atom->ntypes;
}

/* ---------------------------------------------------------------------- */

ComputeRadialHopAtom::~ComputeRadialHopAtom()
{
  memory->destroy(phi);
}

/* ---------------------------------------------------------------------- */

void ComputeRadialHopAtom::init()
{
  ghosts.reach(L2H_RADIAL_CUTOFF * length, "Compute radial/hop/atom");
}

/* ---------------------------------------------------------------------- */

void ComputeRadialHopAtom::compute_peratom()
{
  invoked_peratom = update->ntimestep;
  const int columns = size_peratom_cols;
  if (atom->nmax > nmax) {
    nmax = atom->nmax;
    memory->destroy(phi);
    memory->create(phi, nmax, columns, "radial/hop/atom:phi");
    array_atom = phi;
  }

  std::vector<int> species_of_type(atom->ntypes + 1);
  for (int type = 1; type <= atom->ntypes; type++) species_of_type[type] = type - 1;
  sums.resize((size_t) columns * atom->nlocal);
  sum_neighbors(species_of_type);

  for (int i = 0; i < atom->nlocal; i++) {
    const bool asked = (atom->mask[i] & groupbit) != 0;
    for (int k = 0; k < columns; k++) phi[i][k] = asked ? sums[(size_t) columns * i + k] : 0.0;
  }
}

/* ---------------------------------------------------------------------- */

void ComputeRadialHopAtom::sum_neighbors(const std::vector<int> &species_of_type)
{
  grid->sum(length, atom->ntypes, species_of_type.data(), sums.data(), HopLoop());
}

/* ---------------------------------------------------------------------- */

double ComputeRadialHopAtom::memory_usage()
{
  return (double) nmax * size_peratom_cols * sizeof(double) + (double) sums.capacity() * sizeof(float) +
      grid->memory_usage();
}
