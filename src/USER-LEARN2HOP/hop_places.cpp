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

#include "hop_places.h"

#include "atom.h"
#include "comm.h"
#include "domain.h"
#include "irregular.h"
#include "lammps.h"
#include "neighbor.h"

#include <algorithm>

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

void LAMMPS_NS::l2h_place_atom(LAMMPS *lmp, int i, const double position[3])
{
  Atom *const atom = lmp->atom;
  std::copy_n(position, 3, atom->x[i]);
  lmp->domain->unmap_inv(atom->x[i], atom->image[i]);
}

/* ----------------------------------------------------------------------
   like atoms that a command has displaced
------------------------------------------------------------------------- */

void LAMMPS_NS::l2h_settle_atoms(LAMMPS *lmp)
{
  Atom *const atom = lmp->atom;
  Domain *const domain = lmp->domain;
  if (lmp->neighbor->build_once) return;
  for (int i = 0; i < atom->nlocal; i++) domain->remap(atom->x[i], atom->image[i]);
  if (lmp->comm->nprocs == 1) return;
  if (domain->triclinic) domain->x2lamda(atom->nlocal);
  domain->reset_box();
  Irregular irregular(lmp);
  irregular.migrate_atoms(1);
  if (domain->triclinic) domain->lamda2x(atom->nlocal);
}
