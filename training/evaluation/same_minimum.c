/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/same_minimum.h"

#include <math.h>
#include <stdlib.h>

#include "systems/potential.h"

/* A quench to 1e-5 rms leaves an energy right to 1e-9 and, in the softest vibrations, places right to 1e-4; minima that
   differ at all differ by more. */
#define ENERGY_TOLERANCE 1e-5
#define DISTANCE_TOLERANCE 1e-3

static size_t pairs_of(const struct l2h_system *system)
{
  return (size_t)system->atoms * ((size_t)system->atoms - 1) / 2;
}

int l2h_same_minimum_open(struct l2h_same_minimum *same, const struct l2h_system *system, struct l2h_error *error)
{
  *same = (struct l2h_same_minimum){.system = system, .distance = calloc(2 * pairs_of(system), sizeof(double))};
  return same->distance ? 0 : l2h_fail(error, "no memory for the distances of %d atoms", system->atoms);
}

void l2h_same_minimum_close(struct l2h_same_minimum *same)
{
  free(same->distance);
  same->distance = NULL;
}

void l2h_same_minimum_take(struct l2h_same_minimum *same, double energy, const double *position)
{
  same->energy = energy;
  same->position = position;
  same->sorted = false;
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* All distances, sorted within each pair of species, one pair of species after the other. */
static void sorted_distances(const struct l2h_system *system, const double *position, double *distance)
{
  double d[3], *next = distance;
  for (int s = 0; s < system->species; s++)
    for (int t = s; t < system->species; t++) {
      double *const begin = next;
      for (int i = system->first[s]; i < system->first[s + 1]; i++)
        for (int j = t == s ? i + 1 : system->first[t]; j < system->first[t + 1]; j++)
          *next++ = sqrt(l2h_difference(system, position + 3 * i, position + 3 * j, d));
      qsort(begin, (size_t)(next - begin), sizeof *begin, ascending);
    }
}

static bool same_distances(const struct l2h_system *system, const double *a, const double *b)
{
  const size_t pairs = pairs_of(system);
  double sum = 0;
  for (size_t k = 0; k < pairs; k++)
    sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sqrt(sum / (double)pairs) <= DISTANCE_TOLERANCE * system->length;
}

double l2h_same_energy(const struct l2h_system *system)
{
  return ENERGY_TOLERANCE * system->energy;
}

bool l2h_same_minimum_as(struct l2h_same_minimum *same, double energy, const double *position)
{
  const struct l2h_system *system = same->system;
  double *const own = same->distance, *const other = own + pairs_of(system);
  if (!(fabs(energy - same->energy) <= l2h_same_energy(system)))
    return false;
  if (!same->sorted)
    sorted_distances(system, same->position, own);
  same->sorted = true;
  sorted_distances(system, position, other);
  return same_distances(system, own, other);
}
