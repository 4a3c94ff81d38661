/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiled for each instruction set from CMakeLists.txt. */
#include "search/sites.h"

#include <math.h>
#include <string.h>

#include "search/vectors.h"

#define NEAR 1.75   /* cells, and the reach of neighbours: covers an atom that clashes with a site of another */
#define LEEWAY 1e-6 /* of lengths, above all rounding */
#define AWAY 1e6    /* where no atom is */
#define FEW (128 * L2H_WIDTH) /* atoms that are all looked at for neighbours: that is quicker than to go by cells */

static double distance2(const double *a, const double *b)
{
  const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
  return x * x + y * y + z * z;
}

/* Squared distances of the points from p[at] on; p[3][stride]. */
L2H_FN real distances2(const double *p, int stride, int at, double x, double y, double z)
{
  const real dx = real_load(p + at) - x, dy = real_load(p + stride + at) - y, dz = real_load(p + 2 * stride + at) - z;
  return dx * dx + dy * dy + dz * dz;
}

/* ---- cells ---- */

/* Which cell a coordinate lies in; outside, the nearest. */
L2H_FN int cell_along(const struct l2h_sites *sites, int c, double x)
{
  const double at = (x - sites->corner[c]) / sites->cell, last = sites->side[c] - 1, inside = at > 0 ? at : 0;
  return (int)(inside < last ? inside : last);
}

L2H_FN int cell_of(const struct l2h_sites *sites, const double *x)
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
  first[cells] = sites->count_present = present;
}

/* The atoms in their order; those that are not there are far away, as is what comes after them. */
static void spread_places(struct l2h_sites *sites)
{
  for (int i = 0; i < sites->stride; i++) {
    const bool there = i < sites->atoms && sites->present[i];
    for (int c = 0; c < 3; c++)
      sites->by_number[c * sites->stride + i] = there ? sites->place[3 * i + c] : AWAY;
  }
}

/* Cells over all atoms present, as small as NEAR unless that were too many of them, and no site in any. */
static void make_cells(struct l2h_sites *sites)
{
  const double most_a_side = floor(cbrt(sites->most_cells));
  double extent[3];
  sites->cell = NEAR;
  for (int c = 0; c < 3; c++) {
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < sites->atoms; i++)
      if (sites->present[i]) {
        const double x = sites->place[3 * i + c];
        low = x < low ? x : low;
        high = x > high ? x : high;
      }
    sites->corner[c] = low;
    extent[c] = high - low;
    sites->cell = fmax(sites->cell, extent[c] / (most_a_side - 1));
  }
  for (int c = 0; c < 3; c++) {
    sites->side[c] = 1 + (int)(extent[c] / sites->cell);
    sites->all_from[c] = sites->corner[c] + (sites->side[c] - 1) * sites->cell - (L2H_SITE_REACH - LEEWAY);
    sites->all_to[c] = sites->corner[c] + sites->cell + (L2H_SITE_REACH - LEEWAY);
  }
  sort_by_cell(sites, sites->side[0] * sites->side[1] * sites->side[2]);
}

/* The cells that a sphere touches, as runs of cells that lie one after another: rows along x, and where those are
   whole, the whole planes and more. */
struct walk {
  int low[3], high[3], y, z;
};

L2H_FN struct walk walk_from(const struct l2h_sites *sites, const double *x, double reach)
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
L2H_FN bool walk_on(const struct l2h_sites *sites, struct walk *walk, int *first, int *last)
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

/* Sum of l2h_site_pair() over the atoms from..to - 1 of the order of the cells within L2H_SITE_REACH of x, except one
   that is just there. */
L2H_FN double pair_energy(const struct l2h_sites *sites, int from, int to, const double x[3])
{
  real sum[L2H_PARTS] = {0};
  for (int j = from; j < to; j += L2H_LANES)
#pragma GCC unroll 8
    for (int k = 0; k < L2H_PARTS; k++) {
      const int at = j + k * L2H_WIDTH;
      if (at >= to)
        break;
      const real r2 = distances2(sites->by_cell, sites->stride, at, x[0], x[1], x[2]);
      const real_mask counts =
        (real_lanes() < (real_whole)(to - at)) & (r2 > 0) & (r2 < L2H_SITE_REACH * L2H_SITE_REACH);
      const real s2 = 1 / r2, s6 = s2 * s2 * s2;
      sum[k] += real_unless(~counts, s6 * (s6 - 2));
    }
  return l2h_parts_sum(sum);
}

