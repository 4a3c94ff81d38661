/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/collection.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/safe_file.h"
#include "evaluation/extended_xyz.h"
#include "systems/potential.h"

struct l2h_collection *l2h_collection_create(const struct l2h_system *system, int most, struct l2h_error *error)
{
  struct l2h_collection *collection = calloc(1, sizeof *collection);
  if (collection) {
    collection->system = system;
    collection->most = most;
    collection->minimum = calloc((size_t)most, sizeof *collection->minimum);
    if (collection->minimum && l2h_same_minimum_open(&collection->same, system, error) == 0)
      return collection;
  }
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
  l2h_same_minimum_close(&collection->same);
  free(collection);
}

double l2h_collection_bound(const struct l2h_collection *collection)
{
  return collection->count < collection->most ? INFINITY : collection->minimum[collection->count - 1].met.energy;
}

/* ---- adding ---- */

/* The first with at least this energy. */
static int first_from(const struct l2h_collection *collection, double energy)
{
  int low = 0, high = collection->count;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (collection->minimum[middle].met.energy < energy)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The minimum that this one is a copy of, or NULL. Few have its energy, so distances are sorted again each time. */
static struct l2h_kept_minimum *known(struct l2h_collection *collection, double energy, const double *position)
{
  const double near = l2h_same_energy(collection->system);
  l2h_same_minimum_take(&collection->same, energy, position);
  for (int m = first_from(collection, energy - near); m < collection->count; m++) {
    struct l2h_kept_minimum *const minimum = &collection->minimum[m];
    if (minimum->met.energy > energy + near)
      break;
    if (l2h_same_minimum_as(&collection->same, minimum->met.energy, minimum->position))
      return minimum;
  }
  return NULL;
}

static void meet_again(struct l2h_meeting *met, const struct l2h_meeting *again)
{
  met->count += again->count;
  if (again->evaluations < met->evaluations) {
    met->walker = again->walker;
    met->evaluations = again->evaluations;
  }
}

int l2h_collection_add(struct l2h_collection *collection, const struct l2h_meeting *met, const double *position,
                       struct l2h_error *error)
{
  const double energy = met->energy;
  const size_t bytes = 3 * sizeof(double) * (size_t)collection->system->atoms;
  struct l2h_kept_minimum *const copy_of = known(collection, energy, position);
  if (copy_of) {
    meet_again(&copy_of->met, met);
    return 0;
  }
  if (!(energy < l2h_collection_bound(collection))) /* NaN, too */
    return 0;
  const bool full = collection->count == collection->most;
  double *const row = full ? collection->minimum[collection->count - 1].position : malloc(bytes);
  if (!row)
    return l2h_fail(error, "no memory for another minimum of %d atoms", collection->system->atoms);
  collection->count += !full;
  int place = collection->count - 1;
  for (; place > 0 && collection->minimum[place - 1].met.energy > energy; place--)
    collection->minimum[place] = collection->minimum[place - 1];
  memcpy(row, position, bytes);
  collection->minimum[place] = (struct l2h_kept_minimum){.met = *met, .position = row};
  return 1;
}

/* ---- the file ---- */

static void print_minimum(FILE *stream, const struct l2h_system *system, const struct l2h_kept_minimum *minimum)
{
  double gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  char count[64];
  l2h_potential(system, minimum->position, gradient);
  snprintf(count, sizeof count, "count=%.0f ", minimum->met.count);
  l2h_extended_xyz_print(stream, &(struct l2h_frame){system, minimum->met.energy, minimum->position, gradient, count});
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
