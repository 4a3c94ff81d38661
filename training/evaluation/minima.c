/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/minima.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/safe_file.h"
#include "systems/potential.h"

/* A quench to 1e-5 rms leaves an energy right to 1e-9 and, in the softest vibrations, places right to 1e-4; minima that
   differ at all differ by more. */
#define ENERGY_TOLERANCE 1e-5
#define DISTANCE_TOLERANCE 1e-3

struct minimum {
  double energy;
  int start; /* the first that ended here */
  int count;
};

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static int pairs_of(const struct l2h_system *system)
{
  return system->atoms * (system->atoms - 1) / 2;
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
  const int pairs = pairs_of(system);
  double sum = 0;
  for (int k = 0; k < pairs; k++)
    sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sqrt(sum / pairs) <= DISTANCE_TOLERANCE * system->length;
}

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

/* Sorts the ends, lowest first, into minima; distance[minimum][pairs] is room. Returns how many there are. */
static int sort_into_minima(const struct l2h_system *system, int starts, const struct end *end, const double *position,
                            double *distance, struct minimum *minimum)
{
  const size_t pairs = (size_t)pairs_of(system), room = 3 * (size_t)system->atoms;
  const double near = ENERGY_TOLERANCE * system->energy;
  int count = 0;
  for (int e = 0; e < starts; e++) {
    double *const own = distance + (size_t)count * pairs;
    int m;
    sorted_distances(system, position + room * (size_t)end[e].start, own);
    for (m = count - 1; m >= 0 && end[e].energy - minimum[m].energy <= near; m--)
      if (same_distances(system, own, distance + (size_t)m * pairs))
        break;
    if (m < 0 || end[e].energy - minimum[m].energy > near) {
      m = count++;
      minimum[m] = (struct minimum){end[e].energy, end[e].start, 0};
    }
    minimum[m].count++;
  }
  return count;
}

static void print_minimum(FILE *stream, const struct l2h_system *system, double energy, int count, const double *x)
{
  const double cell = system->landscape.cell;
  static const char columns[] = "species:S:1:pos:R:3:forces:R:3";
  double gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  l2h_potential(system, x, gradient);
  fprintf(stream, "%d\nProperties=%s energy=%.12g count=%d ", system->atoms, columns, energy, count);
  if (cell > 0)
    fprintf(stream, "Lattice=\"%.17g 0 0 0 %.17g 0 0 0 %.17g\" pbc=\"T T T\"\n", cell, cell, cell);
  else
    fprintf(stream, "pbc=\"F F F\"\n");
  for (int s = 0; s < system->species; s++)
    for (int i = system->first[s]; i < system->first[s + 1]; i++)
      fprintf(stream, "%s %.12f %.12f %.12f %.6e %.6e %.6e\n", system->element[s], x[3 * i], x[3 * i + 1], x[3 * i + 2],
              -gradient[3 * i], -gradient[3 * i + 1], -gradient[3 * i + 2]);
}

int l2h_minima_write(const char *path, const struct l2h_system *system, int starts, const struct l2h_outcome *outcome,
                     const double *position, struct l2h_error *error)
{
  struct minimum *minimum = calloc((size_t)starts, sizeof *minimum);
  struct end *end = calloc((size_t)starts, sizeof *end);
  double *distance = calloc((size_t)starts * (size_t)pairs_of(system), sizeof *distance);
  struct l2h_safe_file file;
  int result = minimum && end && distance ? 0 : l2h_fail(error, "no memory for %d minima", starts);
  if (result == 0)
    result = l2h_safe_file_open(&file, path, error);
  if (result == 0) {
    int bound = 0;
    for (int k = 0; k < starts; k++)
      if (!l2h_unbound(outcome[k].energy))
        end[bound++] = (struct end){outcome[k].energy, k};
    qsort(end, (size_t)bound, sizeof *end, lower);
    const int count = sort_into_minima(system, bound, end, position, distance, minimum);
    for (int m = 0; m < count; m++)
      print_minimum(file.stream, system, outcome[minimum[m].start].energy, minimum[m].count,
                    position + 3 * (size_t)system->atoms * (size_t)minimum[m].start);
    result = l2h_safe_file_commit(&file, error);
  }
  free(minimum);
  free(end);
  free(distance);
  return result;
}
