/* SPDX-License-Identifier: GPL-2.0-only */
/* lj:N, a free cluster of N Lennard-Jones atoms (A.1). */
#include <stdlib.h>
#include <string.h>

#include "systems/forms.h"
#include "systems/known_minima.h"

int l2h_lj_system(const char *text, struct l2h_system *system, struct l2h_error *error)
{
  char *end;
  const long atoms = strtol(text + 3, &end, 10);
  if (text[3] < '0' || text[3] > '9' || *end || atoms < L2H_SYSTEM_MIN_ATOMS || atoms > L2H_SYSTEM_MAX_ATOMS)
    return l2h_fail(error, "system '%s': N in lj:N is a whole number from %d to %d, as in lj:13", text,
                    L2H_SYSTEM_MIN_ATOMS, L2H_SYSTEM_MAX_ATOMS);
  system->atoms = (int)atoms;
  system->species = 1;
  system->first[1] = (int)atoms;
  strcpy(system->element[0], "X"); /* no element, as ASE and others write it */
  system->landscape.kind = L2H_LJ;
  system->landscape.epsilon = system->landscape.d0 = system->length = system->energy = 1;
  system->box = l2h_start_box(3.0, 100, (int)atoms);
  system->sphere = L2H_LJ_SPHERE;
  system->known_minimum = l2h_lj_known_minimum((int)atoms);
  l2h_system_finish(text, "lj", (double)atoms, system);
  return 0;
}
