/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/system.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/hash.h"

void l2h_system_paper_scales(struct l2h_system *system)
{
  system->length = system->energy = 1;
}

/* Comparisons with the NaN of no known minimum are false. */
bool l2h_system_below(const struct l2h_system *system, double energy)
{
  return !system->wanted && energy < system->known_minimum - L2H_HIT_BELOW;
}

bool l2h_system_hit(const struct l2h_system *system, double energy)
{
  return energy <= system->known_minimum + L2H_HIT_ABOVE && !l2h_system_below(system, energy);
}

const struct l2h_system *l2h_system_on_cpu(int systems, const struct l2h_system *system)
{
  for (int s = 0; s < systems; s++)
    if (system[s].landscape.kind == L2H_LAMMPS)
      return &system[s];
  return NULL;
}

/* Numbers as text, so that no padding of a struct is hashed. */
static uint64_t hash_text(uint64_t before, const char *format, ...) __attribute__((format(printf, 2, 3)));

static uint64_t hash_text(uint64_t before, const char *format, ...)
{
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return l2h_hash(before, text, strlen(text));
}

static uint64_t hash_numbers(uint64_t hash, int count, const double *number)
{
  for (int k = 0; k < count; k++)
    hash = hash_text(hash, "%.17g ", number[k]);
  return hash;
}

static uint64_t hash_landscape(uint64_t hash, const struct l2h_landscape *land)
{
  const struct l2h_sw_parameters *sw = &land->sw;
  hash = hash_text(hash, "kind %d species %d ", (int)land->kind, land->species);
  hash = hash_numbers(hash, 4, (double[]){land->epsilon, land->d0, land->cell, land->core});
  for (int s = 0; s < land->species; s++)
    for (int t = 0; t < land->species; t++) {
      const struct l2h_gupta_parameters *g = &land->gupta[s][t];
      hash = hash_numbers(hash, 5, (double[]){g->p, g->q, g->d0, g->a, g->xi});
    }
  return hash_numbers(hash, 10,
                      (double[]){sw->epsilon, sw->sigma, sw->a, sw->lambda, sw->gamma, sw->cos_theta0, sw->big_a,
                                 sw->big_b, sw->p, sw->q});
}

uint64_t l2h_system_surface(const struct l2h_system *system)
{
  uint64_t hash = hash_landscape(0, &system->landscape);
  hash = hash_text(hash, "units %s files %016" PRIx64 " atoms", system->units, system->contents);
  for (int s = 0; s <= system->species; s++)
    hash = hash_text(hash, " %d", system->first[s]);
  return hash;
}

uint64_t l2h_system_fingerprint(const struct l2h_system *system)
{
  return hash_numbers(l2h_system_surface(system), 5,
                      (double[]){system->length, system->energy, system->box, system->sphere, system->known_minimum});
}
