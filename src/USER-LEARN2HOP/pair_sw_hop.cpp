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
// Stillinger-Weber (Learn2Hop paper, A.3) by moments of an atom's bonds instead of a loop over triplets. See
// core/sw.h and docs/pair_sw_hop.md.

#include "pair_sw_hop.h"
#include "hop_overlap.h"
#include "potential_text.h"

#include "core/sw_file.h"

#include "atom.h"
#include "error.h"
#include "force.h"
#include "memory.h"
#include "neigh_list.h"
#include "neighbor.h"

#include <cmath>
#include <cstring>

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

PairSWHop::PairSWHop(LAMMPS *_lmp) :
    Pair(_lmp), pairs(nullptr), cut(nullptr), strength(nullptr), cosine(nullptr), bonds(nullptr), maxbonds(0),
    moments(nullptr), field(nullptr), square(nullptr)
{
  single_enable = 0;
  restartinfo = 0;
  one_coeff = 1;
  manybody_flag = 1;
  centroidstressflag = CENTROID_NOTAVAIL;
  unit_convert_flag = utils::get_supported_conversions(utils::ENERGY);
}

/* ---------------------------------------------------------------------- */

PairSWHop::~PairSWHop()
{
  if (copymode) return;

  memory->sfree(bonds);
  destroy_elements();
  if (!allocated) return;
  memory->destroy(setflag);
  memory->destroy(cutsq);
}

/* ---------------------------------------------------------------------- */

void PairSWHop::destroy_elements()
{
  memory->destroy(pairs);
  memory->destroy(cut);
  memory->destroy(strength);
  memory->destroy(cosine);
  memory->sfree(moments);
  memory->sfree(field);
  memory->destroy(square);
}

/* ---------------------------------------------------------------------- */

void PairSWHop::compute(int eflag, int vflag)
{
  ev_init(eflag, vflag);
  for (int ii = 0; ii < list->inum; ii++) {
    const int i = list->ilist[ii];
    const int count = gather_bonds(i);
    if (count > 1) add_three_body(i, count);
  }
  if (vflag_fdotr) virial_fdotr_compute();
}

/* ----------------------------------------------------------------------
   whether the pair of i and its neighbor j is counted where i is the centre
   the list is full, so j has the pair, too: tags, which every rank knows, deal
   the pairs out evenly, and an atom's pairs with its own images go by place
------------------------------------------------------------------------- */

bool PairSWHop::counts_here(int i, int j) const
{
  const tagint itag = atom->tag[i], jtag = atom->tag[j];
  if (itag != jtag) return (itag > jtag) == ((itag + jtag) % 2 == 1);

  const double *const xi = atom->x[i], *const xj = atom->x[j];
  for (int dim = 2; dim > 0; dim--)
    if (xi[dim] != xj[dim]) return xj[dim] > xi[dim];
  return xj[0] >= xi[0];
}

/* ----------------------------------------------------------------------
   the bonds of i, and on the way the pairs that count here
------------------------------------------------------------------------- */

int PairSWHop::gather_bonds(int i)
{
  const double *const *const x = atom->x;
  const int *const type = atom->type;
  const int *const jlist = list->firstneigh[i];
  const int jnum = list->numneigh[i];
  const int centre = map[type[i]];
  int count = 0;

  if (jnum > maxbonds) {
    maxbonds = jnum + jnum / 8;
    memory->sfree(bonds);
    bonds = (Bond *) memory->smalloc(maxbonds * sizeof(Bond), "pair:bonds");
  }

  for (int jj = 0; jj < jnum; jj++) {
    const int j = jlist[jj] & NEIGHMASK;
    const int element = map[type[j]];
    const double d[3] = {x[j][0] - x[i][0], x[j][1] - x[i][1], x[j][2] - x[i][2]};
    const double rsq = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    if (rsq >= cut[centre][element] * cut[centre][element]) continue;

    const l2h_sw_pair &pair = pairs[centre][element];
    const double r = sqrt(rsq);
    if (r <= HOP_OVERLAP * pair.sigma) hop_overlap_error(lmp, "sw/hop", i, j);
    if (counts_here(i, j)) add_two_body(i, j, r, d, pair);

    Bond &bond = bonds[count++];
    bond.j = j;
    bond.element = element;
    bond.r = r;
    for (int dim = 0; dim < 3; dim++) bond.u[dim] = d[dim] / r;
    bond.h = l2h_sw_bond(r, &pair, &bond.slope);
  }
  return count;
}

