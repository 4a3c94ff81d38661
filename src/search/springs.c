/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiled for each instruction set from CMakeLists.txt. A slice of atoms is a few registers, worked on one after
   another; each atom's sums go over its neighbours by their numbers, so the width of the registers does not show. */
#include "search/springs.h"

#include <stddef.h>

#include "search/vectors.h"

#include "search/spring_formulas.h"

#define SHORTER 0.9 /* the next reach of a heap */
#define LISTED 64   /* of more atoms than these it is worth a list to know which pairs may be near */
#define SKIN 0.4    /* how much farther than the reach that list goes */
#define MOVED 0.19  /* how far an atom may have moved for it to hold: less than half of that */
#define FAR 1e100   /* where lanes are that have no atom, while neighbours are sought */

#define LANES L2H_SPRING_LANES
#define SLICE (3 * LANES)                                           /* numbers of a slice in a vector */
#define EACH_PART(at) for (int at = 0; at < LANES; at += L2H_WIDTH) /* registers of a slice */

/* Where x of an atom lies. */
L2H_FN int spot(int atom)
{
  return atom / LANES * SLICE + atom % LANES;
}

L2H_FN void to_lanes(const struct l2h_springs *springs, const double *vector, double *lanes)
{
  for (int i = 0; i < springs->atoms; i++)
    for (int c = 0; c < 3; c++)
      lanes[spot(i) + c * LANES] = vector[3 * i + c];
}

L2H_FN void from_lanes(const struct l2h_springs *springs, const double *lanes, double *vector)
{
  for (int i = 0; i < springs->atoms; i++)
    for (int c = 0; c < 3; c++)
      vector[3 * i + c] = lanes[spot(i) + c * LANES];
}

/* Lanes that have no atom. */
L2H_FN void fill_up(const struct l2h_springs *springs, double *lanes, double value)
{
  for (int i = springs->atoms; i < springs->slices * LANES; i++)
    for (int c = 0; c < 3; c++)
      lanes[spot(i) + c * LANES] = value;
}

/* ---- making them ---- */

/* 0 but where `near` is set. Of two atoms in one place it has no direction, and there is none. */
L2H_FN real stiffness(real r2, real_mask near)
{
  const real s2 = 1 / real_max(r2, real_of(L2H_SPRING_CORE * L2H_SPRING_CORE)), whole = l2h_spring_stiffness(s2);
  const real_mask beyond = r2 > L2H_SPRING_CORE * L2H_SPRING_CORE;
  real stiff = whole * s2;
  if (real_bits(near & ~beyond))
    stiff = real_select(beyond, stiff, whole / r2);
  return real_unless(~near, stiff);
}

/* The row of the atom at `to` for slice `s`, at row `at`, and its share of the blocks. Returns whether there is a
   spring. */
L2H_FN bool add_row(struct l2h_springs *springs, int s, int to, int at, double reach2, real (*block)[6])
{
  const double *const here = springs->place + s * SLICE, *const there = springs->place + to;
  real d[LANES / L2H_WIDTH][3], r2[LANES / L2H_WIDTH];
  real_mask near[LANES / L2H_WIDTH], any = {0};
  EACH_PART(lane)
  {
    const int part = lane / L2H_WIDTH;
    for (int c = 0; c < 3; c++)
      d[part][c] = real_load(here + c * LANES + lane) - there[c * LANES];
    r2[part] = d[part][0] * d[part][0] + d[part][1] * d[part][1] + d[part][2] * d[part][2];
    near[part] = (r2[part] < reach2) & (r2[part] > 0);
    any |= near[part];
  }
  if (!real_bits(any))
    return false;
  EACH_PART(lane)
  {
    const int part = lane / L2H_WIDTH;
    const real stiff = stiffness(r2[part], near[part]);
    real_store(springs->stiff[at] + lane, stiff);
    l2h_spring_add_to_block(block[part], stiff, d[part]);
  }
  springs->to[at] = to;
  return true;
}

