/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_crystal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "systems/lammps/lammps_elements.h"

/* Edges of the cell of an atom or a pair, in reaches: no image is seen. */
#define ROOM 3

/* Conventional cubic cells. Sites from `second` on are the other atoms' where there are two types. The share is the
   nearest distance over the edge; without one the cell is wide, and the second atom stands at the distance along x. */
static const struct {
  const char *of_one, *of_two;
  int atoms, second, neighbours;
  double share, place[8][3]; /* in edges */
} known[L2H_ARRANGEMENTS] = {
  [L2H_ALONE] = {"atom", "atom", 1, 1, 0, 0, {{0}}},
  [L2H_PAIR] = {"pair", "pair", 2, 1, 1, 0, {{0}}},
  [L2H_FCC] = {"fcc", "fcc", 4, 4, 12, 0.70710678118654752, {{0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}},
  [L2H_BCC] = {"bcc", "cesium chloride", 2, 1, 8, 0.86602540378443865, {{0}, {0.5, 0.5, 0.5}}},
  [L2H_DIAMOND] = {"diamond",
                   "zincblende",
                   8,
                   4,
                   4,
                   0.43301270189221932,
                   {{0},
                    {0, 0.5, 0.5},
                    {0.5, 0, 0.5},
                    {0.5, 0.5, 0},
                    {0.25, 0.25, 0.25},
                    {0.25, 0.75, 0.75},
                    {0.75, 0.25, 0.75},
                    {0.75, 0.75, 0.25}}},
  [L2H_ROCKSALT] =
    {"simple cubic",
     "rock salt",
     8,
     4,
     6,
     0.5,
     {{0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}, {0.5, 0, 0}, {0, 0.5, 0}, {0, 0, 0.5}, {0.5, 0.5, 0.5}}},
};

const char *l2h_arrangement_name(enum l2h_arrangement arrangement, bool of_one)
{
  return of_one ? known[arrangement].of_one : known[arrangement].of_two;
}

int l2h_arrangement_neighbours(enum l2h_arrangement arrangement)
{
  return known[arrangement].neighbours;
}

/* ---- the script's potential without its atoms ---- */

/* What a script must be for this. */
static int check_script(const struct l2h_lammps *lammps, struct l2h_error *error)
{
  const struct l2h_lammps_library *library = lammps->library;
  const char *pair_style = library->extract_global(lammps->handle, "pair_style");
  const int64_t *steps = library->extract_global(lammps->handle, "ntimestep");
  if (!library->extract_setting(lammps->handle, "box_exist"))
    return l2h_fail(error, "makes no box: a script makes box, atoms, pair_style and pair_coeff, and runs nothing");
  if (!pair_style || strcmp(pair_style, "none") == 0)
    return l2h_fail(error, "has no pair_style, and so no scales: write pair_style and pair_coeff");
  if (steps && *steps > 0)
    return l2h_fail(error,
                    "runs something: a script makes box, atoms, pair_style and pair_coeff; take `run`, "
                    "`minimize` and their like out");
  const int types = library->extract_setting(lammps->handle, "ntypes");
  if (types > L2H_MAX_SPECIES)
    return l2h_fail(error, "has %d atom types: systems have up to %d", types, L2H_MAX_SPECIES);
  if (library->extract_setting(lammps->handle, "dimension") != 3)
    return l2h_fail(error, "has two dimensions, and crystals have three: take `dimension 2` out");
  return 0;
}

static void take_species(struct l2h_lammps_crystal *crystal)
{
  struct l2h_lammps *lammps = &crystal->lammps;
  const int *type = lammps->library->extract_atom(lammps->handle, "type");
  const double *charge = lammps->library->extract_atom(lammps->handle, "q");
  struct l2h_error ignored;
  const int atoms = (int)lammps->library->get_natoms(lammps->handle);
  const char *units = lammps->library->extract_global(lammps->handle, "units");
  snprintf(crystal->units, sizeof crystal->units, "%s", units ? units : "");
  crystal->types = lammps->library->extract_setting(lammps->handle, "ntypes");
  memset(crystal->atoms, 0, sizeof crystal->atoms);
  for (int i = 0; i < atoms; i++) {
    crystal->atoms[type[i] - 1]++;
    crystal->charge[type[i] - 1] = charge ? charge[i] : 0;
  }
  l2h_lammps_failed(lammps, &ignored); /* an atom_style without charges is one to newer LAMMPS */
  l2h_lammps_elements(lammps, crystal->types, crystal->element);
}

static int run_lines(struct l2h_lammps *lammps, const char *const *line, struct l2h_error *error)
{
  for (; *line; line++)
    if (l2h_lammps_command(lammps, *line, error) != 0)
      return -1;
  return 0;
}

/* A free atom, whose LAMMPS says how far the potential reaches. In a periodic box an unknown reach might see millions
   of images. */
static int leave_one_atom(struct l2h_lammps_crystal *crystal, struct l2h_error *error)
{
  static const char *const upright[] = {"change_box all xy final 0 xz final 0 yz final 0 ortho", NULL};
  static const char *const bare[] = {"timer timeout off", "change_box all boundary f f f", "delete_atoms group all",
                                     NULL};
  struct l2h_lammps *lammps = &crystal->lammps;
  const int *triclinic = lammps->library->extract_global(lammps->handle, "triclinic");
  double low[3], high[3];
  char line[256];
  if ((!crystal->keeps_fixes && l2h_lammps_take_out(lammps, "fix", "unfix", error) != 0) ||
      (triclinic && *triclinic && run_lines(lammps, upright, error) != 0) || run_lines(lammps, bare, error) != 0)
    return -1;
  lammps->library->extract_box(lammps->handle, low, high, NULL, NULL, NULL, NULL, NULL);
  snprintf(line, sizeof line, "create_atoms 1 single %.17g %.17g %.17g units box", (low[0] + high[0]) / 2,
           (low[1] + high[1]) / 2, (low[2] + high[2]) / 2);
  return l2h_lammps_command(lammps, line, error);
}

static int change_edge(struct l2h_lammps_crystal *crystal, const char *boundary, double edge, struct l2h_error *error)
{
  char line[256];
  snprintf(line, sizeof line, "change_box all %s x final 0 %.17g y final 0 %.17g z final 0 %.17g units box", boundary,
           edge, edge, edge);
  crystal->edge = edge;
  return l2h_lammps_command(&crystal->lammps, line, error);
}

static int find_reach(struct l2h_lammps_crystal *crystal, struct l2h_error *error)
{
  struct l2h_error why;
  struct l2h_lammps *lammps = &crystal->lammps;
  if (l2h_lammps_settle(crystal->script, lammps, error) != 0)
    return -1;
  const double *reach = lammps->library->extract_global(lammps->handle, "neigh_cutmax");
  if (!reach)
    return l2h_fail(
      error,
      "%.400s: this LAMMPS (version %d) does not say how far a potential reaches, which scales need, as 4 "
      "Jul 2026 does: write l2h_length (distance of nearest neighbours) and l2h_energy (energy of a bond) "
      "by hand",
      crystal->script, lammps->library->version(lammps->handle));
  if (!(*reach > 0 && *reach < 1e300))
    return l2h_fail(error, "%.400s: its pair_style has no cutoff, so nothing binds atoms", crystal->script);
  crystal->reach = *reach;
  if (change_edge(crystal, "boundary p p p", ROOM * crystal->reach, &why) == 0 &&
      l2h_lammps_command(lammps, "neighbor 0.0 bin", &why) == 0)
    return 0;
  return l2h_fail(error, "%.400s: its box cannot be that of a crystal: LAMMPS says: %.600s", crystal->script, why.text);
}

/* A run of the script is cut short, and is noticed by its steps. */
static int read_script(struct l2h_lammps_crystal *crystal, struct l2h_error *error)
{
  struct l2h_error why;
  struct l2h_lammps *lammps = &crystal->lammps;
  if (l2h_lammps_begin(crystal->script, lammps, error) != 0 ||
      l2h_lammps_command(lammps, "timer timeout 0.01", error) != 0 ||
      l2h_lammps_read(crystal->script, lammps, error) != 0)
    return -1;
  if (check_script(lammps, &why) != 0)
    return l2h_fail(error, "%.400s: %.600s", crystal->script, why.text);
  take_species(crystal);
  return 0;
}

static int make_ready(struct l2h_lammps_crystal *crystal, struct l2h_error *error)
{
  struct l2h_error why;
  if (leave_one_atom(crystal, &why) != 0)
    return l2h_fail(error, "%.400s: its atoms cannot be replaced by a crystal's: LAMMPS says: %.600s", crystal->script,
                    why.text);
  return find_reach(crystal, error);
}

/* A potential may need a fix of the script, for its charges: then all of them stay. */
static int reopen(struct l2h_lammps_crystal *crystal, struct l2h_error *error)
{
  struct l2h_error ignored;
  if (read_script(crystal, error) != 0)
    return -1;
  const int fixes = crystal->keeps_fixes ? 0 : crystal->lammps.library->id_count(crystal->lammps.handle, "fix");
  if (make_ready(crystal, error) == 0)
    return 0;
  if (fixes == 0)
    return -1;
  l2h_lammps_crystal_close(crystal);
  crystal->keeps_fixes = true;
  return read_script(crystal, &ignored) != 0 || make_ready(crystal, &ignored) != 0 ? -1 : 0;
}

int l2h_lammps_crystal_open(const char *script, struct l2h_lammps_crystal *crystal, struct l2h_error *error)
{
  memset(crystal, 0, sizeof *crystal);
  crystal->script = script;
  if (reopen(crystal, error) == 0)
    return 0;
  l2h_lammps_crystal_close(crystal);
  return -1;
}

void l2h_lammps_crystal_close(struct l2h_lammps_crystal *crystal)
{
  l2h_lammps_close(&crystal->lammps);
}

/* ---- atoms in their places ---- */

/* A reach that is that much shorter in a cell goes by the cell; rounding is no such thing. */
#define LESS 0.99

double l2h_lammps_atoms_in_reach(const struct l2h_lammps_crystal *crystal, enum l2h_arrangement arrangement,
                                 double distance)
{
  const double in_edges = crystal->reach * known[arrangement].share / distance;
  return known[arrangement].atoms * 4.18879020478639 * in_edges * in_edges * in_edges;
}

static int create(struct l2h_lammps_crystal *crystal, int type, int place, int places)
{
  char line[256]; /* anywhere, but apart */
  snprintf(line, sizeof line, "create_atoms %d single %.17g 0 0 units box", type, crystal->edge * place / places);
  return l2h_lammps_command(&crystal->lammps, line, &crystal->why);
}

static int set_charge(struct l2h_lammps_crystal *crystal, int type)
{
  char line[256];
  if (crystal->charge[type - 1] == 0)
    return 0;
  snprintf(line, sizeof line, "set type %d charge %.17g", type, crystal->charge[type - 1]);
  return l2h_lammps_command(&crystal->lammps, line, &crystal->why);
}

static int arrange(struct l2h_lammps_crystal *crystal, enum l2h_arrangement arrangement, int type, int other)
{
  const int atoms = known[arrangement].atoms, second = known[arrangement].second;
  if ((!crystal->lammps.handle && reopen(crystal, &crystal->why) != 0) ||
      l2h_lammps_command(&crystal->lammps, "delete_atoms group all", &crystal->why) != 0)
    return -1;
  for (int i = 0; i < atoms; i++)
    if (create(crystal, i < second ? type : other, i, atoms) != 0)
      return -1;
  crystal->arrangement = arrangement;
  crystal->first_type = type;
  return set_charge(crystal, type) != 0 || (second < atoms && set_charge(crystal, other) != 0) ? -1 : 0;
}

int l2h_lammps_arrange(struct l2h_lammps_crystal *crystal, enum l2h_arrangement arrangement, int type, int other)
{
  if (arrange(crystal, arrangement, type, other) == 0)
    return 0;
  l2h_lammps_crystal_close(crystal);
  return -1;
}

/* Atoms of a type are alike: each takes the next site. */
static void place_atoms(const struct l2h_lammps_crystal *crystal, double distance)
{
  const struct l2h_lammps *lammps = &crystal->lammps;
  const bool cell = known[crystal->arrangement].share > 0;
  const int *type = lammps->library->extract_atom(lammps->handle, "type");
  double *const *x = lammps->library->extract_atom(lammps->handle, "x");
  bool two = false;
  for (int i = 0; i < known[crystal->arrangement].atoms; i++)
    two = two || type[i] != crystal->first_type;
  for (int i = 0, first = 0, second = known[crystal->arrangement].second; i < known[crystal->arrangement].atoms; i++) {
    const int site = !two ? i : type[i] == crystal->first_type ? first++ : second++;
    for (int c = 0; c < 3; c++)
      x[i][c] = cell ? crystal->edge * known[crystal->arrangement].place[site][c] : site == 1 && c == 0 ? distance : 0;
  }
}

static int compute(struct l2h_lammps_crystal *crystal, double distance, double *energy)
{
  const struct l2h_lammps *lammps = &crystal->lammps;
  const double share = known[crystal->arrangement].share, *found;
  const double edge = share > 0 ? distance / share : ROOM * crystal->reach;
  if (change_edge(crystal, "", edge, &crystal->why) != 0)
    return -1;
  if (lammps->library->get_natoms(lammps->handle) != known[crystal->arrangement].atoms)
    return l2h_fail(&crystal->why, "atoms were lost");
  place_atoms(crystal, distance);
  if (l2h_lammps_command(&crystal->lammps, "run 0 post no", &crystal->why) != 0)
    return -1;
  found = lammps->library->extract_compute(lammps->handle, "thermo_pe", L2H_LAMMPS_GLOBAL, L2H_LAMMPS_SCALAR);
  if (!found)
    return l2h_lammps_failed(&crystal->lammps, &crystal->why) ? -1 : l2h_fail(&crystal->why, "there is no energy");
  if (share > 0 &&
      *(const double *)lammps->library->extract_global(lammps->handle, "neigh_cutmax") < LESS * crystal->reach)
    crystal->shrinks = true;
  *energy = *found / known[crystal->arrangement].atoms;
  return isfinite(*energy) ? 0 : l2h_fail(&crystal->why, "an energy of %g", *energy);
}

double l2h_lammps_arrangement_energy(struct l2h_lammps_crystal *crystal, double distance)
{
  double energy;
  if (compute(crystal, distance, &energy) == 0)
    return energy;
  l2h_lammps_crystal_close(crystal);
  return NAN;
}
