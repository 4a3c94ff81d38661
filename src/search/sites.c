/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/sites.h"

#include <math.h>
#include <string.h>

#define NEAR 1.75 /* cells, and the reach of neighbours: covers an atom that clashes with a site of another */
#define MOST_CELLS(atoms) (8 * (atoms) + 64)

void l2h_sites_place(struct l2h_sites *sites, struct l2h_room *room, int atoms, int free)
{
  const size_t n = (size_t)atoms, most = L2H_SITES_MOST(n);
  sites->atoms = atoms;
  sites->free = free;
  sites->count = 0;
  sites->most_cells = MOST_CELLS(atoms);
  sites->stride = L2H_PADDED(atoms) + L2H_LANES;
  sites->kernels = l2h_search_kernels_at(0);
  const size_t cells = (size_t)sites->most_cells;
  sites->place = l2h_room_take(room, sizeof(double) * 3 * n);
  sites->by_cell = l2h_room_take(room, sizeof(double) * 3 * (size_t)sites->stride);
  sites->site = l2h_room_take(room, sizeof(double) * 3 * most);
  sites->energy = l2h_room_take(room, sizeof(double) * most);
  sites->first_atom = l2h_room_take(room, sizeof(int) * (cells + 1));
  sites->cell_of_atom = l2h_room_take(room, sizeof(int) * n);
  sites->sorted = l2h_room_take(room, sizeof(int) * n);
  sites->first_site = l2h_room_take(room, sizeof(int) * cells);
  sites->next_site = l2h_room_take(room, sizeof(int) * most);
  sites->present = l2h_room_take(room, sizeof(bool) * n);
}

static double distance2(const double *a, const double *b)
{
  const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
  return x * x + y * y + z * z;
}

/* ---- cells ---- */

/* Which cell a coordinate lies in; outside, the nearest. */
static int cell_along(const struct l2h_sites *sites, int c, double x)
{
  const double at = (x - sites->corner[c]) / sites->cell;
  return at < 0 ? 0 : at >= sites->side[c] ? sites->side[c] - 1 : (int)at;
}

static int cell_of(const struct l2h_sites *sites, const double *x)
{
  return (cell_along(sites, 2, x[2]) * sites->side[1] + cell_along(sites, 1, x[1])) * sites->side[0] +
    cell_along(sites, 0, x[0]);
}

/* Counts the atoms of each cell, then puts each where those before its cell end. */
static void sort_by_cell(struct l2h_sites *sites, int cells)
{
  int *const first = sites->first_atom;
  memset(first, 0, sizeof(int) * ((size_t)cells + 1));
  for (int i = 0; i < sites->atoms; i++)
    if (sites->present[i])
      first[(sites->cell_of_atom[i] = cell_of(sites, sites->place + 3 * i)) + 1]++;
  for (int k = 0; k < cells; k++) {
    sites->first_site[k] = -1;
    first[k + 1] += first[k];
  }
  for (int i = sites->atoms - 1; i >= 0; i--) /* from the end of each cell: first[k + 1] falls to the start of k */
    if (sites->present[i]) {
      const int at = --first[sites->cell_of_atom[i] + 1];
      sites->sorted[at] = i;
      for (int c = 0; c < 3; c++)
        sites->by_cell[c * sites->stride + at] = sites->place[3 * i + c];
    }
  memmove(first, first + 1, sizeof(int) * (size_t)cells);
  int present = 0;
  for (int i = 0; i < sites->atoms; i++)
    present += sites->present[i];
  first[cells] = present;
}

/* Cells over all atoms present, as small as NEAR unless that were too many of them, and no site in any. */
static void make_cells(struct l2h_sites *sites)
{
  double high[3];
  for (int c = 0; c < 3; c++) {
    sites->corner[c] = INFINITY;
    high[c] = -INFINITY;
    for (int i = 0; i < sites->atoms; i++)
      if (sites->present[i]) {
        sites->corner[c] = fmin(sites->corner[c], sites->place[3 * i + c]);
        high[c] = fmax(high[c], sites->place[3 * i + c]);
      }
  }
  const double most_a_side = floor(cbrt(sites->most_cells));
  sites->cell = NEAR;
  for (int c = 0; c < 3; c++)
    sites->cell = fmax(sites->cell, (high[c] - sites->corner[c]) / (most_a_side - 1));
  for (int c = 0; c < 3; c++)
    sites->side[c] = 1 + (int)((high[c] - sites->corner[c]) / sites->cell);
  sort_by_cell(sites, sites->side[0] * sites->side[1] * sites->side[2]);
}