/* Whether any atom of slice `s` may come within the reach of that at `to`. */
L2H_FN bool may_be_near(const struct l2h_springs *springs, int s, int to)
{
  const double reach2 = (L2H_SPRING_REACH + SKIN) * (L2H_SPRING_REACH + SKIN);
  unsigned bits = 0;
  EACH_PART(lane)
  {
    real r2 = {0};
    for (int c = 0; c < 3; c++) {
      const real d = real_load(springs->place + s * SLICE + c * LANES + lane) - springs->place[to + c * LANES];
      r2 += d * d;
    }
    bits |= real_bits_below(r2, reach2);
  }
  return bits;
}

/* Lists the rows that may be, if they fit. */
L2H_FN void list_rows(struct l2h_springs *springs)
{
  const int most = L2H_SPRING_ROWS(springs->slices, springs->atoms);
  int count = 0;
  springs->listed = false;
  for (int s = 0; s < springs->slices; s++) {
    springs->maybe_first[s] = count;
    for (int j = 0; j < springs->atoms; j++) {
      if (!may_be_near(springs, s, spot(j)))
        continue;
      if (count == most)
        return;
      springs->maybe[count++] = spot(j);
    }
  }
  springs->maybe_first[springs->slices] = count;
  for (int k = 0; k < springs->slices * SLICE; k++)
    springs->listed_at[k] = springs->place[k];
  springs->listed = true;
}

L2H_FN bool list_holds(const struct l2h_springs *springs)
{
  const unsigned all = (1u << L2H_WIDTH) - 1;
  bool holds = springs->listed;
  for (int s = 0; s < springs->slices && holds; s++)
    EACH_PART(lane)
    {
      real r2 = {0};
      for (int c = 0; c < 3; c++) {
        const int at = s * SLICE + c * LANES + lane;
        const real d = real_load(springs->place + at) - real_load(springs->listed_at + at);
        r2 += d * d;
      }
      holds = holds && real_bits_below(r2, MOVED * MOVED) == all;
    }
  return holds;
}

/* Makes all rows with this reach; false where they don't fit. */
L2H_FN bool make_rows(struct l2h_springs *springs, double reach2)
{
  const int most = L2H_SPRING_ROWS(springs->slices, springs->atoms);
  int row = 0;
  for (int s = 0; s < springs->slices; s++) {
    real block[LANES / L2H_WIDTH][6] = {0};
    EACH_PART(lane)
    for (int k = 0; k < 6; k++)
      block[lane / L2H_WIDTH][k] = real_of(k == 0 || k == 3 || k == 5 ? L2H_SPRING_FLOOR : 0);
    springs->first[s] = springs->inside[s] = springs->above[s] = row;
    const int *const maybe = springs->listed ? springs->maybe + springs->maybe_first[s] : NULL;
    const int count = maybe ? springs->maybe_first[s + 1] - springs->maybe_first[s] : springs->atoms;
    for (int k = 0; k < count; k++) {
      const int to = maybe ? maybe[k] : spot(k);
      if (row == most)
        return false;
      row += add_row(springs, s, to, row, reach2, block);
      if (to < s * SLICE)
        springs->inside[s] = row;
      if (to < (s + 1) * SLICE)
        springs->above[s] = row;
    }
    EACH_PART(lane)
    {
      l2h_spring_invert(block[lane / L2H_WIDTH]);
      for (int k = 0; k < 6; k++)
        real_store(springs->block[s][k] + lane, block[lane / L2H_WIDTH][k]);
    }
  }
  springs->first[springs->slices] = row;
  return true;
}

void L2H_KERNEL(l2h_springs_make)(struct l2h_springs *springs, const double *position)
{
  double reach = L2H_SPRING_REACH;
  to_lanes(springs, position, springs->place);
  fill_up(springs, springs->place, FAR);
  if (springs->atoms > LISTED && !list_holds(springs))
    list_rows(springs);
  while (!make_rows(springs, reach * reach))
    reach *= SHORTER;
  fill_up(springs, springs->place, 0);
}

