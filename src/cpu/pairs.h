/* SPDX-License-Identifier: GPL-2.0-only */
/* The loop under all forces: every pair of an atom in the lanes and an atom of a range, images included.

   An atom's sums run over its neighbours in their order, one after the other, whatever the width of the registers. */
#ifndef L2H_PAIRS_H
#define L2H_PAIRS_H

#include <stdbool.h>

#include "cpu/engine.h"

#include "core/cell.h"

#ifdef L2H_DOUBLE
typedef struct l2h_points sites; /* double precision, no radial functions */
#else
typedef struct l2h_atoms sites;
#endif

L2H_FN real load(const real_scalar *p)
{
  return *(const real *)p;
}
L2H_FN void store(real_scalar *p, real x)
{
  *(real *)p = x;
}

/* The cell as the loop needs it. */
struct images {
  real_scalar cell; /* 0: free space */
  int beyond;       /* images looked for to either side of the nearest */
};

L2H_FN struct images images_of(const struct l2h_landscape *landscape, double reach)
{
  return (struct images){REAL(landscape->cell), landscape->cell > 0 ? l2h_images(landscape->cell, reach) : 0};
}

/* One pair: d from atom j to the atoms in the lanes, and its square. */
struct pair {
  real d[3], r2;
  int j;
};

/* What is done with each pair; `sums` is the visitor's own. */
typedef void visitor(const struct pair *pair, void *sums);

/* Farther than any potential reaches, for the pair of an atom with itself. */
#define FAR_AWAY REAL(1e6)

/* Several pairs are worked on at once: each is one long chain of operations, in whose pauses others have room. Not over
   doubles, where a compiler must fuse the same multiply-adds whatever the width, nor under sanitizers. */
#if defined(L2H_DOUBLE) || defined(__SANITIZE_ADDRESS__)
#define SEVERAL_PAIRS
#else
#define SEVERAL_PAIRS _Pragma("GCC unroll 4")
#endif

/* Pairs of atoms i ... with [from, to), the latter moved by `shift`. `own` is a constant: whether a lane's own atom,
   i + lane, may be among them; it is then sent far away. */
L2H_FN void visit_range(const sites *all, const struct images *images, const real_scalar shift[3], int i, int from,
                        int to, bool own, visitor *visit, void *sums)
{
  const real_scalar *x = all->position, *y = x + all->stride, *z = y + all->stride;
  const real xi = load(x + i), yi = load(y + i), zi = load(z + i);
  SEVERAL_PAIRS
  for (int j = from; j < to; j++) {
    struct pair pair = {.d = {xi - x[j], yi - y[j], zi - z[j]}, .j = j};
    if (images->cell > 0) {
      l2h_minimum_image(pair.d, images->cell);
      for (int c = 0; c < 3; c++)
        pair.d[c] -= shift[c];
    }
    pair.r2 = pair.d[0] * pair.d[0] + pair.d[1] * pair.d[1] + pair.d[2] * pair.d[2];
    if (own) {
      pair.r2 = real_select(real_lanes() == (real_whole)(j - i), real_of(FAR_AWAY), pair.r2);
    }
    visit(&pair, sums);
  }
}

L2H_FN int between(int x, int least, int most)
{
  return x < least ? least : x > most ? most : x;
}

/* The same in up to three parts, of which only the second holds the lanes' own atoms. */
L2H_FN void visit_home(const sites *all, const struct images *images, int i, int from, int to, visitor *visit,
                       void *sums)
{
  const real_scalar home[3] = {0, 0, 0};
  const int low = between(i, from, to), high = between(i + L2H_WIDTH, from, to);
  visit_range(all, images, home, i, from, low, false, visit, sums);
  visit_range(all, images, home, i, low, high, true, visit, sums);
  visit_range(all, images, home, i, high, to, false, visit, sums);
}

/* Of the 27 images of the cell, the one that is no other; and how many there are to visit, that one first. */
#define HOME_IMAGE 13
L2H_FN int image_count(const struct images *images)
{
  return images->beyond ? 27 : 1;
}

/* How far the n-th image is from the first. */
L2H_FN void image_shift(const struct images *images, int n, real_scalar shift[3])
{
  const int image = n == 0 ? HOME_IMAGE : n <= HOME_IMAGE ? n - 1 : n;
  shift[0] = images->cell * REAL(image % 3 - 1);
  shift[1] = images->cell * REAL(image / 3 % 3 - 1);
  shift[2] = images->cell * REAL(image / 9 - 1);
}

/* Pairs of the atoms i ... i + L2H_WIDTH - 1 with the n-th image of the atoms [from, to). */
L2H_FN void visit_image(const sites *all, const struct images *images, int n, int i, int from, int to, visitor *visit,
                        void *sums)
{
  real_scalar shift[3];
  image_shift(images, n, shift);
  if (n == 0)
    visit_home(all, images, i, from, to, visit, sums);
  else
    visit_range(all, images, shift, i, from, to, false, visit, sums);
}

/* Pairs of the atoms i ... i + L2H_WIDTH - 1 with the atoms [from, to), their images included. */
L2H_FN void visit_pairs(const sites *all, const struct images *images, int i, int from, int to, visitor *visit,
                        void *sums)
{
  visit_home(all, images, i, from, to, visit, sums);
  for (int n = 1; n < image_count(images); n++)
    visit_image(all, images, n, i, from, to, visit, sums);
}

/* Adds the values of the lanes that hold an atom to *sum, one by one: the width of the registers does not show. */
L2H_FN void add_lanes(real values, int i, int atoms, double *sum)
{
  for (int lane = 0; lane < L2H_WIDTH && i + lane < atoms; lane++)
    *sum += values[lane];
}

#endif