/* The cells that a sphere touches, as runs of cells that lie one after another: rows along x, and where those are
   whole, the whole planes and more. */
struct walk {
  int low[3], high[3], y, z;
};

static struct walk walk_from(const struct l2h_sites *sites, const double *x, double reach)
{
  struct walk walk;
  for (int c = 0; c < 3; c++) {
    walk.low[c] = cell_along(sites, c, x[c] - reach);
    walk.high[c] = cell_along(sites, c, x[c] + reach);
  }
  walk.y = walk.low[1];
  walk.z = walk.low[2];
  return walk;
}

/* The first and last cell of the next run; false after the last. */
static bool walk_on(const struct l2h_sites *sites, struct walk *walk, int *first, int *last)
{
  const int *const side = sites->side, *const low = walk->low, *const high = walk->high;
  if (walk->z > high[2])
    return false;
  const bool rows = low[0] == 0 && high[0] == side[0] - 1, planes = rows && low[1] == 0 && high[1] == side[1] - 1;
  const int y = rows ? high[1] : walk->y, z = planes ? high[2] : walk->z;
  *first = (walk->z * side[1] + walk->y) * side[0] + low[0];
  *last = (z * side[1] + y) * side[0] + high[0];
  walk->y = y + 1;
  walk->z = z;
  if (walk->y > high[1]) {
    walk->y = low[1];
    walk->z++;
  }
  return true;
}

/* ---- scores ---- */

/* Pair energy of an atom at x with all that are present but one that is just there, itself. */
static double score(const struct l2h_sites *sites, const double *x)
{
  double energy = 0;
  int first, last;
  struct walk walk = walk_from(sites, x, L2H_SITE_REACH);
  while (walk_on(sites, &walk, &first, &last))
    energy += sites->kernels->pair_energy(sites->first_atom[first], sites->first_atom[last + 1], sites->stride,
                                          sites->by_cell, x);
  return energy;
}

void l2h_sites_bindings(struct l2h_sites *sites, double *binding)
{
  make_cells(sites);
  for (int i = 0; i < sites->free; i++)
    binding[i] = sites->present[i] ? score(sites, sites->place + 3 * i) : 0;
}

/* ---- sites ---- */

/* The neighbours of an atom within NEAR, in rising order: where they are, seen from it. */
struct near {
  int count, atom[L2H_SITE_NEIGHBOURS];
  double d[L2H_SITE_NEIGHBOURS][3], r2[L2H_SITE_NEIGHBOURS];
};

static void add_near(struct near *near, int j, const double d[3], double r2)
{
  int at = near->count;
  if (at == L2H_SITE_NEIGHBOURS)
    return;
  for (near->count++; at > 0 && near->atom[at - 1] > j; at--) {
    near->atom[at] = near->atom[at - 1];
    near->r2[at] = near->r2[at - 1];
    memcpy(near->d[at], near->d[at - 1], sizeof near->d[at]);
  }
  near->atom[at] = j;
  near->r2[at] = r2;
  memcpy(near->d[at], d, sizeof near->d[at]);
}

static void find_near(const struct l2h_sites *sites, int i, struct near *near)
{
  const double *const x = sites->place + 3 * i;
  int first, last;
  struct walk walk = walk_from(sites, x, NEAR);
  near->count = 0;
  while (walk_on(sites, &walk, &first, &last))
    for (int at = sites->first_atom[first]; at < sites->first_atom[last + 1]; at++) {
      double d[3], r2 = 0;
      for (int c = 0; c < 3; c++) {
        d[c] = sites->by_cell[c * sites->stride + at] - x[c];
        r2 += d[c] * d[c];
      }
      if (r2 < NEAR * NEAR && sites->sorted[at] != i)
        add_near(near, sites->sorted[at], d, r2);
    }
}

/* The two places at L2H_SITE_HEIGHT from an atom and its neighbours at a and b, seen from it; false where there are
   none. */
