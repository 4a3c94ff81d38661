/* SPDX-License-Identifier: GPL-2.0-only */
/* The neighbours within a reach, for a force that costs much a pair and reaches few. One look at all pairs leaves a bit
   for each; from the bits, the atoms of one register get lists of their neighbours side by side, so that the force
   runs over these alone, with each lane at a neighbour of its own. */
#ifndef L2H_NEAR_H
#define L2H_NEAR_H

#include "cpu/pairs.h"

#define NEAR 32          /* neighbours that a list has room for: about 11 in silicon */
#define NEAR_WORDS 16384 /* of bits: 1000 atoms, or 24 with the images around their cell */

/* Which pairs are near: of each image, of each atom, a row of bits for all atoms. */
struct near {
  real_scalar reach2;
  int words; /* a row */
  uint64_t bits[NEAR_WORDS];
};

/* The neighbours of the atoms in the lanes; the n-th of each at [n]. */
struct neighbours {
  real_mask count;
  int longest; /* the longest of these lists; shorter ones go on with the atom itself */
  int atom[NEAR][L2H_WIDTH], image[NEAR][L2H_WIDTH];
  real place[3][NEAR]; /* where that atom is, in the cell */
};

/* Whether there is room for the bits, all 0 then. */
L2H_FN bool near_start(struct near *near, int atoms, int images, double reach)
{
  near->reach2 = REAL(reach * reach * 1.00001); /* the force draws the line itself */
  near->words = (atoms + 63) / 64;
  if ((long)images * atoms * near->words > NEAR_WORDS)
    return false;
  __builtin_memset(near->bits, 0, (size_t)(images * atoms * near->words) * sizeof near->bits[0]);
  return true;
}

/* The row of atom j and the n-th image of the others. */
L2H_FN uint64_t *near_row(struct near *near, int atoms, int n, int j)
{
  return near->bits + ((long)n * atoms + j) * near->words;
}

/* Notes which of the atoms in the lanes, i and after, are near the pair's other atom. */
L2H_FN void near_note(struct near *near, const struct pair *pair, int n, int i, int atoms)
{
  const uint64_t bits = real_bits(~(pair->r2 >= near->reach2)); /* a NaN is to be seen */
  near_row(near, atoms, n, pair->j)[i / 64] |= bits << i % 64;
}

/* After all notes: takes off the bits of lanes that hold no atom. False where a list would not do. */
L2H_FN bool near_finish(struct near *near, int atoms, int images)
{
  const uint64_t last = ~(uint64_t)0 >> (-atoms & 63);
  for (int j = 0; j < atoms; j++) {
    int count = 0;
    for (int n = 0; n < images; n++) {
      uint64_t *const row = near_row(near, atoms, n, j);
      row[near->words - 1] &= last;
      for (int w = 0; w < near->words; w++)
        count += __builtin_popcountll(row[w]);
    }
    if (count > NEAR)
      return false;
  }
  return true;
}

/* Puts atom j, in image n, on the list of a lane. */
L2H_FN void near_put(struct neighbours *list, const sites *all, int lane, int at, int j)
{
  list->atom[at][lane] = j;
  for (int c = 0; c < 3; c++)
    ((real_scalar *)&list->place[c][at])[lane] = all->position[c * all->stride + j];
}

/* The lists of the atoms i ... i + L2H_WIDTH - 1. */
L2H_FN void near_lists(struct near *near, const sites *all, int images, int i, struct neighbours *list)
{
  list->longest = 0;
  for (int lane = 0; lane < L2H_WIDTH; lane++) {
    int count = 0;
    for (int n = 0; n < images && i + lane < all->atoms; n++)
      for (int w = 0; w < near->words; w++)
        for (uint64_t bits = near_row(near, all->atoms, n, i + lane)[w]; bits; bits &= bits - 1) {
          if (images > 1)
            list->image[count][lane] = n;
          near_put(list, all, lane, count++, 64 * w + __builtin_ctzll(bits));
        }
    list->count[lane] = count;
    list->longest = count > list->longest ? count : list->longest;
  }
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    for (int k = (int)list->count[lane]; k < list->longest; k++) {
      list->image[k][lane] = 0;
      near_put(list, all, lane, k, i + lane);
    }
}

/* The atoms i ... with the k-th on their lists: where a list has ended, the atom itself, far away. */
L2H_FN struct pair near_pair(const struct neighbours *list, const sites *all, const struct images *images, int i, int k)
{
  struct pair pair = {.j = 0};
  for (int c = 0; c < 3; c++)
    pair.d[c] = load(all->position + c * all->stride + i) - list->place[c][k];
  if (images->cell > 0)
    l2h_minimum_image(pair.d, images->cell);
  if (images->beyond)
    for (int lane = 0; lane < L2H_WIDTH; lane++) {
      real_scalar shift[3];
      image_shift(images, list->image[k][lane], shift);
      for (int c = 0; c < 3; c++)
        pair.d[c][lane] += shift[c]; /* back from where the other atom looked */
    }
  pair.r2 = pair.d[0] * pair.d[0] + pair.d[1] * pair.d[1] + pair.d[2] * pair.d[2];
  pair.r2 = real_select(list->count > (real_whole)k, pair.r2, real_of(FAR_AWAY));
  return pair;
}

#endif