/* ---- the model and its inverse ---- */

/* From the atoms of some lanes to that at `to`: in a vector. */
L2H_FN void apart(const real here[3], const double *vector, int to, real d[3])
{
  for (int c = 0; c < 3; c++)
    d[c] = here[c] - vector[to + c * LANES];
}

struct lanes {
  real place[3], move[3];
};

L2H_FN struct lanes lanes_at(const struct l2h_springs *springs, const double *move, int at)
{
  struct lanes lanes;
  for (int c = 0; c < 3; c++) {
    lanes.place[c] = real_load(springs->place + at + c * LANES);
    lanes.move[c] = real_load(move + at + c * LANES);
  }
  return lanes;
}

/* What the springs of a row pull these lanes by. */
L2H_FN void row_pull(const struct l2h_springs *springs, const double *move, const struct lanes *lanes, int row,
                     int lane, real pull[3])
{
  real d[3], parts[3];
  apart(lanes->place, springs->place, springs->to[row], d);
  apart(lanes->move, move, springs->to[row], parts);
  const real pulls = real_load(springs->stiff[row] + lane) * l2h_spring_stretch(d, parts);
  for (int c = 0; c < 3; c++)
    pull[c] = pulls * d[c];
}

/* The pulls on a slice. Those of earlier atoms are summed apart from those of later ones. */
L2H_FN void slice_pull(const struct l2h_springs *springs, const double *move, int s, double *pull)
{
  EACH_PART(lane)
  {
    const struct lanes lanes = lanes_at(springs, move, s * SLICE + lane);
    const real_mask number = real_lanes() + lane;
    real one[3], earlier[3], later[3] = {0};
    for (int c = 0; c < 3; c++)
      earlier[c] = L2H_SPRING_FLOOR * lanes.move[c];
    for (int row = springs->first[s]; row < springs->inside[s]; row++) {
      row_pull(springs, move, &lanes, row, lane, one);
      for (int c = 0; c < 3; c++)
        earlier[c] += one[c];
    }
    for (int row = springs->inside[s]; row < springs->above[s]; row++) {
      const real_mask before = number > springs->to[row] - s * SLICE;
      row_pull(springs, move, &lanes, row, lane, one);
      for (int c = 0; c < 3; c++) {
        earlier[c] += real_unless(~before, one[c]);
        later[c] += real_unless(before, one[c]);
      }
    }
    for (int row = springs->above[s]; row < springs->first[s + 1]; row++) {
      row_pull(springs, move, &lanes, row, lane, one);
      for (int c = 0; c < 3; c++)
        later[c] += one[c];
    }
    for (int c = 0; c < 3; c++)
      real_store(pull + s * SLICE + c * LANES + lane, earlier[c] + later[c]);
  }
}

void L2H_KERNEL(l2h_springs_pull)(struct l2h_springs *springs, const double *move, double *pull)
{
  to_lanes(springs, move, springs->way);
  fill_up(springs, springs->way, 0);
  for (int s = 0; s < springs->slices; s++)
    slice_pull(springs, springs->way, s, springs->pulled);
  from_lanes(springs, springs->pulled, pull);
}

/* Adds the products of a slice of two vectors to four sums, each of every fourth coordinate: an addition waits for none
   before it. */
L2H_FN void add_products(const double *a, const double *b, double sum[4])
{
  double product[SLICE];
  for (int at = 0; at < SLICE; at += L2H_WIDTH)
    real_store(product + at, real_load(a + at) * real_load(b + at));
#pragma GCC unroll 24
  for (int k = 0; k < SLICE; k++)
    sum[k % 4] += product[k % 3 * LANES + k / 3];
}

