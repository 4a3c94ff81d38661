/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/sites.h"

#include <math.h>
#include <string.h>

#define NEAR 1.75 /* cells, and the reach of neighbour lists: covers an atom that clashes with a site of another */
#define MOST_CELLS(atoms) (8 * (atoms) + 64)

void l2h_sites_place(struct l2h_sites *sites, struct l2h_room *room, int atoms, int free)
{
  const size_t n = (size_t)atoms, most = L2H_SITES_MOST(n);
  sites->atoms = atoms;
  sites->free = free;
  sites->count = 0;
  sites->most_cells = MOST_CELLS(atoms);
  const size_t cells = (size_t)sites->most_cells;
  sites->place = l2h_room_take(room, sizeof(double) * 3 * n);
  sites->site = l2h_room_take(room, sizeof(double) * 3 * most);
  sites->energy = l2h_room_take(room, sizeof(double) * most);
  sites->first_atom = l2h_room_take(room, sizeof(int) * cells);
  sites->next_atom = l2h_room_take(room, sizeof(int) * n);
  sites->first_site = l2h_room_take(room, sizeof(int) * cells);
  sites->next_site = l2h_room_take(room, sizeof(int) * most);
  sites->neighbours = l2h_room_take(room, sizeof(int) * n);
  sites->near = l2h_room_take(room, sizeof(int) * n * L2H_SITE_NEIGHBOURS);
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
  const int cells = sites->side[0] * sites->side[1] * sites->side[2];
  for (int k = 0; k < cells; k++)
    sites->first_atom[k] = sites->first_site[k] = -1;
  for (int i = sites->atoms - 1; i >= 0; i--)
    if (sites->present[i]) {
      const int k = cell_of(sites, sites->place + 3 * i);
      sites->next_atom[i] = sites->first_atom[k];
      sites->first_atom[k] = i;
    }
}

/* The cells that a sphere touches, one by one. */
struct walk {
  int low[3], high[3], at[3];
};

static struct walk walk_from(const struct l2h_sites *sites, const double *x, double reach)
{
  struct walk walk;
  for (int c = 0; c < 3; c++) {
    walk.low[c] = walk.at[c] = cell_along(sites, c, x[c] - reach);
    walk.high[c] = cell_along(sites, c, x[c] + reach);
  }
  return walk;
}

/* The next cell, or -1. */
static int walk_on(const struct l2h_sites *sites, struct walk *walk)
{
  if (walk->at[2] > walk->high[2])
    return -1;
  const int cell = (walk->at[2] * sites->side[1] + walk->at[1]) * sites->side[0] + walk->at[0];
  for (int c = 0; c < 3; c++) {
    if (++walk->at[c] <= walk->high[c] || c == 2)
      break;
    walk->at[c] = walk->low[c];
  }
  return cell;
}

/* ---- scores ---- */

/* Pair energy of an atom at x with all that are present but atom `self`. */
static double score(const struct l2h_sites *sites, const double *x, int self)
{
  double energy = 0;
  struct walk walk = walk_from(sites, x, L2H_SITE_REACH);
  for (int cell; (cell = walk_on(sites, &walk)) >= 0;)
    for (int j = sites->first_atom[cell]; j >= 0; j = sites->next_atom[j]) {
      const double r2 = distance2(x, sites->place + 3 * j);
      if (r2 < L2H_SITE_REACH * L2H_SITE_REACH && j != self)
        energy += l2h_site_pair(r2);
    }
  return energy;
}

void l2h_sites_bindings(struct l2h_sites *sites, double *binding)
{
  make_cells(sites);
  for (int i = 0; i < sites->free; i++)
    binding[i] = sites->present[i] ? score(sites, sites->place + 3 * i, i) : 0;
}

/* ---- sites ---- */

/* The neighbours of each atom within NEAR, in rising order. */
static void list_neighbours(struct l2h_sites *sites)
{
  for (int i = 0; i < sites->atoms; i++) {
    int *const near = sites->near + i * L2H_SITE_NEIGHBOURS, count = 0;
    const double *const x = sites->place + 3 * i;
    if (sites->present[i]) {
      struct walk walk = walk_from(sites, x, NEAR);
      for (int cell; (cell = walk_on(sites, &walk)) >= 0;)
        for (int j = sites->first_atom[cell]; j >= 0; j = sites->next_atom[j])
          if (j != i && distance2(x, sites->place + 3 * j) < NEAR * NEAR && count < L2H_SITE_NEIGHBOURS) {
            int at = count++;
            for (; at > 0 && near[at - 1] > j; at--)
              near[at] = near[at - 1];
            near[at] = j;
          }
    }
    sites->neighbours[i] = count;
  }
}

