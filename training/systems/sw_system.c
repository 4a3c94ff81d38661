/* SPDX-License-Identifier: GPL-2.0-only */
/* sw:COMPOSITION, Stillinger-Weber atoms of one element in a periodic cube (A.3). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/radial.h"
#include "core/sw_file.h"
#include "systems/composition.h"
#include "systems/forms.h"
#include "systems/potential_file.h"

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

int l2h_sw_system(const char *text, struct l2h_system *system, struct l2h_error *error)
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
  snprintf(system->file, sizeof system->file, "%.511s", path);
  system->landscape.kind = L2H_SW;
  l2h_composition_apply(&composition, system);
  system->length = system->landscape.sw.sigma;
  system->energy = system->landscape.sw.epsilon;
  system->sphere = L2H_SW_SPHERE * system->length;
  if (sw_cell(text, system, error) != 0)
    return -1;
  system->known_minimum = diamond_energy(system);
  l2h_system_finish(text, "metal", 2 * system->energy * system->atoms, system);
  return 0;
}