/* ----------------------------------------------------------------------
   d: from i to j
------------------------------------------------------------------------- */

void PairSWHop::add_two_body(int i, int j, double r, const double d[3], const l2h_sw_pair &pair)
{
  double *const *const f = atom->f;
  double energy;
  const double fpair = l2h_sw_two(r, &pair, &energy);
  for (int dim = 0; dim < 3; dim++) {
    f[i][dim] -= d[dim] * fpair;
    f[j][dim] += d[dim] * fpair;
  }
  if (evflag) ev_tally(i, j, atom->nlocal, force->newton_pair, energy, 0.0, fpair, -d[0], -d[1], -d[2]);
}

/* ----------------------------------------------------------------------
   moments and fields of the bonds around an element; returns the energy
------------------------------------------------------------------------- */

double PairSWHop::sum_moments(int centre, int count)
{
  memset(moments, 0, nelements * sizeof moments[0]);
  memset(field, 0, nelements * sizeof field[0]);
  memset(square, 0, nelements * sizeof square[0]);
  for (const Bond *bond = bonds; bond < bonds + count; bond++) {
    l2h_sw_moments_add(bond->h, bond->u, moments[bond->element]);
    square[bond->element] += bond->h * bond->h;
  }

  double twice = 0.0;
  for (int e = 0; e < nelements; e++) {
    for (int other = 0; other < nelements; other++)
      l2h_sw_field_add(strength[centre][e][other], cosine[centre][e][other], moments[other], field[e]);
    twice += l2h_sw_product(field[e], moments[e]) -
        l2h_sw_self(strength[centre][e][e], cosine[centre][e][e]) * square[e];
  }
  return 0.5 * twice;
}

/* ---------------------------------------------------------------------- */

void PairSWHop::add_three_body(int i, int count)
{
  double *const *const f = atom->f;
  const int centre = map[atom->type[i]];
  const double energy = sum_moments(centre, count);
  if (eflag_global) eng_vdwl += energy;
  if (eflag_atom) eatom[i] += energy / 3.0;

  double fi[3] = {0.0, 0.0, 0.0};
  for (const Bond *bond = bonds; bond < bonds + count; bond++) {
    const int e = bond->element, j = bond->j;
    const double self = l2h_sw_self(strength[centre][e][e], cosine[centre][e][e]);
    double g[3] = {0.0, 0.0, 0.0};
    l2h_sw_bond_gradient(field[e], self, bond->u, 1.0 / bond->r, bond->h, bond->slope, g);
    for (int dim = 0; dim < 3; dim++) {
      fi[dim] += g[dim];
      f[j][dim] -= g[dim];
    }
    if (eflag_atom) eatom[j] += triplet_energy(*bond, self) / 3.0;
    if (vflag_either)
      ev_tally_xyz(i, j, atom->nlocal, force->newton_pair, 0.0, 0.0, g[0], g[1], g[2], -bond->r * bond->u[0],
                   -bond->r * bond->u[1], -bond->r * bond->u[2]);
  }
  for (int dim = 0; dim < 3; dim++) f[i][dim] += fi[dim];
}

/* ----------------------------------------------------------------------
   energy of all triplets of the centre that a bond is in
   a third of it is its neighbor's, as in LAMMPS's own three-body styles
------------------------------------------------------------------------- */

double PairSWHop::triplet_energy(const Bond &bond, double self) const
{
  double alone[L2H_SW_MOMENTS] = {0.0};
  l2h_sw_moments_add(bond.h, bond.u, alone);
  return l2h_sw_product(field[bond.element], alone) - self * bond.h * bond.h;
}

/* ---------------------------------------------------------------------- */

void PairSWHop::allocate()
{
  allocated = 1;
  const int n = atom->ntypes + 1;

  memory->create(setflag, n, n, "pair:setflag");
  memory->create(cutsq, n, n, "pair:cutsq");
  map = new int[n];
}