/* Whether the walk over L2H_SITE_REACH is one run over all cells, which needs no division to see. */
L2H_FN bool reaches_all(const struct l2h_sites *sites, const double *x)
{
  bool all = true;
  for (int c = 0; c < 3; c++)
    all &= (x[c] > sites->all_from[c]) & (x[c] < sites->all_to[c]);
  return all;
}

/* Pair energy of an atom at x with all that are present except one that is just there, itself. */
static double score(const struct l2h_sites *sites, const double *x)
{
  double energy = 0;
  int first, last;
  if (reaches_all(sites, x))
    return pair_energy(sites, 0, sites->count_present, x);
  struct walk walk = walk_from(sites, x, L2H_SITE_REACH);
  while (walk_on(sites, &walk, &first, &last))
    energy += pair_energy(sites, sites->first_atom[first], sites->first_atom[last + 1], x);
  return energy;
}

void L2H_KERNEL(l2h_sites_bindings)(struct l2h_sites *sites, double *binding)
{
  make_cells(sites);
  for (int i = 0; i < sites->free; i++)
    binding[i] = sites->present[i] ? score(sites, sites->place + 3 * i) : 0;
}

/* ---- sites ---- */

/* The neighbours of an atom within NEAR, in rising order: where they are, seen from it. What is after them, up to a
   register full, is far away. */
#define ROOM (L2H_SITE_NEIGHBOURS + L2H_LANES)
struct near {
  int count, before; /* before: of lower numbers */
  double d[3][ROOM];
};

/* A bit for each of the up to 64 atoms from `from` on that is within NEAR of x. */
static uint64_t near_in_word(const struct l2h_sites *sites, int from, const double x[3])
{
  uint64_t bits = 0;
  for (int at = 0; at < 64 && from + at < sites->atoms; at += L2H_WIDTH) {
    const real r2 = distances2(sites->by_number, sites->stride, from + at, x[0], x[1], x[2]);
    bits |= (uint64_t)real_bits(r2 < NEAR * NEAR) << at;
  }
  return bits;
}

/* Marks those of the atoms from..to - 1, in the order of the cells, that are within NEAR of x. */
static void mark_near(struct l2h_sites *sites, int from, int to, const double x[3])
{
  for (int j = from; j < to; j += L2H_WIDTH) {
    const real r2 = distances2(sites->by_cell, sites->stride, j, x[0], x[1], x[2]);
    unsigned near = real_bits((r2 < NEAR * NEAR) & (real_lanes() < (real_whole)(to - j)));
    for (; near; near &= near - 1) {
      const int atom = sites->sorted[j + __builtin_ctz(near)];
      sites->marked[atom / 64] |= (uint64_t)1 << atom % 64;
    }
  }
}

static void mark_all_near(struct l2h_sites *sites, const double x[3])
{
  int first, last;
  struct walk walk = walk_from(sites, x, NEAR);
  if (sites->atoms <= FEW) {
    for (int word = 0; word < L2H_SITE_WORDS(sites->atoms); word++)
      sites->marked[word] = near_in_word(sites, 64 * word, x);
    return;
  }
  while (walk_on(sites, &walk, &first, &last))
    mark_near(sites, sites->first_atom[first], sites->first_atom[last + 1], x);
}

