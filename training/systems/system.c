/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/system.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "systems/composition.h"
#include "core/cell.h"
#include "core/gupta_file.h"
#include "core/radial.h"
#include "core/sw_file.h"
#include "systems/known_minima.h"
#include "systems/lammps/lammps_system.h"
#include "systems/potential_file.h"

/* The boxes of section D.2 are 3.0 for every Lennard-Jones model of the paper, which has up to 100 atoms, and 4.0
   Angstrom for its metals, up to 55. Larger clusters keep the density of those, or the soft spheres could not be
   spread.
 */
static double box_of(double edge, int most, int atoms)
{
  return edge * cbrt(fmax(1.0, (double)atoms / most));
}

/* A pair closer than this many length scales is taken there: it keeps energy (1e12 epsilon for Lennard-Jones), force
   and the force's square finite in single precision, and no bound structure comes near it. */
#define CORE 0.1

/* What is left to say once landscape, atoms and scales are known. */
static void finish(const char *text, const char *units, double typical_energy, struct l2h_system *system)
{
  snprintf(system->name, sizeof system->name, "%s", text);
  snprintf(system->units, sizeof system->units, "%s", units);
  system->landscape.core = CORE * system->length;
  system->landscape.species = system->species;
  system->loss_scale = isnan(system->known_minimum) ? typical_energy : -system->known_minimum;
}

/* ---- lj:N ---- */

static int lj_system(const char *text, struct l2h_system *system, struct l2h_error *error)
{
  char *end;
  const long atoms = strtol(text + 3, &end, 10);
  if (text[3] < '0' || text[3] > '9' || *end || atoms < L2H_SYSTEM_MIN_ATOMS || atoms > L2H_SYSTEM_MAX_ATOMS)
    return l2h_fail(error, "system '%s': N in lj:N is a whole number from %d to %d, as in lj:13", text,
                    L2H_SYSTEM_MIN_ATOMS, L2H_SYSTEM_MAX_ATOMS);
  system->atoms = (int)atoms;
  system->species = 1;
  system->first[1] = (int)atoms;
  strcpy(system->element[0], "LJ");
  system->landscape.kind = L2H_LJ;
  system->landscape.epsilon = system->landscape.d0 = system->length = system->energy = 1;
  system->box = box_of(3.0, 100, (int)atoms);
  system->sphere = L2H_LJ_SPHERE;
  system->known_minimum = l2h_lj_known_minimum((int)atoms);
  finish(text, "lj", (double)atoms, system);
  return 0;
}

/* ---- gupta:COMPOSITION ---- */

/* Energy of a bond in the bulk: an atom with twelve neighbours at d0 has six bonds of its own, and their energy is
   sqrt(12) xi - 12 A. */
static double gupta_bond_energy(const struct l2h_gupta_parameters *parameters)
{
  return parameters->xi / sqrt(3.0) - 2 * parameters->a;
}

/* The parameters of all pairs; elements come in the file's order whatever the user's, so that a species is the same
   number in every composition. */
static int gupta_parameters(const struct l2h_gupta_file *file, const struct l2h_composition *composition,
                            struct l2h_system *system, struct l2h_error *error)
{
  for (int s = 0; s < composition->elements; s++)
    for (int t = 0; t < composition->elements; t++)
      if (l2h_gupta_lookup(file, composition->element[s], composition->element[t], &system->landscape.gupta[s][t],
                           error) != 0)
        return -1;
  for (int s = 0; s < composition->elements; s++) {
    system->length += system->landscape.gupta[s][s].d0 / composition->elements;
    system->energy += gupta_bond_energy(&system->landscape.gupta[s][s]) / composition->elements;
  }
  return system->energy > 0 ? 0 : l2h_fail(error, "%s: its atoms do not bind: xi / sqrt(3) is below 2 A", file->name);
}

static void gupta_order(const struct l2h_gupta_file *file, struct l2h_composition *composition)
{
  int placed = 0;
  for (int e = 0; e < file->elements; e++)
    placed += l2h_composition_bring_forward(composition, file->element[e], placed);
}

static int gupta_system(const char *text, struct l2h_system *system, struct l2h_error *error)
{
  struct l2h_composition composition;
  struct l2h_gupta_file file;
  char path[4096];
  if (l2h_composition_parse(text, strlen("gupta:"), &composition, error) != 0 ||
      l2h_potential_file(&composition, ".gupta", text, path, sizeof path, error) != 0 ||
      l2h_gupta_read(path, &file, error) != 0)
    return -1;
  if (strcmp(file.units, "metal") != 0)
    return l2h_fail(error, "%s is in %s units; systems want a file in metal units (eV, Angstrom)", path, file.units);
  gupta_order(&file, &composition);
  system->landscape.kind = L2H_GUPTA;
  l2h_composition_apply(&composition, system);
  if (gupta_parameters(&file, &composition, system, error) != 0)
    return -1;
  system->box = box_of(4.0, 55, system->atoms);
  system->sphere = L2H_GUPTA_SPHERE * system->length;
  system->known_minimum = l2h_gupta_known_minimum(&composition);
  finish(text, "metal", 6 * system->energy * system->atoms, system);
  return 0;
}

