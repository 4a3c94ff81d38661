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
#include "borrowed_reach.h"

#include "atom.h"
#include "comm.h"
#include "domain.h"
#include "error.h"
#include "force.h"
#include "neighbor.h"
#include "pair.h"

#include <cmath>

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

BorrowedReach::BorrowedReach(LAMMPS *_lmp) : Pointers(_lmp), skin(), cutoff() {}

/* ---------------------------------------------------------------------- */

BorrowedReach::~BorrowedReach()
{
  restore();
}

/* ---------------------------------------------------------------------- */

void BorrowedReach::Setting::set(double &setting, double value)
{
  before = setting;
  now = setting = value;
  borrowed = true;
}

/* ---------------------------------------------------------------------- */

void BorrowedReach::Setting::restore(double &setting)
{
  if (borrowed && setting == now) setting = before;
  borrowed = false;
}

/* ---------------------------------------------------------------------- */

void BorrowedReach::set_skin(double value)
{
  skin.restore(neighbor->skin);
  if (value != neighbor->skin) skin.set(neighbor->skin, value);
}

/* ---------------------------------------------------------------------- */

bool BorrowedReach::reach(double distance, const std::string &who)
{
  cutoff.restore(comm->cutghostuser);
  if (comm->nprocs == 1 && !domain->xperiodic && !domain->yperiodic && !domain->zperiodic) return false;

  const double needed = distance + neighbor->skin;
  double known = force->pair ? force->pair->cutforce + neighbor->skin : 0.0;
  if (force->pair && comm->mode != Comm::SINGLE)    // each type has its own
    for (int type = 1; type <= atom->ntypes; type++)
      known = MIN(known, sqrt(force->pair->cutsq[type][type]) + neighbor->skin);
  if (needed <= MAX(known, comm->cutghostuser)) return false;
  if (comm->mode != Comm::SINGLE)
    error->all(FLERR, "{} needs ghost atoms of all types to {:.6g}, which comm_modify mode multi does not give: use "
               "comm_modify mode single", who, needed);
  cutoff.set(comm->cutghostuser, needed);
  return true;
}

/* ----------------------------------------------------------------------
   neighbor and comm are gone where LAMMPS is being taken down
------------------------------------------------------------------------- */

void BorrowedReach::restore()
{
  if (neighbor) skin.restore(neighbor->skin);
  if (comm) cutoff.restore(comm->cutghostuser);
}
