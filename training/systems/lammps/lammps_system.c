/* SPDX-License-Identifier: GPL-2.0-only */
/* lammps:SCRIPT, what a LAMMPS script makes: atoms, species, cell, units and scales are taken from it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/cell.h"
#include "core/radial.h"
#include "systems/forms.h"
#include "systems/lammps/lammps_elements.h"
#include "systems/lammps/lammps_files.h"
#include "systems/lammps/lammps_fixes.h"
#include "systems/lammps/lammps_instance.h"

/* Without l2h_box: as dense as 13 atoms in a cube of two length scales, about twice a crystal. Without l2h_sphere: what
   becomes of such a box in the thousand steps that spread it (starts.h). */
#define BOX 2.0
#define BOX_ATOMS 13
#define SPHERE 0.5
/* Bonds an atom, for the size of the loss where no minimum is known. */
#define BONDS 3

/* ---- variables of the script ---- */

/* An equal-style variable: 1, 0 where the script has none of that name, or -1 with a message. */
static int take_number(struct l2h_lammps *lammps, const char *name, double *value, struct l2h_error *error)
{
  struct l2h_error ignored;
  const int type = lammps->library->extract_variable_datatype(lammps->handle, name);
  if (type == L2H_LAMMPS_NO_VARIABLE) {
    l2h_lammps_failed(lammps, &ignored); /* newer ones call it an error */
    return 0;
  }
  if (type != L2H_LAMMPS_EQUAL)
    return l2h_fail(error, "variable %s is not of style equal: write `variable %s equal NUMBER`", name, name);
  double *found = lammps->library->extract_variable(lammps->handle, name, NULL);
  if (!found)
    return l2h_lammps_failed(lammps, error) ? -1 : l2h_fail(error, "variable %s has no value", name);
  *value = *found;
  lammps->library->free(found);
  return 1;
}

/* A length or an energy, above 0. */
static int take_scale(struct l2h_lammps *lammps, const char *name, double *value, struct l2h_error *error)
{
  const int found = take_number(lammps, name, value, error);
  if (found > 0 && !(*value > 0 && *value < 1e6))
    return l2h_fail(error, "variable %s is %g: take a number above 0", name, *value);
  return found;
}

/* One that a script must have. */
static int need_scale(struct l2h_lammps *lammps, const struct l2h_system *system, const char *name, const char *what,
                      double *value, struct l2h_error *error)
{
  const int found = take_scale(lammps, name, value, error);
  if (found == 0)
    return l2h_fail(error,
                    "the variable %s is missing: write `variable %s equal NUMBER`, with %s in the script's units; "
                    "`learn2hop info --scales %s` finds it",
                    name, name, what, system->name);
  return found < 0 ? -1 : 0;
}

static int take_scales(struct l2h_lammps *lammps, struct l2h_system *system, struct l2h_error *error)
{
  if (need_scale(lammps, system, "l2h_length", "the distance of nearest neighbours", &system->length, error) != 0 ||
      need_scale(lammps, system, "l2h_energy", "the energy of a bond", &system->energy, error) != 0)
    return -1;
  double sphere = SPHERE;
  system->box = system->landscape.cell > 0 ? system->landscape.cell
                                           : BOX * system->length * cbrt(fmax(1.0, (double)system->atoms / BOX_ATOMS));
  if (take_scale(lammps, "l2h_box", &system->box, error) < 0 || take_scale(lammps, "l2h_sphere", &sphere, error) < 0)
    return -1;
  system->sphere = sphere * system->length;
  system->known_minimum = NAN;
  const int found = take_number(lammps, "l2h_minimum", &system->known_minimum, error);
  if (found > 0 && !(system->known_minimum < 0))
    return l2h_fail(error, "variable l2h_minimum is %g: the energy of a bound structure is below 0",
                    system->known_minimum);
  return found < 0 ? -1 : 0;
}

/* ---- what the script made ---- */

static int check_atoms(struct l2h_lammps *lammps, struct l2h_system *system, struct l2h_error *error)
{
  const double atoms = lammps->library->get_natoms(lammps->handle);
  const int types = lammps->library->extract_setting(lammps->handle, "ntypes");
  const char *pair_style = lammps->library->extract_global(lammps->handle, "pair_style");
  if (!lammps->library->extract_setting(lammps->handle, "box_exist"))
    return l2h_fail(error, "makes no box: a script makes box, atoms, pair_style and pair_coeff, and runs nothing");
  if (atoms < L2H_SYSTEM_MIN_ATOMS || atoms > L2H_SYSTEM_MAX_ATOMS)
    return l2h_fail(error, "makes %.0f atoms: systems have from %d to %d", atoms, L2H_SYSTEM_MIN_ATOMS,
                    L2H_SYSTEM_MAX_ATOMS);
  if (!pair_style || strcmp(pair_style, "none") == 0)
    return l2h_fail(error, "has no pair_style: nothing would move the atoms");
  if (types > L2H_MAX_SPECIES)
    return l2h_fail(error, "has %d atom types: systems have up to %d", types, L2H_MAX_SPECIES);
  system->atoms = (int)atoms;
  system->species = types;
  return 0;
}

