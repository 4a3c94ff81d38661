/* SPDX-License-Identifier: GPL-2.0-only */
/* Starts in a periodic box: places at random, or whole orbits of a space group. */
#include <math.h>
#include <string.h>

#include "search/cell_symmetry.h"
#include "search/moves.h"

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
  const double extent = open_extent(walker);
  for (int i = from; i < walker->free; i++) {
    double *const x = walker->working + 3 * i, share[3];
    draw_shares(walker, extent, share);
    l2h_box_lengths(&walker->box, share, x);
  }
}

/* A crystal to be: so many copies of a cell with so many places for each species. */
struct plan {
  int copies, count[L2H_MAX_SPECIES];
};

static int common_divisor(int a, int b)
{
  return b == 0 ? a : common_divisor(b, a % b);
}

/* Of one species: any number of cells that divides the sites, the likelier the nearer these are to the atoms. */
static void plan_of_one(struct l2h_walker *walker, struct plan *plan)
{
  const int atoms = walker->free, most = atoms / SHARE < EXCESS ? atoms / SHARE : EXCESS;
  double sum = 0, mark = INFINITY;
  for (int pass = 0; pass < 2; pass++) {
    for (int off = -most; off <= most; off++)
      for (int n = 1; n <= atoms + off && mark >= 0; n++)
        if ((atoms + off) % n == 0) {
          const double weight = 1.0 / (1 + 4 * off * off);
          sum += weight;
          mark -= weight;
          *plan = (struct plan){.copies = n, .count = {(atoms + off) / n}};
        }
    mark = pass == 0 ? sum * l2h_draw(walker) : mark;
  }
}

/* Of more: any number of cells that divides the atoms of each. */
static void plan_of_more(struct l2h_walker *walker, const int *atoms, struct plan *plan)
{
  int common = 0, divisors = 0;
  for (int s = 0; s < L2H_MAX_SPECIES; s++)
    common = common_divisor(common, atoms[s]);
  for (int n = 1; n <= common; n++)
    divisors += common % n == 0;
  int mark = l2h_draw_below(walker, divisors);
  for (int n = 1; n <= common && mark >= 0; n++)
    if (common % n == 0 && mark-- == 0)
      plan->copies = n;
  for (int s = 0; s < L2H_MAX_SPECIES; s++)
    plan->count[s] = atoms[s] / plan->copies;
}

static void draw_plan(struct l2h_walker *walker, struct plan *plan)
{
  int atoms[L2H_MAX_SPECIES] = {0};
  if (walker->has & L2H_NEEDS_ALIKE) {
    plan_of_one(walker, plan);
    return;
  }
  for (int i = 0; i < walker->free; i++)
    atoms[walker->kind[i]]++;
  plan_of_more(walker, atoms, plan);
}

static bool is_near(const struct l2h_box *cell, const double *placed, int count, const double *x)
{
  for (int i = 0; i < count; i++)
    if (l2h_cell_distance2(cell, L2H_START_APART, placed + 3 * i, x) < L2H_START_APART * L2H_START_APART)
      return true;
  return false;
}

/* `count` places of one cell after the first `placed`, as shares of its edges: orbits, each drawn until it is apart
   from those before it; with every try, what is within a wider reach of an axis or a plane falls on it. Where none
   fits, the rest has no operations; and where that doesn't fit either, it lies anywhere. */
static void place_orbits(struct l2h_walker *walker, struct l2h_cell_symmetry *symmetry, int placed, int count,
                         double *place)
{
  const double extent = open_extent(walker);
  const int order = symmetry->order, end = placed + count;
  double orbit[L2H_CELL_OPERATIONS][3], x[3];
  int tries = 0;
  while (placed < end) {
    if (tries == TRIES && symmetry->order > 1) {
      symmetry->order = 1;
      tries = 0;
    }
    const bool anywhere = tries == TRIES;
    draw_shares(walker, extent, x);
    const int size = l2h_cell_symmetry_orbit(symmetry, L2H_START_APART * (1 + tries / (0.5 * TRIES)), x, orbit);
    tries += !anywhere;
    if (size == 0 || size > end - placed || (!anywhere && is_near(&symmetry->cell, place, placed, x)))
      continue;
    memcpy(place + 3 * placed, orbit, sizeof *orbit * (size_t)size);
    placed += size;
    tries = anywhere ? TRIES : 0;
  }
  symmetry->order = order;
}

