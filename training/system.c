/* SPDX-License-Identifier: GPL-2.0-only */
#include "system.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "known_minima.h"

/* The box of section D.2: 3.0 for every Lennard-Jones model of the paper, which has up to 100 atoms. Larger clusters
   keep the density of those 100, or the soft spheres could not be spread. */
static double lj_box(int atoms)
{
  return 3.0 * cbrt(fmax(1.0, atoms / 100.0));
}

/* Diameter of the soft sphere (Eq. 8): see starts.h. */
#define LJ_SPHERE 1.0

static void lj_system(int atoms, struct l2h_system *system)
{
  snprintf(system->name, sizeof system->name, "lj:%d", atoms);
  system->atoms = atoms;
  system->species = 1;
  system->box = lj_box(atoms);
  system->sphere = LJ_SPHERE;
  system->known_minimum = l2h_lj_known_minimum(atoms);
  system->loss_scale = isnan(system->known_minimum) ? atoms : -system->known_minimum;
}

int l2h_system_parse(const char *text, struct l2h_system *system, struct l2h_error *error)
{
  char *end = NULL;
  if (strncmp(text, "lj:", 3) != 0 || text[3] < '0' || text[3] > '9')
    return l2h_fail(error, "unknown system '%s': write lj:N, a Lennard-Jones cluster of N atoms, as in lj:13", text);
  const long atoms = strtol(text + 3, &end, 10);
  if (*end || atoms < L2H_SYSTEM_MIN_ATOMS || atoms > L2H_SYSTEM_MAX_ATOMS)
    return l2h_fail(error, "system '%s': N in lj:N is a whole number from %d to %d, as in lj:13", text,
                    L2H_SYSTEM_MIN_ATOMS, L2H_SYSTEM_MAX_ATOMS);
  lj_system((int)atoms, system);
  return 0;
}

bool l2h_system_hit(const struct l2h_system *system, double energy)
{
  return fabs(energy - system->known_minimum) <= L2H_HIT_TOLERANCE; /* NaN compares false */
}