/* ---- sw:COMPOSITION ---- */

/* Edge of the cell that eight atoms have, in sigma: 5.482 Angstrom for silicon (A.3, its digits put in order). */
#define SW_CELL (5.482 / 2.0951)

/* Energy of the perfect diamond lattice where whole 8-atom cells fill the cell: every atom has half of four bonds, all
   angles are ideal, and second neighbours are out of reach. NaN elsewhere. */
static double diamond_energy(const struct l2h_system *system)
{
  const struct l2h_sw_parameters *sw = &system->landscape.sw;
  const int cells = (int)lround(cbrt(system->atoms / 8.0));
  const double edge = system->landscape.cell / cells;
  const struct l2h_sw_pair pair = l2h_sw_pair_of(sw);
  double bond;
  if (system->atoms != 8 * cells * cells * cells || sw->a * sw->sigma > edge * sqrt(0.5) ||
      fabs(sw->cos_theta0 + 1.0 / 3) > 1e-9)
    return NAN;
  l2h_sw_two(edge * sqrt(3.0) / 4, &pair, &bond);
  return 2 * bond * system->atoms;
}

static int sw_parameters(const char *path, const struct l2h_composition *composition, struct l2h_system *system,
                         struct l2h_error *error)
{
  const char *element = composition->element[0];
  struct l2h_sw_file file;
  if (l2h_sw_read(path, &file, error) != 0)
    return -1;
  int result = l2h_sw_lookup(&file, element, element, element, &system->landscape.sw, error);
  if (result == 0 && *file.units && strcmp(file.units, "metal") != 0)
    result = l2h_fail(error, "%s is in %s units; systems want a file in metal units (eV, Angstrom)", path, file.units);
  l2h_sw_file_free(&file);
  return result;
}

/* No atom may reach its own image, neither by the potential nor by the radial inputs. */
static int sw_cell(const char *text, struct l2h_system *system, struct l2h_error *error)
{
  const struct l2h_sw_parameters *sw = &system->landscape.sw;
  const double reach = fmax(sw->a, L2H_RADIAL_CUTOFF) * sw->sigma;
  const double per_atom = pow(SW_CELL * sw->sigma, 3) / 8;
  const double cell = cbrt(per_atom * system->atoms);
  if (cell < reach)
    return l2h_fail(error,
                    "system '%s': its cell of %.4g Angstrom is too small for a reach of %.4g; %d atoms are the fewest "
                    "that work",
                    text, cell, reach, (int)ceil(reach * reach * reach / per_atom));
  system->landscape.cell = system->box = cell;
  return 0;
}

static int sw_system(const char *text, struct l2h_system *system, struct l2h_error *error)
{
  struct l2h_composition composition;
  char path[4096];
  if (l2h_composition_parse(text, strlen("sw:"), &composition, error) != 0)
    return -1;
  if (composition.elements != 1)
    return l2h_fail(error, "system '%s': sw takes one element, as in sw:Si64 (pair_style sw/hop takes more)", text);
  if (l2h_potential_file(&composition, "-paper.sw", text, path, sizeof path, error) != 0 ||
      sw_parameters(path, &composition, system, error) != 0)
    return -1;
  system->landscape.kind = L2H_SW;
  l2h_composition_apply(&composition, system);
  system->length = system->landscape.sw.sigma;
  system->energy = system->landscape.sw.epsilon;
  system->sphere = L2H_SW_SPHERE * system->length;
  if (sw_cell(text, system, error) != 0)
    return -1;
  system->known_minimum = diamond_energy(system);
  finish(text, "metal", 2 * system->energy * system->atoms, system);
  return 0;
}

/* ---- all ---- */

int l2h_system_parse(const char *text, struct l2h_system *system, struct l2h_error *error)
{
  memset(system, 0, sizeof *system);
  if (strlen(text) >= sizeof system->name)
    return l2h_fail(error, "system '%.40s...' has more than %zu characters", text, sizeof system->name - 1);
  if (strncmp(text, "lj:", 3) == 0)
    return lj_system(text, system, error);
  if (strncmp(text, "gupta:", 6) == 0)
    return gupta_system(text, system, error);
  if (strncmp(text, "sw:", 3) == 0)
    return sw_system(text, system, error);
  if (strncmp(text, L2H_LAMMPS_PREFIX, strlen(L2H_LAMMPS_PREFIX)) == 0)
    return l2h_lammps_system(text, system, error);
  return l2h_fail(error, "unknown system '%s': write " L2H_SYSTEM_FORMS, text);
}

void l2h_system_paper_scales(struct l2h_system *system)
{
  system->length = system->energy = 1;
}

bool l2h_system_hit(const struct l2h_system *system, double energy)
{
  return energy <= system->known_minimum + L2H_HIT_TOLERANCE; /* NaN compares false */
}

const struct l2h_system *l2h_system_on_cpu(int systems, const struct l2h_system *system)
{
  for (int s = 0; s < systems; s++)
    if (system[s].script)
      return &system[s];
  return NULL;
}
