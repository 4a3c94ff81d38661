/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/cell_symmetry.h"

#include <math.h>
#include <string.h>

#define DRAWS 7        /* the best of 1, 2, 4 ... or 2^(DRAWS - 1) ways to divide a cell is taken */
#define GENERATORS 3   /* of the operations, at most */
#define TRIES 10       /* for a generator that goes with those before it */
#define ALIKE 1e-3     /* relative: lengths and angles that are taken for equal */
#define SETTLED2 1e-16 /* square of a distance */
#define SAME2 1e-12    /* the same for two places that are one */
#define PASSES 100     /* a handful is enough */

static double dot(const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* ---- translations ---- */

/* Adds to one edge the sum or difference of others that shortens it. False where none does: then they are the shortest
   edges that span the lattice. */
static bool shorten(double (*edge)[3], const bool *periodic)
{
  for (int k = 0; k < 3; k++) {
    const int a = (k + 1) % 3, b = (k + 2) % 3;
    const double size = dot(edge[k], edge[k]) * (1 - 1e-9);
    for (int i = -1; i <= 1 && periodic[k]; i++)
      for (int j = -1; j <= 1; j++) {
        double sum[3];
        if ((i != 0 && !periodic[a]) || (j != 0 && !periodic[b]))
          continue;
        for (int c = 0; c < 3; c++)
          sum[c] = edge[k][c] + i * edge[a][c] + j * edge[b][c];
        if (dot(sum, sum) < size) {
          memcpy(edge[k], sum, sizeof sum);
          return true;
        }
      }
  }
  return false;
}

/* Divides the cell by a prime p: by a vector of p-th parts of its edges, one of the (p^3 - 1) / (p - 1) that differ.
   With p = 2 these are half of an edge, the centre of a face, and the centre of the cell. */
static void divide(struct l2h_walker *walker, int prime, double (*edge)[3], struct l2h_cell_division *division)
{
  const bool *periodic = walker->box.periodic;
  double by[3] = {0};
  int part[3] = {0}, last = -1, times = 1;
  while (last < 0)
    for (int k = 0; k < 3; k++) {
      part[k] = periodic[k] ? l2h_draw_below(walker, prime) : 0;
      last = part[k] > 0 ? k : last;
    }
  while (times * (int64_t)part[last] % prime != 1) /* so many of the vector have one part of edge `last` */
    times++;
  for (int k = 0; k < 3; k++)
    for (int c = 0; c < 3; c++)
      by[c] += (double)(times * (int64_t)part[k] % prime) / prime * edge[k][c];
  memcpy(edge[last], by, sizeof by); /* and stand in for it */
  memcpy(division->step[division->steps].by, by, sizeof by);
  division->step[division->steps++].times = prime;
  while (shorten(edge, periodic))
    ;
}

static double shortest2(double (*edge)[3], const bool *periodic)
{
  double least = INFINITY;
  for (int k = 0; k < 3; k++)
    if (periodic[k])
      least = fmin(least, dot(edge[k], edge[k]));
  return least;
}

/* Divides the cell `times` times by a prime: the one of `ways` ways whose cells are the most compact. */
static void divide_well(struct l2h_walker *walker, int prime, int times, int ways, double (*edge)[3],
                        struct l2h_cell_division *division)
{
  const struct l2h_cell_division before = *division;
  double undivided[3][3], longest = 0;
  memcpy(undivided, edge, sizeof undivided);
  for (int way = 0; way < ways; way++) {
    struct l2h_cell_division one = before;
    double tried[3][3];
    memcpy(tried, undivided, sizeof tried);
    for (int k = 0; k < times; k++)
      divide(walker, prime, tried, &one);
    const double shortest = shortest2(tried, walker->box.periodic);
    if (shortest > longest) {
      longest = shortest;
      memcpy(edge, tried, sizeof tried);
      *division = one;
    }
  }
}

static bool draw_cell(struct l2h_walker *walker, int copies, double apart, struct l2h_cell_symmetry *symmetry)
{
  const struct l2h_box *box = &walker->box;
  const int ways = 1 << l2h_draw_below(walker, DRAWS);
  double edge[3][3];
  memcpy(edge, box->edge, sizeof edge);
  while (shorten(edge, box->periodic))
    ;
  symmetry->division = (struct l2h_cell_division){.copies = copies};
  for (int rest = copies, prime = 2; rest > 1; prime++) {
    int times = 0;
    for (; rest % prime == 0; rest /= prime)
      times++;
    if (times > 0)
      divide_well(walker, prime, times, ways, edge, &symmetry->division);
  }
  const double shortest = shortest2(edge, box->periodic);
  for (int k = 0; k < 3; k++)
    for (int c = 0; c < 3 && !box->periodic[k]; c++)
      edge[k][c] = 0;
  return shortest >= apart * apart && l2h_box_make(&symmetry->cell, edge, 1);
}

void l2h_cell_division_copy(const struct l2h_cell_division *division, int copy, double by[3])
{
  by[0] = by[1] = by[2] = 0;
  for (int s = 0; s < division->steps; s++) {
    const int times = copy % division->step[s].times;
    copy /= division->step[s].times;
    for (int c = 0; c < 3; c++)
      by[c] += times * division->step[s].by[c];
  }
}

/* ---- operations ---- */

/* Sums of the cell's edges (each -1 to 1 times, for the edges are the shortest) that are as long as edge k, and
   periodic if it is. */
static int images_of_edge(const struct l2h_box *cell, int k, int (*image)[3])
{
  const double size = dot(cell->edge[k], cell->edge[k]);
  int count = 0;
  for (int number = 0; number < 27; number++) {
    const int times[3] = {number % 3 - 1, number / 3 % 3 - 1, number / 9 - 1};
    double sum[3];
    bool may = true;
    for (int m = 0; m < 3; m++)
      may = may && (times[m] == 0 || cell->periodic[m] == cell->periodic[k]);
    l2h_box_lengths(cell, (const double[]){times[0], times[1], times[2]}, sum);
    if (may && fabs(dot(sum, sum) - size) < ALIKE * size)
      memcpy(image[count++], times, sizeof times);
  }
  return count;
}

/* Whether lengths and angles of the edges' images are those of the edges. */
static bool keeps_cell(const struct l2h_box *cell, int (*operation)[3])
{
  double image[3][3];
  for (int k = 0; k < 3; k++)
    l2h_box_lengths(cell, (const double[]){operation[0][k], operation[1][k], operation[2][k]}, image[k]);
  for (int k = 0; k < 3; k++) {
    const double *a = cell->edge[k], *b = cell->edge[(k + 1) % 3];
    if (fabs(dot(image[k], image[(k + 1) % 3]) - dot(a, b)) >= ALIKE * sqrt(dot(a, a) * dot(b, b)))
      return false;
  }
  return true;
}

/* Whether the images of the box's edges lead from copy to copy of the box. */
static bool keeps_box(const struct l2h_box *box, const struct l2h_box *cell, int (*operation)[3])
{
  for (int k = 0; k < 3; k++) {
    double share[3], image[3], d[3], times[3];
    l2h_box_shares(cell, box->edge[k], share);
    for (int i = 0; i < 3; i++)
      image[i] = operation[i][0] * share[0] + operation[i][1] * share[1] + operation[i][2] * share[2];
    l2h_box_lengths(cell, image, d);
    l2h_box_shares(box, d, times);
    for (int i = 0; i < 3; i++)
      if (fabs(times[i] - rint(times[i])) > 1e-6)
        return false;
  }
  return true;
}

/* All operations, without a shift, that keep cell and box. */
static int all_operations(const struct l2h_box *box, const struct l2h_box *cell, int (*all)[3][3])
{
  int image[3][27][3], images[3], count = 0;
  for (int k = 0; k < 3; k++)
    images[k] = images_of_edge(cell, k, image[k]);
  for (int number = 0; number < images[0] * images[1] * images[2] && count < L2H_CELL_OPERATIONS; number++) {
    const int which[3] = {number % images[0], number / images[0] % images[1], number / images[0] / images[1]};
    int operation[3][3];
    for (int k = 0; k < 3; k++)
      for (int i = 0; i < 3; i++)
        operation[i][k] = image[k][which[k]][i];
    if (keeps_cell(cell, operation) && keeps_box(box, cell, operation))
      memcpy(all[count++], operation, sizeof operation);
  }
  return count;
}

static int wrapped(int parts)
{
  return (parts % L2H_CELL_PARTS + L2H_CELL_PARTS) % L2H_CELL_PARTS;
}

/* False where the same operation is there with another shift, for the two would make a translation; or no room is. */
static bool add_operation(struct l2h_cell_symmetry *symmetry, int (*operation)[3], const int *shift)
{
  for (int k = 0; k < symmetry->order; k++)
    if (memcmp(symmetry->operation[k], operation, sizeof symmetry->operation[k]) == 0)
      return memcmp(symmetry->shift[k], shift, sizeof symmetry->shift[k]) == 0;
  if (symmetry->order == L2H_CELL_OPERATIONS)
    return false;
  memcpy(symmetry->operation[symmetry->order], operation, sizeof symmetry->operation[0]);
  memcpy(symmetry->shift[symmetry->order++], shift, sizeof symmetry->shift[0]);
  return true;
}

static bool add_product(struct l2h_cell_symmetry *symmetry, int a, int b)
{
  int(*const p)[3] = symmetry->operation[a], (*const q)[3] = symmetry->operation[b], product[3][3], shift[3];
  for (int i = 0; i < 3; i++) {
    const int *const by = symmetry->shift[b];
    for (int j = 0; j < 3; j++)
      product[i][j] = p[i][0] * q[0][j] + p[i][1] * q[1][j] + p[i][2] * q[2][j];
    shift[i] = symmetry->cell.periodic[i]
      ? wrapped(p[i][0] * by[0] + p[i][1] * by[1] + p[i][2] * by[2] + symmetry->shift[a][i])
      : 0;
  }
  return add_operation(symmetry, product, shift);
}

/* Adds an operation, and all products. False, and nothing added, where that is no group of the cell. */
static bool add_generator(struct l2h_cell_symmetry *symmetry, int (*operation)[3], const int *shift)
{
  const int before = symmetry->order;
  bool is_group = add_operation(symmetry, operation, shift);
  for (int a = before; is_group && a < symmetry->order; a++) /* what is added is multiplied in its turn */
    for (int b = 0; is_group && b <= a; b++)
      is_group = add_product(symmetry, a, b) && add_product(symmetry, b, a);
  if (!is_group)
    symmetry->order = before;
  return is_group;
}

static void draw_operations(struct l2h_walker *walker, struct l2h_cell_symmetry *symmetry)
{
  static const int divisors[] = {1, 1, 2, 3, 4, 6};
  int all[L2H_CELL_OPERATIONS][3][3], identity[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, none[3] = {0};
  const int count = all_operations(&walker->box, &symmetry->cell, all);
  symmetry->order = 0;
  add_operation(symmetry, identity, none);
  for (int left = l2h_draw_below(walker, GENERATORS + 1); left > 0; left--) {
    bool added = false;
    for (int tries = 0; tries < TRIES && !added; tries++) {
      const int divisor = divisors[l2h_draw_below(walker, sizeof divisors / sizeof *divisors)];
      int(*const operation)[3] = all[l2h_draw_below(walker, count)], shift[3] = {0};
      for (int k = 0; k < 3; k++)
        if (symmetry->cell.periodic[k])
          shift[k] = L2H_CELL_PARTS / divisor * l2h_draw_below(walker, divisor);
      added = add_generator(symmetry, operation, shift);
    }
  }
}

bool l2h_cell_symmetry_draw(struct l2h_walker *walker, int copies, double apart, struct l2h_cell_symmetry *symmetry)
{
  if (!draw_cell(walker, copies, apart, symmetry))
    return false;
  draw_operations(walker, symmetry);
  return true;
}

/* ---- orbits ---- */

/* The shortest share[3] that leads from b to a or an image of it, where it is within reach; the square of its length.
 */
static double nearest(const struct l2h_box *cell, double reach, const double a[3], const double b[3], double share[3])
{
  int images[3];
  double base[3], least = INFINITY;
  l2h_box_images(cell, reach, images);
  for (int k = 0; k < 3; k++)
    base[k] = a[k] - b[k] - (cell->periodic[k] ? rint(a[k] - b[k]) : 0);
  for (int i = -images[0]; i <= images[0]; i++)
    for (int j = -images[1]; j <= images[1]; j++)
      for (int k = -images[2]; k <= images[2]; k++) {
        const double one[3] = {base[0] + i, base[1] + j, base[2] + k};
        double d[3];
        l2h_box_lengths(cell, one, d);
        if (dot(d, d) < least) {
          least = dot(d, d);
          memcpy(share, one, sizeof one);
        }
      }
  return least;
}

double l2h_cell_distance2(const struct l2h_box *cell, double reach, const double a[3], const double b[3])
{
  double share[3];
  return nearest(cell, reach, a, b, share);
}

static void image(const struct l2h_cell_symmetry *symmetry, int k, const double x[3], double out[3])
{
  for (int i = 0; i < 3; i++) {
    const int *const row = symmetry->operation[k][i];
    out[i] = row[0] * x[0] + row[1] * x[1] + row[2] * x[2] + symmetry->shift[k][i] / (double)L2H_CELL_PARTS;
  }
}

/* Moves x to the mean of its images within `apart`; false where they all are x. */
static bool settle(const struct l2h_cell_symmetry *symmetry, double apart, double x[3])
{
  double mean[3] = {0}, d[3];
  int count = 0;
  for (int k = 0; k < symmetry->order; k++) {
    double y[3], share[3];
    image(symmetry, k, x, y);
    if (nearest(&symmetry->cell, apart, y, x, share) >= apart * apart)
      continue;
    for (int c = 0; c < 3; c++)
      mean[c] += share[c];
    count++;
  }
  for (int c = 0; c < 3; c++) {
    mean[c] /= count;
    x[c] += mean[c];
  }
  l2h_box_lengths(&symmetry->cell, mean, d);
  return dot(d, d) > SETTLED2;
}

int l2h_cell_symmetry_orbit(const struct l2h_cell_symmetry *symmetry, double apart, double x[3],
                            double orbit[L2H_CELL_OPERATIONS][3])
{
  int count = 0;
  for (int pass = 0; pass < PASSES && settle(symmetry, apart, x); pass++)
    ;
  for (int k = 0; k < symmetry->order; k++) {
    bool known = false;
    image(symmetry, k, x, orbit[count]);
    const double moved2 = l2h_cell_distance2(&symmetry->cell, apart, orbit[count], x);
    if (moved2 > SAME2 && moved2 < apart * apart) /* a glide or a screw by less */
      return 0;
    for (int m = 0; m < count && !known; m++)
      known = l2h_cell_distance2(&symmetry->cell, apart, orbit[m], orbit[count]) < apart * apart;
    count += !known;
  }
  return symmetry->order % count == 0 ? count : 0;
}
