/* SPDX-License-Identifier: GPL-2.0-only */
/* Starts in a periodic box: places at random, or whole orbits of a space group. */
#include <math.h>
#include <string.h>

#include "search/cell_symmetry.h"
#include "search/moves.h"

#define APART 0.7  /* atoms that are closer are one, or are drawn again */
#define TRIES 100  /* for one orbit */
#define EXCESS 4   /* a crystal may have so many atoms more or fewer than there are */
#define SHARE 8    /* and no more than one in this many */

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

/* Draws how many sites the crystal is to have, and in how many cells: any number of cells that divides the sites, the
   likelier the nearer these are to the atoms. */
static void draw_sites(struct l2h_walker *walker, int *sites, int *copies)
{
  const int atoms = walker->free, most = atoms / SHARE < EXCESS ? atoms / SHARE : EXCESS;
  double sum = 0;
  for (int pass = 0; pass < 2; pass++) {
    double mark = pass == 0 ? INFINITY : sum * l2h_draw(walker);
    for (int off = -most; off <= most; off++)
      for (int n = 1; n <= atoms + off; n++)
        if ((atoms + off) % n == 0 && mark >= 0) {
          sum += 1.0 / (1 + off * off);
          mark -= 1.0 / (1 + off * off);
          *sites = atoms + off;
          *copies = n;
        }
  }
}

static bool is_near(const struct l2h_cell_symmetry *symmetry, const double *placed, int count, const double *x)
{
  for (int i = 0; i < count; i++)
    if (l2h_cell_symmetry_apart(symmetry, APART, placed + 3 * i, x) < APART * APART)
      return true;
  return false;
}

/* `count` places of a cell, at shares of its edges: orbits, each drawn until it is apart from those before it; with
   every try, what is within a wider reach of an axis or a plane falls on it. Where nothing fits, the rest of the cell
   has no operations, and lies at last anywhere. */
static void fill_one(struct l2h_walker *walker, struct l2h_cell_symmetry *symmetry, int count, double *place)
{
  const double extent = open_extent(walker);
  double orbit[L2H_CELL_OPERATIONS][3], x[3];
  for (int placed = 0, tries = 0; placed < count; tries++) {
    if (tries == TRIES && symmetry->order > 1)
      symmetry->order = 1, tries = 0;
    draw_shares(walker, extent, x);
    const int size =
      l2h_cell_symmetry_orbit(symmetry, APART * (1 + fmin(tries, TRIES) / (0.5 * TRIES)), x, orbit);
    if (size == 0 || size > count - placed || (tries < TRIES && is_near(symmetry, place, placed, x)))
      continue;
    memcpy(place + 3 * placed, orbit, sizeof *orbit * (size_t)size);
    placed += size;
    tries = 0;
  }
}

/* Into the box, where it is periodic. */
static void wrap(const struct l2h_box *box, double x[3])
{
  for (int k = 0; k < 3; k++) {
    const double share = x[0] * box->inverse[0][k] + x[1] * box->inverse[1][k] + x[2] * box->inverse[2][k];
    for (int c = 0; c < 3 && box->periodic[k]; c++)
      x[c] -= floor(share) * box->edge[k][c];
  }
}

/* All copies of the places of a cell, of which any are left out that are too many. */
static int copy_all(struct l2h_walker *walker, const struct l2h_cell_symmetry *symmetry, int count,
                    const double *place)
{
  const int sites = count * symmetry->copies, atoms = walker->free;
  int placed = 0;
  for (int site = 0; site < sites && placed < atoms; site++) {
    const double *const share = place + 3 * (site % count);
    double *const x = walker->working + 3 * placed;
    if (sites > atoms && l2h_draw(walker) * (sites - site) >= atoms - placed)
      continue;
    l2h_cell_symmetry_copy(symmetry, site / count, x);
    for (int k = 0; k < 3; k++)
      for (int c = 0; c < 3; c++)
        x[c] += share[k] * symmetry->cell.edge[k][c];
    wrap(&walker->box, x);
    placed++;
  }
  return placed;
}

void l2h_fill_cell_symmetric(struct l2h_walker *walker)
{
  struct l2h_cell_symmetry symmetry;
  int sites, copies;
  double *const place = walker->pairs; /* 6 numbers an atom, for 3 and those of a few sites */
  draw_sites(walker, &sites, &copies);
  for (int tries = 0; !l2h_cell_symmetry_draw(walker, copies, APART, &symmetry); tries++) {
    draw_sites(walker, &sites, &copies);
    if (tries > TRIES) {
      l2h_fill_cell(walker, 0);
      return;
    }
  }
  fill_one(walker, &symmetry, sites / copies, place);
  const int placed = copy_all(walker, &symmetry, sites / copies, place);
  l2h_fill_cell(walker, placed);
}
