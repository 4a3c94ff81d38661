/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiled for each instruction set from CMakeLists.txt. */
#include "search/sites.h"

#include <math.h>
#include <string.h>

#include "search/vectors.h"

#define NEAR 1.75 /* cells, and the reach of neighbours: covers an atom that clashes with a site of another */

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

/* Sum of l2h_site_pair() over the atoms from..to - 1 of place[3][stride] within L2H_SITE_REACH of p, except one that is
   just there. Reads up to L2H_LANES numbers after `to`. */
static inline double pair_energy(int from, int to, int stride, const double *restrict place, const double *restrict p)
{
  const double *const x = place, *const y = place + stride, *const z = place + 2 * stride;
  const double px = p[0], py = p[1], pz = p[2];
  double sum[L2H_LANES] = {0};
  for (int j = from; j < to; j += L2H_LANES)
    for (int k = 0; k < L2H_LANES; k++) {
      const double dx = x[j + k] - px, dy = y[j + k] - py, dz = z[j + k] - pz;
      const double r2 = dx * dx + dy * dy + dz * dz;
      const int counts = (j + k < to) & (r2 > 0) & (r2 < L2H_SITE_REACH * L2H_SITE_REACH);
      const double energy = l2h_site_pair(counts ? r2 : 1);
      sum[k] += counts ? energy : 0;
    }
  return l2h_lane_sum(sum);
}

/* Pair energy of an atom at x with all that are present except one that is just there, itself. */
static double score(const struct l2h_sites *sites, const double *x)
{
  double energy = 0;
  int first, last;
  struct walk walk = walk_from(sites, x, L2H_SITE_REACH);
  while (walk_on(sites, &walk, &first, &last))
    energy += pair_energy(sites->first_atom[first], sites->first_atom[last + 1], sites->stride, sites->by_cell, x);
  return energy;
}

void L2H_SEARCH_KERNEL(l2h_sites_bindings)(struct l2h_sites *sites, double *binding)
{
  make_cells(sites);
  for (int i = 0; i < sites->free; i++)
    binding[i] = sites->present[i] ? score(sites, sites->place + 3 * i) : 0;
}

/* ---- sites ---- */

/* The neighbours of an atom within NEAR, in rising order: where they are, seen from it. What is after them up to a
   multiple of L2H_LANES is far away. */
struct near {
  int count, atom[L2H_SITE_NEIGHBOURS];
  double d[3][L2H_SITE_NEIGHBOURS], r2[L2H_SITE_NEIGHBOURS];
};

_Static_assert(L2H_SITE_NEIGHBOURS % L2H_LANES == 0, "neighbours fill whole lanes");

/* Marks those of the atoms from..to - 1, in the order of the cells, that are within NEAR of x: a bit for each atom. */
static void mark_near(struct l2h_sites *sites, int from, int to, const double x[3])
{
  const double *const px = sites->by_cell, *const py = px + sites->stride, *const pz = py + sites->stride;
  for (int j = from; j < to; j += L2H_LANES) {
    unsigned near = 0;
    for (int k = 0; k < L2H_LANES; k++) {
      const double dx = px[j + k] - x[0], dy = py[j + k] - x[1], dz = pz[j + k] - x[2];
      near |= (unsigned)(dx * dx + dy * dy + dz * dz < NEAR * NEAR) << k;
    }
    if (to - j < L2H_LANES)
      near &= (1U << (to - j)) - 1;
    for (; near; near &= near - 1) {
      const int atom = sites->sorted[j + __builtin_ctz(near)];
      sites->marked[atom / 64] |= (uint64_t)1 << atom % 64;
    }
  }
}

static void find_near(struct l2h_sites *sites, int i, struct near *near)
{
  const double *const x = sites->place + 3 * i;
  int first, last;
  struct walk walk = walk_from(sites, x, NEAR);
  near->count = 0;
  while (walk_on(sites, &walk, &first, &last))
    mark_near(sites, sites->first_atom[first], sites->first_atom[last + 1], x);
  sites->marked[i / 64] &= ~((uint64_t)1 << i % 64);
  for (int word = 0; word < L2H_SITE_WORDS(sites->atoms); word++) { /* marks come out in rising order, and are gone */
    for (uint64_t bits = sites->marked[word]; bits && near->count < L2H_SITE_NEIGHBOURS; bits &= bits - 1)
      near->atom[near->count++] = 64 * word + __builtin_ctzll(bits);
    sites->marked[word] = 0;
  }
  for (int k = 0; k < near->count; k++)
    for (int c = 0; c < 3; c++)
      near->d[c][k] = sites->place[3 * near->atom[k] + c] - x[c];
  for (int k = near->count; k < L2H_PADDED(near->count); k++)
    near->d[0][k] = near->d[1][k] = near->d[2][k] = 1e3;
  for (int k = 0; k < L2H_PADDED(near->count); k++)
    near->r2[k] = near->d[0][k] * near->d[0][k] + near->d[1][k] * near->d[1][k] + near->d[2][k] * near->d[2][k];
}