/* ----------------------------------------------------------------------
   pair_style sw/hop
------------------------------------------------------------------------- */

void PairSWHop::settings(int narg, char **arg)
{
  if (narg > 0) error->all(FLERR, "Pair style sw/hop takes no arguments, found {}", arg[0]);
}

/* ----------------------------------------------------------------------
   pair_coeff * * FILE element ...
------------------------------------------------------------------------- */

void PairSWHop::coeff(int narg, char **arg)
{
  if (narg != 3 + atom->ntypes)
    error->all(FLERR, "Pair style sw/hop: pair_coeff takes * * FILE and one element or NULL for each of the {} atom "
               "types, found {}" + utils::errorurl(21), atom->ntypes, MAX(narg - 3, 0));
  if (!allocated) allocate();
  destroy_elements();    // before their number changes
  map_element2type(narg - 3, arg + 3);

  const std::string text = potential_text(lmp, "Pair style sw/hop", arg[2]);
  l2h_error problem = {};
  l2h_sw_file file;
  if (l2h_sw_parse(arg[2], text.data(), text.size(), &file, &problem) != 0)
    error->all(FLERR, "Pair style sw/hop: {}", problem.text);
  const double unit = potential_energy_unit(lmp, "Pair style sw/hop", arg[2], file.units, unit_convert_flag);
  set_elements(file, unit);
  l2h_sw_file_free(&file);
}

/* ----------------------------------------------------------------------
   the numbers of all pairs and triplets of the elements in use
------------------------------------------------------------------------- */

void PairSWHop::set_elements(const l2h_sw_file &file, double unit)
{
  const int n = nelements;
  memory->create(pairs, n, n, "pair:pairs");
  memory->create(cut, n, n, "pair:cut");
  memory->create(strength, n, n, n, "pair:strength");
  memory->create(cosine, n, n, n, "pair:cosine");
  moments = (double (*)[L2H_SW_MOMENTS]) memory->smalloc(n * sizeof moments[0], "pair:moments");
  field = (double (*)[L2H_SW_MOMENTS]) memory->smalloc(n * sizeof field[0], "pair:field");
  memory->create(square, n, "pair:square");

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++) {
        l2h_error problem = {};
        l2h_sw_parameters entry;
        if (l2h_sw_lookup(&file, elements[i], elements[j], elements[k], &entry, &problem) != 0)
          error->all(FLERR, "Pair style sw/hop: {}", problem.text);
        entry.epsilon *= unit;
        strength[i][j][k] = entry.lambda * entry.epsilon;
        cosine[i][j][k] = entry.cos_theta0;
        if (j != k) continue;
        pairs[i][j] = l2h_sw_pair_of(&entry);
        cut[i][j] = l2h_sw_cutoff(&entry);
      }

  // i j k and i k j agree to the rounding of the file; the energy needs them equal

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < j; k++) {
        strength[i][j][k] = strength[i][k][j] = 0.5 * (strength[i][j][k] + strength[i][k][j]);
        cosine[i][j][k] = cosine[i][k][j] = 0.5 * (cosine[i][j][k] + cosine[i][k][j]);
      }
}

/* ---------------------------------------------------------------------- */

void PairSWHop::init_style()
{
  if (atom->tag_enable == 0) error->all(FLERR, "Pair style sw/hop requires atom IDs: atom_modify id yes");
  if (force->newton_pair == 0)
    error->all(FLERR, "Pair style sw/hop requires newton pair on: write newton on before the box is made");
  neighbor->add_request(this, NeighConst::REQ_FULL);
}

/* ---------------------------------------------------------------------- */

double PairSWHop::init_one(int i, int j)
{
  if (setflag[i][j] == 0)
    error->all(FLERR, "Pair sw/hop: no pair_coeff names elements for the atom types {} and {}: pair_coeff * * FILE "
               "element ..." + utils::errorurl(21), i, j);
  return MAX(cut[map[i]][map[j]], cut[map[j]][map[i]]);
}

/* ---------------------------------------------------------------------- */

double PairSWHop::memory_usage()
{
  return Pair::memory_usage() + (double) maxbonds * sizeof(Bond);
}