/* Takes in those of the 64 atoms from `from` on whose bits are set, up to a register more than there is room for. */
static void take_near(const struct l2h_sites *sites, int from, uint64_t bits, const double x[3], struct near *near)
{
  const uint64_t whole = ((uint64_t)1 << L2H_WIDTH) - 1;
  while (bits && near->count < L2H_SITE_NEIGHBOURS) {
    const int at = __builtin_ctzll(bits) / L2H_WIDTH * L2H_WIDTH;
    const unsigned some = bits >> at & whole;
    for (int c = 0; c < 3; c++)
      real_pack(some, real_load(sites->by_number + c * sites->stride + from + at) - x[c], near->d[c] + near->count);
    near->count += __builtin_popcount(some);
    bits &= ~(whole << at);
  }
}

static void find_near(struct l2h_sites *sites, int i, struct near *near)
{
  const double *const x = sites->place + 3 * i;
  near->count = near->before = 0;
  mark_all_near(sites, x);
  sites->marked[i / 64] &= ~((uint64_t)1 << i % 64);
  for (int word = 0; word < L2H_SITE_WORDS(sites->atoms); word++) { /* marks come out in rising order, and are gone */
    const uint64_t bits = sites->marked[word], lower = ((uint64_t)1 << i % 64) - 1;
    near->before += __builtin_popcountll(word < i / 64 ? bits : word == i / 64 ? bits & lower : 0);
    take_near(sites, 64 * word, bits, x, near);
    sites->marked[word] = 0;
  }
  near->count = near->count < L2H_SITE_NEIGHBOURS ? near->count : L2H_SITE_NEIGHBOURS;
  near->before = near->before < near->count ? near->before : near->count;
  for (int c = 0; c < 3; c++)
    real_store(near->d[c] + near->count, real_of(AWAY));
}

/* Triplets of an atom and two neighbours each, seen from it. */
#define CAPS 64
struct caps {
  int count;
  double a[4][CAPS], b[4][CAPS]; /* neighbours, and their squared distances */
};

/* The two places at L2H_SITE_HEIGHT from all three, of a register full of triplets. */
struct places {
  real p[2][3];
  unsigned some; /* a bit for each triplet that has them */
};

/* Of the triplets from `at` on. */
L2H_FN struct places find_places(const struct caps *caps, int at)
{
  const real ax = real_load(caps->a[0] + at), ay = real_load(caps->a[1] + at), az = real_load(caps->a[2] + at);
  const real bx = real_load(caps->b[0] + at), by = real_load(caps->b[1] + at), bz = real_load(caps->b[2] + at);
  const real a2 = real_load(caps->a[3] + at), b2 = real_load(caps->b[3] + at);
  const real nx = ay * bz - az * by, ny = az * bx - ax * bz, nz = ax * by - ay * bx;
  const real n2 = nx * nx + ny * ny + nz * nz;
  /* the centre of the circle through all three: (a2 b - b2 a) x n / (2 n2) */
  const real vx = a2 * bx - b2 * ax, vy = a2 * by - b2 * ay, vz = a2 * bz - b2 * az;
  const real x = (vy * nz - vz * ny) / (2 * n2), y = (vz * nx - vx * nz) / (2 * n2), z = (vx * ny - vy * nx) / (2 * n2);
  const real height2 = L2H_SITE_HEIGHT * L2H_SITE_HEIGHT - (x * x + y * y + z * z), up = real_sqrt(height2 / n2);
  /* not in one line, nor the places in the triplet's plane */
  return (struct places){.p = {{x - up * nx, y - up * ny, z - up * nz}, {x + up * nx, y + up * ny, z + up * nz}},
                         .some = real_bits((n2 >= 4e-7) & (height2 >= 0.016))};
}

/* Which of the triplets' places on one side are clear of all neighbours, as bits. */
L2H_FN unsigned find_open(const struct near *near, const real p[3])
{
  real least = real_of(AWAY);
  for (int j = 0; j < near->count; j++) {
    const real dx = p[0] - near->d[0][j], dy = p[1] - near->d[1][j], dz = p[2] - near->d[2][j];
    least = real_min(least, dx * dx + dy * dy + dz * dz);
  }
  return real_bits(least >= L2H_SITE_CLASH * L2H_SITE_CLASH);
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
  sites->next_site[q] = sites->first_site[cell];
  sites->first_site[cell] = q;
}

