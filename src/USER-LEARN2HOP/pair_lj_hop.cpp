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

// Lennard-Jones in the form of the Learn2Hop paper (Eq. 1), every pair of a free cluster. See docs/pair_lj_hop.md.

#include "pair_lj_hop.h"
#include "hop_overlap.h"

#include "core/lj.h"

#include "atom.h"
#include "comm.h"
#include "error.h"
#include "force.h"
#include "memory.h"
#include "neigh_list.h"
#include "neighbor.h"

#include <cstring>

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

PairLJHop::PairLJHop(LAMMPS *_lmp) :
    Pair(_lmp), cutoff(_lmp, "lj/hop"), epsilon(nullptr), d0(nullptr), d0sq(nullptr), offset(nullptr)
{
  writedata = 1;
}

/* ---------------------------------------------------------------------- */

PairLJHop::~PairLJHop()
{
  if (copymode) return;
  if (!allocated) return;

  memory->destroy(setflag);
  memory->destroy(cutsq);
  memory->destroy(epsilon);
  memory->destroy(d0);
  memory->destroy(d0sq);
  memory->destroy(offset);
}

/* ---------------------------------------------------------------------- */

void PairLJHop::compute(int eflag, int vflag)
{
  ev_init(eflag, vflag);
  if (neighbor->ago == 0) cutoff.check_coverage();

  const double *const *const x = atom->x;
  double *const *const f = atom->f;
  const int *const type = atom->type;
  const int nlocal = atom->nlocal;
  const double *const special = force->special_lj;
  const int newton_pair = force->newton_pair;

  for (int ii = 0; ii < list->inum; ii++) {
    const int i = list->ilist[ii];
    const double xi = x[i][0], yi = x[i][1], zi = x[i][2];
    const int itype = type[i];
    const int *const jlist = list->firstneigh[i];
    const int jnum = list->numneigh[i];
    double fxi = 0.0, fyi = 0.0, fzi = 0.0;

    for (int jj = 0; jj < jnum; jj++) {
      const double factor = special[sbmask(jlist[jj])];
      const int j = jlist[jj] & NEIGHMASK;
      const int jtype = type[j];
      const double dx = xi - x[j][0], dy = yi - x[j][1], dz = zi - x[j][2];
      const double rsq = dx * dx + dy * dy + dz * dz;
      if (rsq >= cutsq[itype][jtype]) continue;
      if (rsq <= HOP_OVERLAP * HOP_OVERLAP * d0sq[itype][jtype]) hop_overlap_error(lmp, "lj/hop", i, j);

      double energy;
      const double fpair = factor * l2h_lj_pair(rsq, epsilon[itype][jtype], d0sq[itype][jtype], &energy);
      fxi += dx * fpair;
      fyi += dy * fpair;
      fzi += dz * fpair;
      if (newton_pair || j < nlocal) {
        f[j][0] -= dx * fpair;
        f[j][1] -= dy * fpair;
        f[j][2] -= dz * fpair;
      }
      if (evflag)
        ev_tally(i, j, nlocal, newton_pair, factor * (energy - offset[itype][jtype]), 0.0, fpair, dx, dy, dz);
    }
    f[i][0] += fxi;
    f[i][1] += fyi;
    f[i][2] += fzi;
  }

  if (vflag_fdotr) virial_fdotr_compute();
}

/* ---------------------------------------------------------------------- */

void PairLJHop::allocate()
{
  allocated = 1;
  const int n = atom->ntypes + 1;

  memory->create(setflag, n, n, "pair:setflag");
  memory->create(cutsq, n, n, "pair:cutsq");
  memory->create(epsilon, n, n, "pair:epsilon");
  memory->create(d0, n, n, "pair:d0");
  memory->create(d0sq, n, n, "pair:d0sq");
  memory->create(offset, n, n, "pair:offset");
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) setflag[i][j] = 0;
}

/* ----------------------------------------------------------------------
   pair_style lj/hop [cutoff]
------------------------------------------------------------------------- */

void PairLJHop::settings(int narg, char **arg)
{
  cutoff.settings(narg, arg);
}

/* ----------------------------------------------------------------------
   pair_coeff I J epsilon d0
------------------------------------------------------------------------- */

void PairLJHop::coeff(int narg, char **arg)
{
  if (narg != 4)
    error->all(FLERR, "Pair style lj/hop: pair_coeff takes I J epsilon d0, found {} arguments" + utils::errorurl(21),
               narg);
  if (!allocated) allocate();

  int ilo, ihi, jlo, jhi;
  utils::bounds(FLERR, arg[0], 1, atom->ntypes, ilo, ihi, error);
  utils::bounds(FLERR, arg[1], 1, atom->ntypes, jlo, jhi, error);
  const double epsilon_one = utils::numeric(FLERR, arg[2], false, lmp);
  const double d0_one = utils::numeric(FLERR, arg[3], false, lmp);
  if (!(d0_one > 0.0)) error->all(FLERR, "Pair style lj/hop: d0 must be above 0, not {}", arg[3]);

  int count = 0;
  for (int i = ilo; i <= ihi; i++)
    for (int j = MAX(jlo, i); j <= jhi; j++) {
      epsilon[i][j] = epsilon_one;
      d0[i][j] = d0_one;
      setflag[i][j] = 1;
      count++;
    }
  if (count == 0) error->all(FLERR, "Incorrect args for pair coefficients" + utils::errorurl(21));
}

