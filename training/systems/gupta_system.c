/* SPDX-License-Identifier: GPL-2.0-only */
/* gupta:COMPOSITION, a free metal cluster (A.2). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/gupta_file.h"
#include "systems/composition.h"
#include "systems/forms.h"
#include "systems/known_minima.h"
#include "systems/potential_file.h"

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

int l2h_gupta_system(const char *text, struct l2h_system *system, struct l2h_error *error)
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
  snprintf(system->file, sizeof system->file, "%.511s", path);
  gupta_order(&file, &composition);
  system->landscape.kind = L2H_GUPTA;
  l2h_composition_apply(&composition, system);
  if (gupta_parameters(&file, &composition, system, error) != 0)
    return -1;
  system->box = l2h_start_box(4.0, 55, system->atoms);
  system->sphere = L2H_GUPTA_SPHERE * system->length;
  system->known_minimum = l2h_gupta_known_minimum(&composition);
  l2h_system_finish(text, "metal", 6 * system->energy * system->atoms, system);
  return 0;
}
