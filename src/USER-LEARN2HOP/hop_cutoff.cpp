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
#include "hop_cutoff.h"

#include "atom.h"
#include "comm.h"
#include "domain.h"
#include "error.h"
#include "math_const.h"
#include "neighbor.h"

#include <cmath>

using namespace LAMMPS_NS;

// A free cluster's list reaches so many times as far as its box at the start of a run. All pairs are in it either way,
// so reach costs nothing; beyond 100 times, LAMMPS refuses to bin.
static constexpr double GROWTH = 5.0;

/* ---------------------------------------------------------------------- */

HopCutoff::HopCutoff(LAMMPS *_lmp, const char *_style) :
    Pointers(_lmp), user(0.0), cut(0.0), style(_style), said(false)
{
}

/* ----------------------------------------------------------------------
   pair_style STYLE [cutoff]
------------------------------------------------------------------------- */

void HopCutoff::settings(int narg, char **arg)
{
  if (narg > 1) error->all(FLERR, "Pair style {} takes one argument at most, a cutoff; found {}", style, narg);
  user = 0.0;
  if (narg == 1) {
    user = utils::numeric(FLERR, arg[0], false, lmp);
    if (!(user > 0.0)) error->all(FLERR, "Pair style {}: the cutoff must be above 0, not {}", style, arg[0]);
  }
  said = false;
}

/* ---------------------------------------------------------------------- */

void HopCutoff::init(double d0_largest)
{
  cut = user > 0.0 ? user : covering_cutoff(d0_largest);
  say_what_is_cut();
  check_list_size();
}

/* ---------------------------------------------------------------------- */

bool HopCutoff::any_periodic() const
{
  return domain->xperiodic || domain->yperiodic || domain->zperiodic;
}

/* ----------------------------------------------------------------------
   length of the box's longest diagonal, an upper bound of any distance in it
------------------------------------------------------------------------- */

double HopCutoff::box_diagonal() const
{
  const double *const prd = domain->prd;
  double x = prd[0], y = prd[1];
  if (domain->triclinic) {
    x += fabs(domain->xy) + fabs(domain->xz);
    y += fabs(domain->yz);
  }
  return sqrt(x * x + y * y + prd[2] * prd[2]);
}

/* ----------------------------------------------------------------------
   the cutoff when the user gives none: every pair of a free cluster,
   and in a periodic box each pair once (minimum image)
------------------------------------------------------------------------- */

double HopCutoff::covering_cutoff(double d0_largest) const
{
  if (!any_periodic()) return GROWTH * MAX(box_diagonal(), d0_largest) + neighbor->skin;

  double shortest = box_diagonal();
  for (int dim = 0; dim < domain->dimension; dim++)
    if (domain->periodicity[dim]) shortest = MIN(shortest, domain->prd[dim]);
  return 0.5 * shortest;
}

/* ----------------------------------------------------------------------
   a list of all pairs can hold every other atom for one; in a periodic box
   the half of those within the cutoff, on average
   Kokkos has lists that grow, and exclusions make them short
------------------------------------------------------------------------- */

void HopCutoff::check_list_size() const
{
  const bool excluded = neighbor->nex_type + neighbor->nex_group + neighbor->nex_mol > 0;
  if (user > 0.0 || excluded || lmp->kokkos) return;
  double neighbors = (double) atom->natoms - 1.0;
  if (any_periodic()) {
    const double volume = domain->xprd * domain->yprd * domain->zprd;
    neighbors *= 0.5 * MIN(1.0, 4.0 / 3.0 * MathConst::MY_PI * cut * cut * cut / volume);
  }
  if (neighbors <= neighbor->oneatom) return;
  const bigint one = (bigint) ceil(neighbors / 1000.0) * 1000;
  error->all(FLERR, "Pair {} without a cutoff lists up to {:.0f} neighbors of an atom, and there is room for {}: put "
             "'neigh_modify one {} page {}' before the run, or give pair_style {} a cutoff", style, neighbors,
             neighbor->oneatom, one, 10 * one, style);
}

/* ---------------------------------------------------------------------- */

void HopCutoff::say_what_is_cut()
{
  if (said || (user == 0.0 && !any_periodic())) return;
  said = true;
  if (comm->me != 0) return;
  if (user > 0.0)
    utils::logmesg(lmp, "Pair {}: pairs further apart than the cutoff {:.8g} are left out\n", style, user);
  else
    error->warning(FLERR, "Pair {}: the box is periodic, so pairs further apart than half its shortest edge, "
                   "{:.8g}, are left out; make it non-periodic (boundary s s s) for a free cluster, or give "
                   "pair_style {} a cutoff", style, cut, style);
}

/* ----------------------------------------------------------------------
   a free cluster that has outgrown its list would lose pairs in silence
   called when the list is new: box and atoms agree then to within the skin
------------------------------------------------------------------------- */

void HopCutoff::check_coverage() const
{
  if (user > 0.0 || any_periodic()) return;
  if (box_diagonal() + neighbor->skin <= cut) return;
  error->all(FLERR, "Pair {}: the atoms have spread over {:.6g} and the list of all pairs reaches to {:.6g}: an atom is "
             "leaving the cluster. Hold the atoms together (fix ID all indent K sphere X Y Z R side in, with the center and "
             "a radius of the cluster), or give pair_style {} a cutoff", style, box_diagonal(), cut - neighbor->skin, style);
}

/* ---------------------------------------------------------------------- */

void HopCutoff::write_restart(FILE *fp) const
{
  fwrite(&user, sizeof(double), 1, fp);
}

/* ---------------------------------------------------------------------- */

void HopCutoff::read_restart(FILE *fp)
{
  if (comm->me == 0) utils::sfread(FLERR, &user, sizeof(double), 1, fp, nullptr, error);
  MPI_Bcast(&user, 1, MPI_DOUBLE, 0, world);
}
