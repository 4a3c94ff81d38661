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
// Gupta's second-moment tight binding (Learn2Hop paper, A.2), every pair of a free cluster. See docs/pair_gupta_hop.md.

#include "pair_gupta_hop.h"
#include "hop_overlap.h"
#include "potential_text.h"

#include "core/gupta_file.h"

#include "atom.h"
#include "comm.h"
#include "error.h"
#include "force.h"
#include "memory.h"
#include "neigh_list.h"
#include "neighbor.h"

#include <cmath>
#include <cstring>

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

PairGuptaHop::PairGuptaHop(LAMMPS *_lmp) :
    Pair(_lmp), cutoff(_lmp, "gupta/hop"), rows(nullptr), bonds(nullptr), band(nullptr), hopping(nullptr), maxband(0),
    maxhopping(0)
{
  single_enable = 0;
  one_coeff = 1;
  manybody_flag = 1;
  unit_convert_flag = utils::get_supported_conversions(utils::ENERGY);
  comm_forward = 1;
  comm_reverse = 1;
}

/* ---------------------------------------------------------------------- */

PairGuptaHop::~PairGuptaHop()
{
  if (copymode) return;

  memory->destroy(band);
  memory->destroy(hopping);
  if (!allocated) return;
  memory->destroy(setflag);
  memory->destroy(cutsq);
  memory->destroy(rows);
  memory->destroy(bonds);
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::compute(int eflag, int vflag)
{
  ev_init(eflag, vflag);
  if (neighbor->ago == 0) cutoff.check_coverage();

  grow();
  sum_densities();
  if (force->newton_pair) comm->reverse_comm(this);
  make_bands();
  comm->forward_comm(this);
  add_forces();
  if (vflag_fdotr) virial_fdotr_compute();
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::grow()
{
  if (atom->nmax > maxband) {
    maxband = atom->nmax;
    memory->destroy(band);
    memory->create(band, maxband, "pair:band");
  }

  bigint pairs = 0;
  for (int ii = 0; ii < list->inum; ii++) pairs += list->numneigh[list->ilist[ii]];
  if (pairs > maxhopping) {
    maxhopping = pairs + pairs / 8;
    memory->sfree(hopping);
    hopping = (double *) memory->smalloc(maxhopping * sizeof(double), "pair:hopping");
  }
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::sum_densities()
{
  const double *const *const x = atom->x;
  const int *const type = atom->type;
  const int nlocal = atom->nlocal;
  const int newton_pair = force->newton_pair;

  memset(band, 0, (nlocal + atom->nghost) * sizeof(double));
  bigint pairs = 0;

  for (int ii = 0; ii < list->inum; ii++) {
    const int i = list->ilist[ii];
    const double xi = x[i][0], yi = x[i][1], zi = x[i][2];
    const int itype = type[i];
    const int *const jlist = list->firstneigh[i];
    const int jnum = list->numneigh[i];
    double sum = 0.0;

    for (int jj = 0; jj < jnum; jj++) {
      const int j = jlist[jj] & NEIGHMASK;
      const int jtype = type[j];
      const double dx = xi - x[j][0], dy = yi - x[j][1], dz = zi - x[j][2];
      const double rsq = dx * dx + dy * dy + dz * dz;
      if (rsq >= cutsq[itype][jtype]) continue;

      const double one = l2h_gupta_hopping(sqrt(rsq), &bonds[itype][jtype]);
      hopping[pairs++] = one;
      sum += one;
      if (newton_pair || j < nlocal) band[j] += one;
    }
    band[i] += sum;
  }
}

/* ----------------------------------------------------------------------
   band energies, and in place of the densities their slopes
------------------------------------------------------------------------- */

void PairGuptaHop::make_bands()
{
  for (int ii = 0; ii < list->inum; ii++) {
    const int i = list->ilist[ii];
    double slope;
    const double energy = l2h_gupta_band(band[i], &slope);
    band[i] = slope;
    if (eflag_global) eng_vdwl += energy;
    if (eflag_atom) eatom[i] += energy;
  }
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::add_forces()
{
  const double *const *const x = atom->x;
  double *const *const f = atom->f;
  const int *const type = atom->type;
  const int nlocal = atom->nlocal;
  const int newton_pair = force->newton_pair;
  bigint pairs = 0;

  for (int ii = 0; ii < list->inum; ii++) {
    const int i = list->ilist[ii];
    const double xi = x[i][0], yi = x[i][1], zi = x[i][2];
    const int itype = type[i];
    const int *const jlist = list->firstneigh[i];
    const int jnum = list->numneigh[i];
    double fxi = 0.0, fyi = 0.0, fzi = 0.0;

    for (int jj = 0; jj < jnum; jj++) {
      const int j = jlist[jj] & NEIGHMASK;
      const int jtype = type[j];
      const double dx = xi - x[j][0], dy = yi - x[j][1], dz = zi - x[j][2];
      const double rsq = dx * dx + dy * dy + dz * dz;
      if (rsq >= cutsq[itype][jtype]) continue;

      const double r = sqrt(rsq);
      if (r <= HOP_OVERLAP * rows[itype][jtype].d0) hop_overlap_error(lmp, "gupta/hop", i, j);
      const l2h_gupta_bond *const bond = &bonds[itype][jtype];
      const double repulsion = l2h_gupta_repulsion(r, bond);
      const double fpair = l2h_gupta_force(r, bond, repulsion, hopping[pairs++], band[i] + band[j]);
      fxi += dx * fpair;
      fyi += dy * fpair;
      fzi += dz * fpair;
      if (newton_pair || j < nlocal) {
        f[j][0] -= dx * fpair;
        f[j][1] -= dy * fpair;
        f[j][2] -= dz * fpair;
      }
      if (evflag) ev_tally(i, j, nlocal, newton_pair, 2.0 * repulsion, 0.0, fpair, dx, dy, dz);
    }
    f[i][0] += fxi;
    f[i][1] += fyi;
    f[i][2] += fzi;
  }
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::allocate()
{
  allocated = 1;
  const int n = atom->ntypes + 1;

  memory->create(setflag, n, n, "pair:setflag");
  memory->create(cutsq, n, n, "pair:cutsq");
  memory->create(rows, n, n, "pair:rows");
  memory->create(bonds, n, n, "pair:bonds");
  map = new int[n];
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) setflag[i][j] = 0;
}

/* ----------------------------------------------------------------------
   pair_style gupta/hop [cutoff]
------------------------------------------------------------------------- */

void PairGuptaHop::settings(int narg, char **arg)
{
  cutoff.settings(narg, arg);
}

/* ----------------------------------------------------------------------
   pair_coeff * * FILE element ...
------------------------------------------------------------------------- */

void PairGuptaHop::coeff(int narg, char **arg)
{
  if (narg != 3 + atom->ntypes)
    error->all(FLERR, "Pair style gupta/hop: pair_coeff takes * * FILE and one element or NULL for each of the {} atom "
               "types, found {}" + utils::errorurl(21), atom->ntypes, MAX(narg - 3, 0));
  if (!allocated) allocate();
  map_element2type(narg - 3, arg + 3);

  const std::string text = potential_text(lmp, "Pair style gupta/hop", arg[2]);
  l2h_error problem = {};
  l2h_gupta_file file;
  if (l2h_gupta_parse(arg[2], text.data(), text.size(), &file, &problem) != 0)
    error->all(FLERR, "Pair style gupta/hop: {}", problem.text);
  const double unit = potential_energy_unit(lmp, "Pair style gupta/hop", arg[2], file.units, unit_convert_flag);

  for (int i = 1; i <= atom->ntypes; i++)
    for (int j = i; j <= atom->ntypes; j++) {
      if (!setflag[i][j]) continue;
      l2h_gupta_parameters row;
      if (l2h_gupta_lookup(&file, elements[map[i]], elements[map[j]], &row, &problem) != 0)
        error->all(FLERR, "Pair style gupta/hop: {}", problem.text);
      row.a *= unit;
      row.xi *= unit;
      set_row(i, j, row);
    }
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::set_row(int i, int j, const l2h_gupta_parameters &row)
{
  rows[i][j] = rows[j][i] = row;
  bonds[i][j] = bonds[j][i] = l2h_gupta_bond_of(&row);
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::init_style()
{
  if (tail_flag || offset_flag)
    error->all(FLERR, "Pair gupta/hop has neither a tail correction nor a shift: pair_modify tail no shift no");
  neighbor->add_request(this);

  double d0_largest = 0.0;
  for (int i = 1; i <= atom->ntypes; i++)
    if (allocated && setflag[i][i]) d0_largest = MAX(d0_largest, rows[i][i].d0);
  cutoff.init(d0_largest);
}

/* ---------------------------------------------------------------------- */

double PairGuptaHop::init_one(int i, int j)
{
  if (setflag[i][j] == 0)
    error->all(FLERR, "Pair gupta/hop: no pair_coeff names elements for the atom types {} and {}: pair_coeff * * FILE "
               "element ..." + utils::errorurl(21), i, j);
  return cutoff.cut;
}

/* ----------------------------------------------------------------------
   the elements of the types, then the numbers of each pair of types
------------------------------------------------------------------------- */

void PairGuptaHop::write_restart(FILE *fp)
{
  write_restart_settings(fp);

  fwrite(&nelements, sizeof(int), 1, fp);
  for (int e = 0; e < nelements; e++) {
    const int length = (int) strlen(elements[e]) + 1;
    fwrite(&length, sizeof(int), 1, fp);
    fwrite(elements[e], 1, length, fp);
  }
  fwrite(&map[1], sizeof(int), atom->ntypes, fp);
  for (int i = 1; i <= atom->ntypes; i++)
    for (int j = i; j <= atom->ntypes; j++)
      if (map[i] >= 0 && map[j] >= 0) fwrite(&rows[i][j], sizeof(l2h_gupta_parameters), 1, fp);
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::read_restart(FILE *fp)
{
  read_restart_settings(fp);
  allocate();

  const auto read = [&](void *to, int size) {
    if (comm->me == 0) utils::sfread(FLERR, to, 1, size, fp, nullptr, error);
    MPI_Bcast(to, size, MPI_BYTE, 0, world);
  };

  read(&nelements, sizeof(int));
  elements = new char *[nelements];
  for (int e = 0; e < nelements; e++) {
    int length;
    read(&length, sizeof(int));
    elements[e] = new char[length];
    read(elements[e], length);
  }
  map[0] = -1;
  read(&map[1], atom->ntypes * (int) sizeof(int));
  for (int i = 1; i <= atom->ntypes; i++)
    for (int j = i; j <= atom->ntypes; j++) {
      if (map[i] < 0 || map[j] < 0) continue;
      l2h_gupta_parameters row;
      read(&row, sizeof row);
      set_row(i, j, row);
      setflag[i][j] = 1;
    }
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::write_restart_settings(FILE *fp)
{
  cutoff.write_restart(fp);
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::read_restart_settings(FILE *fp)
{
  cutoff.read_restart(fp);
}

/* ---------------------------------------------------------------------- */

int PairGuptaHop::pack_forward_comm(int n, int *sent, double *buf, int /*pbc_flag*/, int * /*pbc*/)
{
  for (int m = 0; m < n; m++) buf[m] = band[sent[m]];
  return n;
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::unpack_forward_comm(int n, int first, double *buf)
{
  memcpy(&band[first], buf, n * sizeof(double));
}

/* ---------------------------------------------------------------------- */

int PairGuptaHop::pack_reverse_comm(int n, int first, double *buf)
{
  memcpy(buf, &band[first], n * sizeof(double));
  return n;
}

/* ---------------------------------------------------------------------- */

void PairGuptaHop::unpack_reverse_comm(int n, int *sent, double *buf)
{
  for (int m = 0; m < n; m++) band[sent[m]] += buf[m];
}

/* ---------------------------------------------------------------------- */

double PairGuptaHop::memory_usage()
{
  return Pair::memory_usage() + (double) (maxband + maxhopping) * sizeof(double);
}
