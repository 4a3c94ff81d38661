/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/forms.h"

#include <math.h>
#include <stdio.h>

double l2h_start_box(double edge, int most, int atoms)
{
  return edge * cbrt(fmax(1.0, (double)atoms / most));
}

/* A pair closer than this many length scales is taken there: it keeps energy (1e12 epsilon for Lennard-Jones), force
   and the force's square finite in single precision, and no bound structure comes near it. */
#define CORE 0.1

void l2h_system_finish(const char *text, const char *units, double typical_energy, struct l2h_system *system)
{
  snprintf(system->name, sizeof system->name, "%s", text);
  snprintf(system->units, sizeof system->units, "%s", units);
  system->landscape.core = CORE * system->length;
  system->landscape.species = system->species;
  system->loss_scale = isnan(system->known_minimum) ? typical_energy : -system->known_minimum;
}