static bool cap(const double a[3], const double b[3], double a2, double b2, double places[2][3])
{
  const double n[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
  const double n2 = n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
  if (n2 < 4e-7)
    return false;         /* in one line */
  double v[3], centre[3]; /* of the circle through all three: (a2 b - b2 a) x n / (2 n2) */
  for (int c = 0; c < 3; c++)
    v[c] = a2 * b[c] - b2 * a[c];
  centre[0] = (v[1] * n[2] - v[2] * n[1]) / (2 * n2);
  centre[1] = (v[2] * n[0] - v[0] * n[2]) / (2 * n2);
  centre[2] = (v[0] * n[1] - v[1] * n[0]) / (2 * n2);
  const double radius2 = centre[0] * centre[0] + centre[1] * centre[1] + centre[2] * centre[2];
  const double height2 = L2H_SITE_HEIGHT * L2H_SITE_HEIGHT - radius2;
  if (height2 < 0.016)
    return false; /* in the plane of the triplet: no cap */
  const double up = sqrt(height2 / n2);
  for (int c = 0; c < 3; c++) {
    places[0][c] = centre[c] - up * n[c];
    places[1][c] = centre[c] + up * n[c];
  }
  return true;
}

static bool is_open(const struct near *near, const double p[3])
{
  for (int k = 0; k < near->count; k++)
    if (distance2(p, near->d[k]) < L2H_SITE_CLASH * L2H_SITE_CLASH)
      return false;
  return true;
}

static bool is_known(const struct l2h_sites *sites, const double p[3])
{
  int first, last;
  struct walk walk = walk_from(sites, p, L2H_SITE_APART);
  while (walk_on(sites, &walk, &first, &last))
    for (int cell = first; cell <= last; cell++)
      for (int q = sites->first_site[cell]; q >= 0; q = sites->next_site[q])
        if (distance2(p, sites->site[q]) < L2H_SITE_APART * L2H_SITE_APART)
          return true;
  return false;
}

static void add_site(struct l2h_sites *sites, const double p[3])
{
  if (sites->count == L2H_SITES_MOST(sites->atoms))
    return;
  const int q = sites->count++, cell = cell_of(sites, p);
  memcpy(sites->site[q], p, sizeof sites->site[q]);
  sites->energy[q] = score(sites, p);
  sites->next_site[q] = sites->first_site[cell];
  sites->first_site[cell] = q;
}

/* The caps of atom i and its neighbours number m and l. */
static void cap_triplet(struct l2h_sites *sites, int i, const struct near *near, int m, int l)
{
  double places[2][3];
  if (!cap(near->d[m], near->d[l], near->r2[m], near->r2[l], places))
    return;
  for (int side = 0; side < 2; side++) {
    double *const p = places[side];
    if (!is_open(near, p))
      continue;
    for (int c = 0; c < 3; c++)
      p[c] += sites->place[3 * i + c];
    if (!is_known(sites, p))
      add_site(sites, p);
  }
}

/* The triplets whose first atom is i, a free one. */
static void cap_triplets(struct l2h_sites *sites, int i)
{
  const double bond2 = L2H_SITE_BOND * L2H_SITE_BOND, long2 = L2H_SITE_LONG_BOND * L2H_SITE_LONG_BOND;
  struct near near;
  int later[L2H_SITE_NEIGHBOURS], count = 0; /* neighbours after i that may be of a triplet */
  find_near(sites, i, &near);
  for (int m = 0; m < near.count; m++)
    if (near.atom[m] > i && near.r2[m] <= long2)
      later[count++] = m;
  for (int a = 0; a < count; a++)
    for (int b = a + 1; b < count; b++) {
      const int m = later[a], l = later[b];
      const double ml = distance2(near.d[m], near.d[l]);
      if (ml <= long2 && (near.r2[m] > bond2) + (near.r2[l] > bond2) + (ml > bond2) <= 1)
        cap_triplet(sites, i, &near, m, l);
    }
}

void l2h_sites_find(struct l2h_sites *sites)
{
  sites->count = 0;
  make_cells(sites);
  for (int i = 0; i < sites->free; i++)
    if (sites->present[i])
      cap_triplets(sites, i);
}