static void take_place(struct l2h_sites *sites, int i, const real place[3], int lane)
{
  double p[3];
  for (int c = 0; c < 3; c++)
    p[c] = place[c][lane] + sites->place[3 * i + c];
  if (!is_known(sites, p))
    add_site(sites, p);
}

/* Takes in the open places of the triplets of atom i, and empties the list. */
static void take_caps(struct l2h_sites *sites, int i, const struct near *near, struct caps *caps)
{
  for (int at = 0; at < caps->count; at += L2H_WIDTH) {
    const struct places places = find_places(caps, at);
    const unsigned filled = caps->count - at < L2H_WIDTH ? (1U << (caps->count - at)) - 1 : ~0U;
    const unsigned below = find_open(near, places.p[0]), above = find_open(near, places.p[1]);
    for (unsigned open = (below | above) & places.some & filled; open; open &= open - 1) {
      const int lane = __builtin_ctz(open);
      if (below >> lane & 1)
        take_place(sites, i, places.p[0], lane);
      if (above >> lane & 1)
        take_place(sites, i, places.p[1], lane);
    }
  }
  caps->count = 0;
}

/* The neighbours after i that may be of a triplet. */
static int find_partners(const struct near *near, double partner[4][ROOM])
{
  int count = 0;
  for (int m = near->before; m < near->count; m += L2H_WIDTH) {
    const real r2 = distances2(near->d[0], ROOM, m, 0, 0, 0);
    const unsigned bits = real_bits(r2 <= L2H_SITE_LONG_BOND * L2H_SITE_LONG_BOND);
    for (int c = 0; c < 3; c++)
      real_pack(bits, real_load(near->d[c] + m), partner[c] + count);
    real_pack(bits, r2, partner[3] + count);
    count += __builtin_popcount(bits);
  }
  for (int c = 0; c < 4; c++)
    real_store(partner[c] + count, real_of(AWAY));
  return count;
}

/* The triplets whose first atom is i, a free one, and whose second is partner a. */
static void cap_pair(struct l2h_sites *sites, int i, int a, int count, const double partner[4][ROOM],
                     const struct near *near, struct caps *caps)
{
  const double bond2 = L2H_SITE_BOND * L2H_SITE_BOND, long2 = L2H_SITE_LONG_BOND * L2H_SITE_LONG_BOND;
  for (int b = a + 1; b < count; b += L2H_WIDTH) {
    const real b2 = real_load(partner[3] + b);
    const real ab = distances2(partner[0], ROOM, b, partner[0][a], partner[1][a], partner[2][a]);
    /* a mask is -1: at most one of the three is no bond */
    const real_mask no_bonds = (real_of(partner[3][a]) > bond2) + (b2 > bond2) + (ab > bond2);
    const unsigned bits = real_bits((ab <= long2) & (no_bonds >= -1));
    if (!bits)
      continue;
    if (caps->count > CAPS - L2H_WIDTH)
      take_caps(sites, i, near, caps);
    for (int c = 0; c < 4; c++) {
      real_store(caps->a[c] + caps->count, real_of(partner[c][a]));
      real_pack(bits, real_load(partner[c] + b), caps->b[c] + caps->count);
    }
    caps->count += __builtin_popcount(bits);
  }
}

static void cap_triplets(struct l2h_sites *sites, int i, struct caps *caps)
{
  struct near near;
  double partner[4][ROOM];
  find_near(sites, i, &near);
  const int count = find_partners(&near, partner);
  for (int a = 0; a < count; a++)
    cap_pair(sites, i, a, count, partner, &near, caps);
  take_caps(sites, i, &near, caps);
}

void L2H_KERNEL(l2h_sites_find)(struct l2h_sites *sites)
{
  struct caps caps = {0};
  sites->count = 0;
  make_cells(sites);
  spread_places(sites);
  for (int i = 0; i < sites->free; i++)
    if (sites->present[i])
      cap_triplets(sites, i, &caps);
  for (int q = 0; q < sites->count; q++)
    sites->energy[q] = score(sites, sites->site[q]);
}