/* ---------------------------------------------------------------------- */

void PairLJHop::init_style()
{
  if (tail_flag) error->all(FLERR, "Pair lj/hop has no tail correction: pair_modify tail no");
  neighbor->add_request(this);

  double d0_largest = 0.0;
  for (int i = 1; i <= atom->ntypes; i++)
    if (allocated && setflag[i][i]) d0_largest = MAX(d0_largest, d0[i][i]);
  cutoff.init(d0_largest);
}

/* ---------------------------------------------------------------------- */

double PairLJHop::init_one(int i, int j)
{
  if (setflag[i][j] == 0) {
    epsilon[i][j] = mix_energy(epsilon[i][i], epsilon[j][j], d0[i][i], d0[j][j]);
    d0[i][j] = mix_distance(d0[i][i], d0[j][j]);
  }
  d0sq[i][j] = d0[i][j] * d0[i][j];

  // without a cutoff of the user's nothing is meant to be cut, so there is nothing to shift

  offset[i][j] = 0.0;
  if (offset_flag && cutoff.user > 0.0)
    l2h_lj_pair(cutoff.user * cutoff.user, epsilon[i][j], d0sq[i][j], &offset[i][j]);

  epsilon[j][i] = epsilon[i][j];
  d0[j][i] = d0[i][j];
  d0sq[j][i] = d0sq[i][j];
  offset[j][i] = offset[i][j];
  return cutoff.cut;
}

/* ---------------------------------------------------------------------- */

void PairLJHop::write_restart(FILE *fp)
{
  write_restart_settings(fp);

  for (int i = 1; i <= atom->ntypes; i++)
    for (int j = i; j <= atom->ntypes; j++) {
      fwrite(&setflag[i][j], sizeof(int), 1, fp);
      if (!setflag[i][j]) continue;
      fwrite(&epsilon[i][j], sizeof(double), 1, fp);
      fwrite(&d0[i][j], sizeof(double), 1, fp);
    }
}

/* ---------------------------------------------------------------------- */

void PairLJHop::read_restart(FILE *fp)
{
  read_restart_settings(fp);
  allocate();

  for (int i = 1; i <= atom->ntypes; i++)
    for (int j = i; j <= atom->ntypes; j++) {
      if (comm->me == 0) utils::sfread(FLERR, &setflag[i][j], sizeof(int), 1, fp, nullptr, error);
      MPI_Bcast(&setflag[i][j], 1, MPI_INT, 0, world);
      if (!setflag[i][j]) continue;
      if (comm->me == 0) {
        utils::sfread(FLERR, &epsilon[i][j], sizeof(double), 1, fp, nullptr, error);
        utils::sfread(FLERR, &d0[i][j], sizeof(double), 1, fp, nullptr, error);
      }
      MPI_Bcast(&epsilon[i][j], 1, MPI_DOUBLE, 0, world);
      MPI_Bcast(&d0[i][j], 1, MPI_DOUBLE, 0, world);
    }
}

/* ---------------------------------------------------------------------- */

void PairLJHop::write_restart_settings(FILE *fp)
{
  cutoff.write_restart(fp);
  fwrite(&offset_flag, sizeof(int), 1, fp);
  fwrite(&mix_flag, sizeof(int), 1, fp);
}

/* ---------------------------------------------------------------------- */

void PairLJHop::read_restart_settings(FILE *fp)
{
  cutoff.read_restart(fp);
  if (comm->me == 0) {
    utils::sfread(FLERR, &offset_flag, sizeof(int), 1, fp, nullptr, error);
    utils::sfread(FLERR, &mix_flag, sizeof(int), 1, fp, nullptr, error);
  }
  MPI_Bcast(&offset_flag, 1, MPI_INT, 0, world);
  MPI_Bcast(&mix_flag, 1, MPI_INT, 0, world);
}

/* ---------------------------------------------------------------------- */

void PairLJHop::write_data(FILE *fp)
{
  for (int i = 1; i <= atom->ntypes; i++) utils::print(fp, "{} {:.15g} {:.15g}\n", i, epsilon[i][i], d0[i][i]);
}

/* ---------------------------------------------------------------------- */

void PairLJHop::write_data_all(FILE *fp)
{
  for (int i = 1; i <= atom->ntypes; i++)
    for (int j = i; j <= atom->ntypes; j++)
      utils::print(fp, "{} {} {:.15g} {:.15g}\n", i, j, epsilon[i][j], d0[i][j]);
}

/* ---------------------------------------------------------------------- */

double PairLJHop::single(int /*i*/, int /*j*/, int itype, int jtype, double rsq, double /*factor_coul*/,
                         double factor_lj, double &fforce)
{
  double energy;
  fforce = factor_lj * l2h_lj_pair(rsq, epsilon[itype][jtype], d0sq[itype][jtype], &energy);
  return factor_lj * (energy - offset[itype][jtype]);
}

/* ---------------------------------------------------------------------- */

void *PairLJHop::extract(const char *str, int &dim)
{
  dim = 2;
  if (strcmp(str, "epsilon") == 0) return (void *) epsilon;
  if (strcmp(str, "d0") == 0) return (void *) d0;
  return nullptr;
}
