/* SPDX-License-Identifier: GPL-2.0-only */
/* Starts in a periodic box: places at random, or whole orbits of a space group. */
#include <math.h>
#include <string.h>

#include "search/cell_symmetry.h"
#include "search/moves.h"

#define APART 0.7 /* atoms that are closer are one, or are drawn again */
#define FLAT 0.4  /* thickness that a slab or a wire has at least, or half of what random places give it */
#define TRIES 100 /* for one orbit, and for cells that are not too small */
#define EXCESS 4  /* a crystal may have so many atoms more or fewer than there are */
#define SHARE 8   /* and no more than one in this many */

/* How far along directions that are not periodic one atom to a cubic length scale reaches. Edges there are 1 long, so
   that the box's volume is that of what is periodic. */
static double open_extent(const struct l2h_walker *walker)
{
  const struct l2h_box *box = &walker->box;
  int open = 0;
  for (int k = 0; k < 3; k++)
    open += !box->periodic[k];
  return open == 1 ? walker->free / box->volume : sqrt(walker->free / box->volume);
}

/* A place in the box, or in a cell of it, as shares of its edges. */
static void draw_shares(struct l2h_walker *walker, double extent, double share[3])
{
  for (int k = 0; k < 3; k++) {
    const double u = l2h_draw(walker);
    share[k] = walker->box.periodic[k] ? u : (u - 0.5) * extent;
  }
}

void l2h_fill_cell(struct l2h_walker *walker, int from)
{
  const struct l2h_box *box = &walker->box;
  const double extent = open_extent(walker);
  for (int i = from; i < walker->free; i++) {
    double *const x = walker->working + 3 * i, share[3];
    draw_shares(walker, extent, share);
    x[0] = x[1] = x[2] = 0;
    for (int k = 0; k < 3; k++)
      for (int c = 0; c < 3; c++)
        x[c] += share[k] * box->edge[k][c];
  }
}

/* How many sites the crystal is to have, and in how many cells: any number of cells that divides the sites, the
   likelier the nearer these are to the atoms. */
static void draw_sites(struct l2h_walker *walker, int *sites, int *copies)
{
  const int atoms = walker->free, most = atoms / SHARE < EXCESS ? atoms / SHARE : EXCESS;
  double sum = 0, mark = INFINITY;
  *sites = *copies = atoms;
  for (int pass = 0; pass < 2; pass++) {
    for (int off = -most; off <= most; off++)
      for (int n = 1; n <= atoms + off && mark >= 0; n++)
        if ((atoms + off) % n == 0) {
          const double weight = 1.0 / (1 + 4 * off * off);
          sum += weight;
          mark -= weight;
          *sites = atoms + off;
          *copies = n;
        }
    mark = pass == 0 ? sum * l2h_draw(walker) : mark;
  }
}

static bool is_near(const struct l2h_box *cell, const double *placed, int count, const double *x)
{
  for (int i = 0; i < count; i++)
    if (l2h_cell_distance2(cell, APART, placed + 3 * i, x) < APART * APART)
      return true;
  return false;
}

/* `count` places of one cell, as shares of its edges: orbits, each drawn until it is apart from those before it; with
   every try, what is within a wider reach of an axis or a plane falls on it. Where none fits, the rest has no
   operations; and where that doesn't fit either, it lies anywhere. */
static void place_orbits(struct l2h_walker *walker, struct l2h_cell_symmetry *symmetry, int count, double *place)
{
  const double extent = open_extent(walker);
  double orbit[L2H_CELL_OPERATIONS][3], x[3];
  int placed = 0, tries = 0;
  while (placed < count) {
    if (tries == TRIES && symmetry->order > 1) {
      symmetry->order = 1;
      tries = 0;
    }
    const bool anywhere = tries == TRIES;
    draw_shares(walker, extent, x);
    const int size = l2h_cell_symmetry_orbit(symmetry, APART * (1 + tries / (0.5 * TRIES)), x, orbit);
    tries += !anywhere;
    if (size == 0 || size > count - placed || (!anywhere && is_near(&symmetry->cell, place, placed, x)))
      continue;
    memcpy(place + 3 * placed, orbit, sizeof *orbit * (size_t)size);
    placed += size;
    tries = anywhere ? TRIES : 0;
  }
}

/* Into the box, where it is periodic. */
static void wrap(const struct l2h_box *box, double x[3])
{
  double share[3];
  for (int k = 0; k < 3; k++)
    share[k] = x[0] * box->inverse[0][k] + x[1] * box->inverse[1][k] + x[2] * box->inverse[2][k];
  for (int k = 0; k < 3; k++)
    for (int c = 0; c < 3 && box->periodic[k]; c++)
      x[c] -= floor(share[k]) * box->edge[k][c];
}

/* All copies of the `count` places of a cell; where there are more than atoms, any of them are left out. Returns how
   many atoms have a place. */
static int copy_all(struct l2h_walker *walker, const struct l2h_cell_symmetry *symmetry, int count, const double *place)
{
  const int sites = count * symmetry->division.copies, atoms = walker->free;
  int placed = 0;
  for (int site = 0; site < sites && placed < atoms; site++) {
    const double *const share = place + 3 * (site % count);
    double *const x = walker->working + 3 * placed;
    if (sites > atoms && l2h_draw(walker) * (sites - site) >= atoms - placed)
      continue;
    l2h_cell_division_copy(&symmetry->division, site / count, x);
    for (int k = 0; k < 3; k++)
      for (int c = 0; c < 3; c++)
        x[c] += share[k] * symmetry->cell.edge[k][c];
    wrap(&walker->box, x);
    placed++;
  }
  return placed;
}

/* Whether all atoms lie in a plane along a periodic direction: no force would lead them out of it. */
static bool is_flat(const struct l2h_walker *walker)
{
  const struct l2h_box *box = &walker->box;
  const double least = fmin(FLAT, open_extent(walker) / 2);
  for (int k = 0; k < 3; k++) {
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < walker->free; i++) {
      const double *const x = walker->working + 3 * i;
      const double share = x[0] * box->inverse[0][k] + x[1] * box->inverse[1][k] + x[2] * box->inverse[2][k];
      low = fmin(low, share);
      high = fmax(high, share);
    }
    if (!box->periodic[k] && high - low < least)
      return true;
  }
  return false;
}

void l2h_fill_cell_symmetric(struct l2h_walker *walker)
{
  struct l2h_cell_symmetry symmetry;
  double *const place = walker->pairs; /* has room for more than EXCESS beside the atoms */
  int sites, copies;
  for (int tries = 0; tries < TRIES; tries++) {
    draw_sites(walker, &sites, &copies);
    if (!l2h_cell_symmetry_draw(walker, copies, APART, &symmetry))
      continue;
    place_orbits(walker, &symmetry, sites / copies, place);
    l2h_fill_cell(walker, copy_all(walker, &symmetry, sites / copies, place));
    if (!is_flat(walker))
      return;
  }
  l2h_fill_cell(walker, 0);
}