/* Triplets of an atom and two neighbours each, seen from it, and the two places at L2H_SITE_HEIGHT from all three. */
struct caps {
  int count;
  double a[3][L2H_LANES], b[3][L2H_LANES], a2[L2H_LANES], b2[L2H_LANES]; /* neighbours, their squared distances */
  double places[2][3][L2H_LANES];
  int some[L2H_LANES]; /* whether there are such places */
};

static void find_places(struct caps *caps)
{
  for (int k = 0; k < L2H_LANES; k++) {
    const double ax = caps->a[0][k], ay = caps->a[1][k], az = caps->a[2][k], a2 = caps->a2[k];
    const double bx = caps->b[0][k], by = caps->b[1][k], bz = caps->b[2][k], b2 = caps->b2[k];
    const double nx = ay * bz - az * by, ny = az * bx - ax * bz, nz = ax * by - ay * bx;
    const double n2 = nx * nx + ny * ny + nz * nz;
    /* the centre of the circle through all three: (a2 b - b2 a) x n / (2 n2) */
    const double vx = a2 * bx - b2 * ax, vy = a2 * by - b2 * ay, vz = a2 * bz - b2 * az;
    const double x = (vy * nz - vz * ny) / (2 * n2), y = (vz * nx - vx * nz) / (2 * n2),
                 z = (vx * ny - vy * nx) / (2 * n2);
    const double height2 = L2H_SITE_HEIGHT * L2H_SITE_HEIGHT - (x * x + y * y + z * z), up = sqrt(height2 / n2);
    caps->some[k] = (n2 >= 4e-7) & (height2 >= 0.016); /* not in one line, nor the places in the triplet's plane */
    caps->places[0][0][k] = x - up * nx;
    caps->places[0][1][k] = y - up * ny;
    caps->places[0][2][k] = z - up * nz;
    caps->places[1][0][k] = x + up * nx;
    caps->places[1][1][k] = y + up * ny;
    caps->places[1][2][k] = z + up * nz;
  }
}

static bool is_open(const struct near *near, const double p[3])
{
  for (int j = 0; j < near->count; j += L2H_LANES) {
    double beyond[L2H_LANES]; /* 1 of those that do not clash */
    for (int k = 0; k < L2H_LANES; k++) {
      const double dx = p[0] - near->d[0][j + k], dy = p[1] - near->d[1][j + k], dz = p[2] - near->d[2][j + k];
      beyond[k] = dx * dx + dy * dy + dz * dz < L2H_SITE_CLASH * L2H_SITE_CLASH ? 0 : 1;
    }
    if (l2h_lane_sum(beyond) < L2H_LANES)
      return false;
  }
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

/* Takes in the open places of the triplets of atom i, and empties the list. */
static void take_caps(struct l2h_sites *sites, int i, const struct near *near, struct caps *caps)
{
  find_places(caps);
  for (int k = 0; k < caps->count; k++)
    for (int side = 0; caps->some[k] && side < 2; side++) {
      double p[3];
      for (int c = 0; c < 3; c++)
        p[c] = caps->places[side][c][k];
      if (!is_open(near, p))
        continue;
      for (int c = 0; c < 3; c++)
        p[c] += sites->place[3 * i + c];
      if (!is_known(sites, p))
        add_site(sites, p);
    }
  caps->count = 0;
}

/* The triplets whose first atom is i, a free one. */
static void cap_triplets(struct l2h_sites *sites, int i, struct caps *caps)
{
  const double bond2 = L2H_SITE_BOND * L2H_SITE_BOND, long2 = L2H_SITE_LONG_BOND * L2H_SITE_LONG_BOND;
  struct near near;
  double d[L2H_SITE_NEIGHBOURS][3], r2[L2H_SITE_NEIGHBOURS]; /* of neighbours after i that may be of a triplet */
  int count = 0;
  find_near(sites, i, &near);
  for (int m = 0; m < near.count; m++)
    if (near.atom[m] > i && near.r2[m] <= long2) {
      for (int c = 0; c < 3; c++)
        d[count][c] = near.d[c][m];
      r2[count++] = near.r2[m];
    }
  for (int a = 0; a < count; a++)
    for (int b = a + 1; b < count; b++) {
      const double ab = distance2(d[a], d[b]);
      if (!(ab <= long2 && (r2[a] > bond2) + (r2[b] > bond2) + (ab > bond2) <= 1))
        continue;
      const int k = caps->count++;
      for (int c = 0; c < 3; c++) {
        caps->a[c][k] = d[a][c];
        caps->b[c][k] = d[b][c];
      }
      caps->a2[k] = r2[a];
      caps->b2[k] = r2[b];
      if (caps->count == L2H_LANES)
        take_caps(sites, i, &near, caps);
    }
  take_caps(sites, i, &near, caps);
}

void L2H_SEARCH_KERNEL(l2h_sites_find)(struct l2h_sites *sites)
{
  struct caps caps = {0};
  sites->count = 0;
  make_cells(sites);
  for (int i = 0; i < sites->free; i++)
    if (sites->present[i])
      cap_triplets(sites, i, &caps);
}