static void count_species(struct l2h_lammps *lammps, struct l2h_system *system)
{
  const int *type = lammps->library->extract_atom(lammps->handle, "type");
  for (int i = 0; i < system->atoms; i++)
    for (int s = type[i]; s <= system->species; s++)
      system->first[s]++;
}

/* A cluster in free space or a periodic cube, which no atom may reach its own image in by the radial inputs. LAMMPS
   itself minds how far its potential reaches. */
static int take_cell(struct l2h_lammps *lammps, struct l2h_system *system, struct l2h_error *error)
{
  double low[3], high[3], tilt[3];
  int periodic[3];
  lammps->library->extract_box(lammps->handle, low, high, &tilt[0], &tilt[1], &tilt[2], periodic, NULL);
  if (periodic[0] != periodic[1] || periodic[0] != periodic[2])
    return l2h_fail(error,
                    "is periodic in some directions only: write `boundary s s s` for a cluster, or `boundary p "
                    "p p` with a cubic box");
  if (!periodic[0])
    return 0;
  const double edge = high[0] - low[0];
  for (int c = 0; c < 3; c++)
    if (tilt[c] != 0 || fabs(high[c] - low[c] - edge) > 1e-9 * edge)
      return l2h_fail(error, "has a periodic box that is no cube: take the same length in x, y and z, and no tilt");
  system->landscape.cell = edge;
  return 0;
}

static int check_cell(const struct l2h_system *system, struct l2h_error *error)
{
  const double least = l2h_smallest_cell(L2H_RADIAL_CUTOFF * system->length);
  if (system->landscape.cell > 0 && system->landscape.cell < least)
    return l2h_fail(error, "has a cell of %g, too small for the inputs' reach of %g: take more atoms in a larger cell",
                    system->landscape.cell, least);
  return 0;
}

/* ---- the whole ---- */

static int take_everything(struct l2h_lammps *lammps, struct l2h_system *system, struct l2h_error *error)
{
  if (check_atoms(lammps, system, error) != 0 || take_cell(lammps, system, error) != 0 ||
      take_scales(lammps, system, error) != 0 || check_cell(system, error) != 0)
    return -1;
  count_species(lammps, system);
  l2h_lammps_elements(lammps, system->species, system->element);
  const char *units = lammps->library->extract_global(lammps->handle, "units");
  snprintf(system->units, sizeof system->units, "%s", units ? units : "");
  system->loss_scale = isnan(system->known_minimum) ? BONDS * system->energy * system->atoms : -system->known_minimum;
  system->landscape.kind = L2H_LAMMPS;
  system->landscape.species = system->species;
  system->landscape.d0 = system->landscape.epsilon = 1; /* see lammps_potential.h */
  return 0;
}

/* The fixes' work, and what they leave in place. */
static int take_fixes(const char *script, struct l2h_lammps *lammps, struct l2h_system *system, bool *frozen,
                      struct l2h_error *error)
{
  if (l2h_lammps_check_fixes(script, lammps, frozen, error) != 0)
    return -1;
  for (int i = 0; i < system->atoms; i++)
    system->frozen += frozen[i];
  return 0;
}

int l2h_lammps_system(const char *text, struct l2h_system *system, struct l2h_error *error)
{
  bool frozen[L2H_SYSTEM_MAX_ATOMS] = {false};
  struct l2h_error why;
  struct l2h_lammps lammps;
  strcpy(system->name, text);
  const char *script = l2h_lammps_path(system);
  if (!*script)
    return l2h_fail(error, "system '%s' names no script: write lammps:FILE, an input of LAMMPS's", text);
  snprintf(system->file, sizeof system->file, "%.511s", script);
  if (l2h_lammps_contents(script, &system->contents, &why) != 0)
    return l2h_fail(error, "system '%s': %.900s", text, why.text);
  int result = l2h_lammps_open(script, &lammps, error);
  if (result == 0 &&
      (take_everything(&lammps, system, &why) != 0 || take_fixes(script, &lammps, system, frozen, &why) != 0))
    result = l2h_fail(error, "%s: %.900s", script, why.text);
  l2h_lammps_close(&lammps);
  if (result == 0 && system->frozen > 0)
    return l2h_lammps_hold(system, frozen, error);
  return result == 0 && l2h_lammps_instance(system, error) ? 0 : -1;
}
