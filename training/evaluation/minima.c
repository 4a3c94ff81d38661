/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/minima.h"

#include <stdlib.h>

#include "evaluation/collection.h"

struct end {
  double energy;
  int start;
};

/* Lowest first; of equal ones the earlier start. */
static int lower(const void *a, const void *b)
{
  const struct end *x = a, *y = b;
  return x->energy < y->energy ? -1 : x->energy > y->energy ? 1 : x->start - y->start;
}

int l2h_minima_write(const char *path, const struct l2h_system *system, int starts, const struct l2h_outcome *outcome,
                     const double *position, struct l2h_error *error)
{
  struct end *end = calloc((size_t)starts, sizeof *end);
  struct l2h_collection *collection = l2h_collection_create(system, starts, error);
  int result = end ? 0 : l2h_fail(error, "no memory for %d ends", starts);
  if (!collection)
    result = -1;
  int bound = 0;
  for (int k = 0; result == 0 && k < starts; k++)
    if (!l2h_unbound(outcome[k].energy))
      end[bound++] = (struct end){outcome[k].energy, k};
  if (result == 0)
    qsort(end, (size_t)bound, sizeof *end, lower);
  for (int k = 0; k < bound && result == 0; k++)
    result = l2h_collection_add(collection, end[k].energy, 1,
                                position + 3 * (size_t)system->atoms * (size_t)end[k].start, error) < 0
      ? -1
      : 0;
  if (result == 0)
    result = l2h_collection_write(collection, path, error);
  l2h_collection_free(collection);
  free(end);
  return result;
}