/* Into the box, where it is periodic. */
static void wrap(const struct l2h_box *box, double x[3])
{
  double share[3];
  l2h_box_shares(box, x, share);
  for (int k = 0; k < 3; k++)
    for (int c = 0; c < 3 && box->periodic[k]; c++)
      x[c] -= floor(share[k]) * box->edge[k][c];
}

static void put(struct l2h_walker *walker, const struct l2h_cell_symmetry *symmetry, const double *share, int copy,
                double *x)
{
  l2h_cell_division_copy(&symmetry->division, copy, x);
  for (int k = 0; k < 3; k++)
    for (int c = 0; c < 3; c++)
      x[c] += share[k] * symmetry->cell.edge[k][c];
  wrap(&walker->box, x);
}

/* All copies of the `count` places of a cell for atoms of one species; where there are more than atoms, any of them are
   left out, and where there are fewer, the last atoms have none. Returns how many atoms have a place. */
static int copy_all(struct l2h_walker *walker, const struct l2h_cell_symmetry *symmetry, int species, int count,
                    const double *place)
{
  const int sites = count * symmetry->division.copies;
  int placed = 0, atoms = 0, atom = 0;
  for (int i = 0; i < walker->free; i++)
    atoms += walker->kind[i] == species;
  for (int site = 0; site < sites && placed < atoms; site++) {
    if (sites > atoms && l2h_draw(walker) * (sites - site) >= atoms - placed)
      continue;
    while (walker->kind[atom] != species)
      atom++;
    put(walker, symmetry, place + 3 * (site % count), site / count, walker->working + 3 * atom++);
    placed++;
  }
  return placed;
}

/* The sites of the plan, species by species. Those with fewer atoms find fewer places left, so it begins with any. */
static void fill_plan(struct l2h_walker *walker, const struct plan *plan, struct l2h_cell_symmetry *symmetry)
{
  double *const place = walker->pairs; /* has room for more than EXCESS beside the atoms */
  const bool alike = walker->has & L2H_NEEDS_ALIKE;
  const int first = alike ? walker->kind[0] : l2h_draw_below(walker, L2H_MAX_SPECIES);
  int placed = 0, filled = 0;
  for (int k = 0; k < L2H_MAX_SPECIES; k++) {
    const int species = (first + k) % L2H_MAX_SPECIES, count = plan->count[alike ? k : species];
    place_orbits(walker, symmetry, placed, count, place);
    filled += copy_all(walker, symmetry, species, count, place + 3 * placed);
    placed += count;
  }
  l2h_fill_cell(walker, filled);
}

/* Whether a slab or a wire lies in a plane, which no force would lead its atoms out of. Where few atoms are spread so
   thinly that random places are hardly thicker, half of what those have is enough. */
static bool is_flat(const struct l2h_walker *walker)
{
  double low[3] = {INFINITY, INFINITY, INFINITY}, high[3] = {-INFINITY, -INFINITY, -INFINITY}, share[3];
  const double least = fmin(L2H_START_FLAT, open_extent(walker) / 2);
  bool flat = false;
  for (int i = 0; i < walker->free; i++) {
    l2h_box_shares(&walker->box, walker->working + 3 * i, share);
    for (int k = 0; k < 3; k++) {
      low[k] = fmin(low[k], share[k]);
      high[k] = fmax(high[k], share[k]);
    }
  }
  for (int k = 0; k < 3; k++)
    flat = flat || (!walker->box.periodic[k] && high[k] - low[k] < least);
  return flat;
}

void l2h_fill_cell_symmetric(struct l2h_walker *walker)
{
  struct l2h_cell_symmetry symmetry;
  struct plan plan = {.copies = 1};
  for (int tries = 0; tries < TRIES; tries++) {
    draw_plan(walker, &plan);
    if (!l2h_cell_symmetry_draw(walker, plan.copies, L2H_START_APART, &symmetry))
      continue;
    fill_plan(walker, &plan, &symmetry);
    if (!is_flat(walker))
      return;
  }
  l2h_fill_cell(walker, 0);
}
