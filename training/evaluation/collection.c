/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/collection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/safe_file.h"
#include "systems/potential.h"

/* A quench to 1e-5 rms leaves an energy right to 1e-9 and, in the softest vibrations, places right to 1e-4; minima that
   differ at all differ by more. */
#define ENERGY_TOLERANCE 1e-5
#define DISTANCE_TOLERANCE 1e-3

static size_t pairs_of(const struct l2h_system *system)
{
  return (size_t)system->atoms * ((size_t)system->atoms - 1) / 2;
}

struct l2h_collection *l2h_collection_create(const struct l2h_system *system, int most, struct l2h_error *error)
{
  struct l2h_collection *collection = calloc(1, sizeof *collection);
  if (collection) {
    collection->system = system;
    collection->most = most;
    collection->minimum = calloc((size_t)most, sizeof *collection->minimum);
    collection->distance = calloc(2 * pairs_of(system), sizeof(double));
  }
  if (collection && collection->minimum && collection->distance)
    return collection;
  l2h_collection_free(collection);
  l2h_fail(error, "no memory for %d minima of %d atoms", most, system->atoms);
  return NULL;
}

void l2h_collection_free(struct l2h_collection *collection)
{
  if (!collection)
    return;
  for (int m = 0; m < collection->count; m++)
    free(collection->minimum[m].position);
  free(collection->minimum);
  free(collection->distance);
  free(collection);
}

double l2h_collection_ceiling(const struct l2h_collection *collection)
{
  return collection->count < collection->most ? INFINITY : collection->minimum[collection->count - 1].energy;
}

/* ---- which are one ---- */

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

/* The first with at least this energy. */
static int first_from(const struct l2h_collection *collection, double energy)
{
  int low = 0, high = collection->count;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (collection->minimum[middle].energy < energy)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The minimum that this one is a copy of, or NULL. Few have its energy, so distances are sorted again each time. */
static struct l2h_kept_minimum *known(struct l2h_collection *collection, double energy, const double *position)
{
  const struct l2h_system *system = collection->system;
  const double near = ENERGY_TOLERANCE * system->energy;
  double *const own = collection->distance, *const other = own + pairs_of(system);
  bool sorted = false;
  for (int m = first_from(collection, energy - near); m < collection->count; m++) {
    struct l2h_kept_minimum *const minimum = &collection->minimum[m];
    if (minimum->energy > energy + near)
      break;
    if (!sorted)
      sorted_distances(system, position, own);
    sorted = true;
    sorted_distances(system, minimum->position, other);
    if (same_distances(system, own, other))
      return minimum;
  }
  return NULL;
}

/* ---- adding ---- */

int l2h_collection_add(struct l2h_collection *collection, double energy, double count, const double *position,
                       struct l2h_error *error)
{
  const size_t bytes = 3 * sizeof(double) * (size_t)collection->system->atoms;
  struct l2h_kept_minimum *const copy_of = known(collection, energy, position);
  if (copy_of) {
    copy_of->count += count;
    return 0;
  }
  if (!(energy < l2h_collection_ceiling(collection))) /* NaN, too */
    return 0;
  const bool full = collection->count == collection->most;
  double *const row = full ? collection->minimum[collection->count - 1].position : malloc(bytes);
  if (!row)
    return l2h_fail(error, "no memory for another minimum of %d atoms", collection->system->atoms);
  collection->count += !full;
  int place = collection->count - 1;
  for (; place > 0 && collection->minimum[place - 1].energy > energy; place--)
    collection->minimum[place] = collection->minimum[place - 1];
  memcpy(row, position, bytes);
  collection->minimum[place] = (struct l2h_kept_minimum){energy, count, row};
  return 1;
}

/* ---- the file ---- */

static void print_minimum(FILE *stream, const struct l2h_system *system, const struct l2h_kept_minimum *minimum)
{
  const double cell = system->landscape.cell, *x = minimum->position;
  static const char columns[] = "species:S:1:pos:R:3:forces:R:3";
  double gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  l2h_potential(system, x, gradient);
  fprintf(stream, "%d\nProperties=%s energy=%.12g count=%.0f ", system->atoms, columns, minimum->energy,
          minimum->count);
  if (cell > 0)
    fprintf(stream, "Lattice=\"%.17g 0 0 0 %.17g 0 0 0 %.17g\" pbc=\"T T T\"\n", cell, cell, cell);
  else
    fprintf(stream, "pbc=\"F F F\"\n");
  for (int s = 0; s < system->species; s++)
    for (int i = system->first[s]; i < system->first[s + 1]; i++)
      fprintf(stream, "%s %.12f %.12f %.12f %.6e %.6e %.6e\n", system->element[s], x[3 * i], x[3 * i + 1], x[3 * i + 2],
              -gradient[3 * i], -gradient[3 * i + 1], -gradient[3 * i + 2]);
}

int l2h_collection_write(const struct l2h_collection *collection, const char *path, struct l2h_error *error)
{
  struct l2h_safe_file file;
  if (l2h_safe_file_open(&file, path, error) != 0)
    return -1;
  for (int m = 0; m < collection->count; m++)
    print_minimum(file.stream, collection->system, &collection->minimum[m]);
  return l2h_safe_file_commit(&file, error);
}
