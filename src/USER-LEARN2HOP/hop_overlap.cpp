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
#include "hop_overlap.h"

#include "atom.h"
#include "error.h"
#include "lammps.h"

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

void LAMMPS_NS::hop_overlap_error(LAMMPS *lmp, const char *style, int i, int j)
{
  const tagint *const tag = lmp->atom->tag;
  lmp->error->one(FLERR, "Pair {}: atoms {} and {} lie on top of each other: delete one (delete_atoms "
                  "overlap), or move one (group ID id {}, displace_atoms ID move DX DY DZ)", style, tag[i], tag[j],
                  tag[j]);
}