/* The two places at L2H_SITE_HEIGHT from three atoms; false where there are none. a and b lead from the first atom to
   the others. */
static bool cap(const double *x, const double a[3], const double b[3], double places[2][3])
{
  const double n[3] = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
  const double n2 = n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
  const double a2 = a[0] * a[0] + a[1] * a[1] + a[2] * a[2], b2 = b[0] * b[0] + b[1] * b[1] + b[2] * b[2];
  if (n2 < 4e-7)
    return false; /* in one line */
  /* from the first atom to the centre of the circle through all three: (a2 b - b2 a) x n / (2 n2), turned */
  double v[3], centre[3];
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
    places[0][c] = x[c] + centre[c] - up * n[c];
    places[1][c] = x[c] + centre[c] + up * n[c];
  }
  return true;
}

/* Whether no neighbour of atom i, beside it, is too close to a place that caps it. */
static bool is_open(const struct l2h_sites *sites, int i, const double *p)
{
  const int *const near = sites->near + i * L2H_SITE_NEIGHBOURS;
  for (int k = 0; k < sites->neighbours[i]; k++)
    if (distance2(p, sites->place + 3 * near[k]) < L2H_SITE_CLASH * L2H_SITE_CLASH)
      return false;
  return true;
}

static bool is_known(const struct l2h_sites *sites, const double *p)
{
  struct walk walk = walk_from(sites, p, L2H_SITE_APART);
  for (int cell; (cell = walk_on(sites, &walk)) >= 0;)
    for (int q = sites->first_site[cell]; q >= 0; q = sites->next_site[q])
      if (distance2(p, sites->site[q]) < L2H_SITE_APART * L2H_SITE_APART)
        return true;
  return false;
}

static void add_site(struct l2h_sites *sites, const double *p)
{
  if (sites->count == L2H_SITES_MOST(sites->atoms))
    return;
  const int q = sites->count++, cell = cell_of(sites, p);
  memcpy(sites->site[q], p, sizeof sites->site[q]);
  sites->energy[q] = score(sites, p, -1);
  sites->next_site[q] = sites->first_site[cell];
  sites->first_site[cell] = q;
}

static void cap_triplet(struct l2h_sites *sites, int i, int j, int k)
{
  const double *x = sites->place + 3 * i, *y = sites->place + 3 * j, *z = sites->place + 3 * k;
  const double a[3] = {y[0] - x[0], y[1] - x[1], y[2] - x[2]}, b[3] = {z[0] - x[0], z[1] - x[1], z[2] - x[2]};
  double places[2][3];
  if (!cap(x, a, b, places))
    return;
  for (int side = 0; side < 2; side++)
    if (is_open(sites, i, places[side]) && !is_known(sites, places[side]))
      add_site(sites, places[side]);
}

void l2h_sites_find(struct l2h_sites *sites)
{
  const double bond2 = L2H_SITE_BOND * L2H_SITE_BOND, long2 = L2H_SITE_LONG_BOND * L2H_SITE_LONG_BOND;
  sites->count = 0;
  make_cells(sites);
  list_neighbours(sites);
  for (int i = 0; i < sites->free; i++) {
    const int *const near = sites->near + i * L2H_SITE_NEIGHBOURS, count = sites->neighbours[i];
    for (int m = 0; m < count; m++) {
      const int j = near[m];
      const double ij = distance2(sites->place + 3 * i, sites->place + 3 * j);
      if (j < i || ij > long2)
        continue;
      for (int l = m + 1; l < count; l++) {
        const int k = near[l];
        const double ik = distance2(sites->place + 3 * i, sites->place + 3 * k);
        const double jk = distance2(sites->place + 3 * j, sites->place + 3 * k);
        if (ik > long2 || jk > long2 || (ij > bond2) + (ik > bond2) + (jk > bond2) > 1)
          continue;
        cap_triplet(sites, i, j, k);
      }
    }
  }
}