/* Atom by atom, each spring with its first atom: the rows of an atom lie in order in every slice. */
double L2H_KERNEL(l2h_springs_work)(struct l2h_springs *springs, const double *move)
{
  double *const lanes = springs->way, *const work = springs->pulled, part[4] = {0};
  int *const next = springs->next;
  to_lanes(springs, move, lanes);
  fill_up(springs, lanes, 0);
  for (int s = 0; s < springs->slices; s++) {
    add_products(lanes + s * SLICE, lanes + s * SLICE, part);
    next[s] = springs->first[s];
  }
  double sum = L2H_SPRING_FLOOR * ((part[0] + part[1]) + (part[2] + part[3]));
  for (int i = 0; i < springs->atoms; i++) {
    int count = 0;
    for (int s = i / LANES; s < springs->slices; s++) {
      const int row = next[s];
      if (row == springs->above[s] || springs->to[row] != spot(i))
        continue;
      next[s]++;
      EACH_PART(lane)
      {
        const struct lanes here = lanes_at(springs, lanes, s * SLICE + lane);
        const real stiff = real_load(springs->stiff[row] + lane);
        real d[3], parts[3];
        apart(here.place, springs->place, spot(i), d);
        apart(here.move, lanes, spot(i), parts);
        const real by = l2h_spring_stretch(d, parts);
        const unsigned bits = real_bits((stiff > 0) & (real_lanes() + (s * LANES + lane) > i));
        real_pack(bits, stiff * by * by, work + count);
        count += __builtin_popcount(bits);
      }
    }
    for (int k = 0; k < count; k++)
      sum += work[k];
  }
  return sum;
}

/* What each atom's block alone answers, and its product with the force, added to `sum` atom by atom. */
L2H_FN double slice_guess(const struct l2h_springs *springs, int s, const double *force, double *move, double sum)
{
  double product[LANES];
  EACH_PART(lane)
  {
    const int at = s * SLICE + lane;
    real f[3], m[3], b[6];
    for (int c = 0; c < 3; c++)
      f[c] = real_load(force + at + c * LANES);
    for (int k = 0; k < 6; k++)
      b[k] = real_load(springs->block[s][k] + lane);
    real_store(product + lane, l2h_spring_answer(b, f, m));
    for (int c = 0; c < 3; c++)
      real_store(move + at + c * LANES, m[c]);
  }
  for (int lane = 0; lane < LANES; lane++)
    sum += product[lane];
  return sum;
}

/* y += factor x, over a slice. */
L2H_FN void add_slice(double factor, const double *x, double *y)
{
  for (int at = 0; at < SLICE; at += L2H_WIDTH)
    real_store(y + at, real_load(y + at) + factor * real_load(x + at));
}

/* The product of `way` with the pull on it, which is worked out. */
L2H_FN double pull_way(struct l2h_springs *springs)
{
  double sum[4] = {0};
  for (int s = 0; s < springs->slices; s++) {
    slice_pull(springs, springs->way, s, springs->pulled);
    add_products(springs->way + s * SLICE, springs->pulled + s * SLICE, sum);
  }
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

void L2H_KERNEL(l2h_springs_yield)(struct l2h_springs *springs, double scale, double *force)
{
  const int slices = springs->slices;
  double *const left = springs->left, *const way = springs->way, worth = 0;
  to_lanes(springs, force, left);
  fill_up(springs, left, 0);
  for (int s = 0; s < slices; s++)
    worth = slice_guess(springs, s, left, way, worth);
  for (int k = 0; k < slices * SLICE; k++)
    springs->move[k] = 0;
  for (int round = 0; round < L2H_SPRING_ROUNDS && worth > 0; round++) {
    const double step = worth / pull_way(springs), before = worth;
    worth = 0;
    for (int s = 0; s < slices; s++) {
      add_slice(step * scale, way + s * SLICE, springs->move + s * SLICE);
      add_slice(-step, springs->pulled + s * SLICE, left + s * SLICE);
      worth = slice_guess(springs, s, left, springs->guess, worth);
    }
    const double share = worth / before;
    for (int k = 0; k < slices * SLICE; k += L2H_WIDTH)
      real_store(way + k, real_load(springs->guess + k) + share * real_load(way + k));
  }
  from_lanes(springs, springs->move, force);
}
