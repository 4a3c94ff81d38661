/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of the neighbours within a reach, for a force that costs much a pair and reaches few: every atom's own list, in
   the order in which one pass over all pairs met them, and a visit of these alone. The lanes are atoms as in pairs.h,
   each at its own neighbour. */
#ifndef L2H_NEAR_H
#define L2H_NEAR_H

#include "cpu/pairs.h"

#define NEAR_ATOMS 256 /* what lists have room for: atoms, */
#define NEAR 32        /* neighbours of each, about 11 in silicon; where that is not enough, all pairs are visited */
#define NEAR_ROW (NEAR + L2H_WIDTH) /* real_pack() overwrites a register full */

struct near {
  real_scalar reach2;
  int count[NEAR_ATOMS];
  /* of the n-th neighbour of atom i, at NEAR_ROW i + n: the vector from it to i, and which atom it is */
  real_scalar d[3][NEAR_ATOMS * NEAR_ROW], atom[NEAR_ATOMS * NEAR_ROW];
  bool full; /* one of the lists was: they are of no use */
};

L2H_FN void near_start(struct near *near, int atoms, double reach)
{
  near->reach2 = REAL(reach * reach * 1.00001); /* the force draws the line itself */
  near->full = atoms > NEAR_ATOMS;
  for (int i = 0; !near->full && i < atoms; i++)
    near->count[i] = 0;
}

/* Puts the atoms in the lanes, i and up to the last, on the list of the pair's other atom. */
L2H_FN void near_add(struct near *near, const struct pair *pair, int i, int atoms)
{
  unsigned bits = real_bits(~(pair->r2 >= near->reach2)); /* a NaN is to be seen */
  if (i + L2H_WIDTH > atoms)
    bits &= (1u << (atoms - i)) - 1;
  if (!bits || near->full)
    return;
  const int count = near->count[pair->j], more = __builtin_popcount(bits);
  if (count + more > NEAR) {
    near->full = true;
    return;
  }
  const int at = NEAR_ROW * pair->j + count;
  for (int c = 0; c < 3; c++)
    real_pack(bits, -pair->d[c], near->d[c] + at);
  real_pack(bits, __builtin_convertvector(real_lanes() + (real_whole)i, real), near->atom + at);
  near->count[pair->j] = count + more;
}

/* Fills the lists of the atoms i ... i + L2H_WIDTH - 1 up to the longest of them, with atoms far away, and returns its
   length. */
L2H_FN int near_level(struct near *near, int i, int atoms)
{
  int longest = 0;
  for (int k = i; k < i + L2H_WIDTH && k < atoms; k++)
    longest = near->count[k] > longest ? near->count[k] : longest;
  for (int k = i; k < i + L2H_WIDTH && k < NEAR_ATOMS; k++)
    for (int n = k < atoms ? near->count[k] : 0; n < longest; n++) {
      near->d[0][NEAR_ROW * k + n] = near->d[1][NEAR_ROW * k + n] = near->d[2][NEAR_ROW * k + n] = FAR_AWAY / 1000;
      near->atom[NEAR_ROW * k + n] = 0;
    }
  return longest;
}

/* The n-th neighbours of the atoms i ... */
L2H_FN struct pair near_pair(const struct near *near, int i, int n)
{
  const real_mask at = (real_lanes() + (real_whole)i) * NEAR_ROW + (real_whole)n;
  struct pair pair;
  for (int c = 0; c < 3; c++)
    pair.d[c] = real_gather(near->d[c], at);
  pair.r2 = pair.d[0] * pair.d[0] + pair.d[1] * pair.d[1] + pair.d[2] * pair.d[2];
  pair.each = __builtin_convertvector(real_gather(near->atom, at), real_mask);
  pair.j = 0;
  return pair;
}

#endif
