/* SPDX-License-Identifier: GPL-2.0-only */
/* The springs of search/springs.h among the lanes of the block's first warp, which all call these. Sums are in the
   CPU's order, so they are its bits: an atom has two lanes, one for its neighbours before it and one for those after
   it, and long sums are taken by every lane at once, one number after another.

   Unlike the CPU there is room for any number of neighbours, and so no atoms are in a heap: they are bits, and the
   stiffness of an atom's springs beyond the first L2H_QUENCH_SPRINGS is worked out whenever it is wanted. */
#ifndef L2H_WARP_SPRINGS_CUH
#define L2H_WARP_SPRINGS_CUH

#include "lanes.cuh"
#include "quench_block.h"

#include "search/spring_formulas.h"

/* Where they work: few numbers, since registers are scarce. */
struct l2h_springs {
  int atoms, stride, words;
  const double *place; /* [atoms][3] */
  double *work;        /* [3][3 stride]: vectors */
  double *guide;       /* [L2H_QUENCH_GUIDE][stride], and behind it what follows */
};

/* Vectors are [atoms][3]. */
static __device__ __forceinline__ double *left_of(const struct l2h_springs *s)
{
  return s->work;
}
static __device__ __forceinline__ double *pulled_of(const struct l2h_springs *s)
{
  return s->work + 3 * s->stride;
}
static __device__ __forceinline__ double *move_of(const struct l2h_springs *s)
{
  return s->work + 6 * s->stride;
}
static __device__ __forceinline__ double *way_of(const struct l2h_springs *s)
{
  return s->guide;
}
static __device__ __forceinline__ double *guess_of(const struct l2h_springs *s)
{
  return s->guide + 3 * s->stride;
}
/* [L2H_QUENCH_SPRINGS][stride] */
static __device__ __forceinline__ double *stiff_of(const struct l2h_springs *s)
{
  return s->guide + 6 * s->stride;
}
/* [L2H_QUENCH_SPRINGS][stride]: what an atom's springs to later ones work; in the same place, later, are the atoms'
   blocks, [6][stride], and products, [stride]. */
static __device__ __forceinline__ double *terms_of(const struct l2h_springs *s)
{
  return stiff_of(s) + L2H_QUENCH_SPRINGS * s->stride;
}
static __device__ __forceinline__ double *products_of(const struct l2h_springs *s)
{
  return terms_of(s) + 6 * s->stride;
}
/* [stride]: how many neighbours come after an atom. */
static __device__ __forceinline__ int *later_of(const struct l2h_springs *s)
{
  return (int *)(s->guide + L2H_QUENCH_GUIDE * s->stride);
}
/* [atoms][words]: bits of an atom's neighbours. */
static __device__ __forceinline__ unsigned *near_of(const struct l2h_springs *s)
{
  return (unsigned *)(later_of(s) + s->stride);
}

static __device__ __forceinline__ int spring_lane(void)
{
  return (int)threadIdx.x % L2H_WARP;
}

/* use(k, j) for each neighbour j of atom i in order, k counting all of them, with `before` those before the atom and
   with `after` those after it. */
template <class Use>
static __device__ __forceinline__ void each_neighbour(const struct l2h_springs *s, int i, bool before, bool after,
                                                      Use use)
{
  const unsigned *const near = near_of(s) + i * s->words;
  const int own = i / 32;
  const unsigned below = (1u << i % 32) - 1;
  int k = 0;
  for (int w = 0; w < s->words && (after || w <= own); w++) {
    unsigned bits = near[w];
    if (!before && w <= own) {
      const unsigned skipped = w < own ? bits : bits & below;
      k += __popc(skipped);
      bits ^= skipped;
    }
    if (!after && w == own)
      bits &= below;
    for (; bits; bits &= bits - 1)
      use(k++, 32 * w + __ffs((int)bits) - 1);
  }
}

static __device__ __forceinline__ double apart(const double *vector, int i, int j, double d[3])
{
  for (int c = 0; c < 3; c++)
    d[c] = vector[3 * i + c] - vector[3 * j + c];
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

/* Of a spring, whose length is not 0, over its square. */
static __device__ __forceinline__ double stiffness(double r2)
{
  const double core2 = L2H_SPRING_CORE * L2H_SPRING_CORE, s2 = 1 / real_max(r2, core2),
               whole = l2h_spring_stiffness(s2);
  return r2 > core2 ? whole * s2 : whole / r2;
}

/* Of the k-th spring of atom i, whose squared length is r2. */
static __device__ __forceinline__ double stiffness_of(const struct l2h_springs *s, int i, int k, double r2)
{
  return k < L2H_QUENCH_SPRINGS ? stiff_of(s)[k * s->stride + i] : stiffness(r2);
}

/* Looks for the neighbours of atom i. */
static __device__ __forceinline__ void find_neighbours(const struct l2h_springs *s, int i)
{
  int later = 0;
  for (int w = 0; w < s->words; w++) {
    unsigned bits = 0;
    for (int j = 32 * w; j < s->atoms && j < 32 * w + 32; j++) {
      double d[3];
      const double r2 = apart(s->place, i, j, d);
      const bool is_near = r2 < L2H_SPRING_REACH * L2H_SPRING_REACH && r2 > 0;
      bits |= (unsigned)is_near << j % 32;
      later += is_near && j > i;
    }
    near_of(s)[i * s->words + w] = bits;
  }
  later_of(s)[i] = later;
}

/* Makes the springs of position[atoms][3], which stays theirs. */
static __device__ void l2h_springs_make(struct l2h_springs *s, const double *position)
{
  s->place = position;
  __syncwarp();
  for (int i = spring_lane(); i < s->atoms; i += L2H_WARP) {
    find_neighbours(s, i);
    each_neighbour(s, i, true, true, [=](int k, int j) {
      double d[3];
      if (k < L2H_QUENCH_SPRINGS)
        stiff_of(s)[k * s->stride + i] = stiffness(apart(position, i, j, d));
    });
  }
  __syncwarp();
}

/* ---- sums ---- */

/* The sum over the coordinates of the products of two vectors, as four sums of every fourth. */
static __device__ __forceinline__ double products(const struct l2h_springs *s, const double *a, const double *b)
{
  double sum = 0;
#pragma unroll 4
  for (int k = spring_lane() % 4; k < 3 * s->atoms; k += 4)
    sum += a[k] * b[k];
  sum += __shfl_xor_sync(ALL_LANES, sum, 1);
  return sum + __shfl_xor_sync(ALL_LANES, sum, 2);
}

/* The sum of an array over the atoms. */
static __device__ __forceinline__ double sum_of(const struct l2h_springs *s, const double *array)
{
  double sum = 0;
#pragma unroll 4
  for (int i = 0; i < s->atoms; i++)
    sum += array[i];
  return sum;
}

/* What a move works on the k-th spring of atom i, to atom j. */
static __device__ __forceinline__ double spring_work(const struct l2h_springs *s, const double *move, int i, int j,
                                                     int k)
{
  double d[3], parts[3];
  const double r2 = apart(s->place, i, j, d);
  apart(move, i, j, parts);
  const double by = l2h_spring_stretch(d, parts);
  return stiffness_of(s, i, k, r2) * by * by;
}

/* The product of move[atoms][3] with the model times it. */
static __device__ double l2h_springs_work(struct l2h_springs *s, const double *move)
{
  __syncwarp();
  for (int k = spring_lane(); k < 3 * s->atoms; k += L2H_WARP)
    way_of(s)[k] = move[k];
  __syncwarp();
  for (int i = spring_lane(); i < s->atoms; i += L2H_WARP) {
    int at = 0;
    each_neighbour(s, i, false, true, [=, &at](int k, int j) {
      if (at < L2H_QUENCH_SPRINGS)
        terms_of(s)[at++ * s->stride + i] = spring_work(s, way_of(s), i, j, k);
    });
  }
  __syncwarp();
  double sum = L2H_SPRING_FLOOR * products(s, way_of(s), way_of(s));
  for (int i = 0; i < s->atoms; i++) {
    const int later = later_of(s)[i];
    if (later > L2H_QUENCH_SPRINGS)
      each_neighbour(s, i, false, true, [=, &sum](int k, int j) { sum += spring_work(s, way_of(s), i, j, k); });
    else
      for (int at = 0; at < later; at++)
        sum += terms_of(s)[at * s->stride + i];
  }
  __syncwarp();
  return sum;
}

/* ---- the inverse ---- */

static __device__ __forceinline__ void make_blocks(const struct l2h_springs *s)
{
  for (int i = spring_lane(); i < s->atoms; i += L2H_WARP) {
    double block[6] = {L2H_SPRING_FLOOR, 0, 0, L2H_SPRING_FLOOR, 0, L2H_SPRING_FLOOR};
    each_neighbour(s, i, true, true, [=, &block](int k, int j) {
      double d[3];
      const double r2 = apart(s->place, i, j, d);
      l2h_spring_add_to_block(block, stiffness_of(s, i, k, r2), d);
    });
    l2h_spring_invert(block);
    for (int k = 0; k < 6; k++)
      terms_of(s)[k * s->stride + i] = block[k];
  }
}

/* What the atoms' blocks answer to left_of(s), into move[atoms][3]; returns their product. */
static __device__ __forceinline__ double answer_of_blocks(const struct l2h_springs *s, double *move)
{
  for (int i = spring_lane(); i < s->atoms; i += L2H_WARP) {
    double block[6], answer[3];
    for (int k = 0; k < 6; k++)
      block[k] = terms_of(s)[k * s->stride + i];
    products_of(s)[i] = l2h_spring_answer(block, left_of(s) + 3 * i, answer);
    for (int c = 0; c < 3; c++)
      move[3 * i + c] = answer[c];
  }
  __syncwarp();
  return sum_of(s, products_of(s));
}

/* The product of way_of(s) with the pull on it, which is worked out. */
static __device__ __forceinline__ double pull_way(const struct l2h_springs *s)
{
  for (int first = 0; first < 2 * s->atoms; first += L2H_WARP) {
    const int i = (first + spring_lane()) / 2, after = spring_lane() % 2;
    double sum[3] = {0, 0, 0};
    for (int c = 0; i < s->atoms && !after && c < 3; c++)
      sum[c] = L2H_SPRING_FLOOR * way_of(s)[3 * i + c];
    if (i < s->atoms)
      each_neighbour(s, i, !after, after, [=, &sum](int k, int j) {
        double d[3], parts[3];
        const double r2 = apart(s->place, i, j, d);
        apart(way_of(s), i, j, parts);
        const double pulls = stiffness_of(s, i, k, r2) * l2h_spring_stretch(d, parts);
        for (int c = 0; c < 3; c++)
          sum[c] += pulls * d[c];
      });
    for (int c = 0; c < 3; c++) {
      const double both = sum[c] + __shfl_xor_sync(ALL_LANES, sum[c], 1);
      if (i < s->atoms && !after)
        pulled_of(s)[3 * i + c] = both;
    }
  }
  __syncwarp();
  return products(s, way_of(s), pulled_of(s));
}

/* force[atoms][3] becomes the move that the model answers it by, times `scale`. */
static __device__ void l2h_springs_yield(struct l2h_springs *s, double scale, double *force)
{
  const int n = 3 * s->atoms;
  __syncwarp();
  for (int k = spring_lane(); k < n; k += L2H_WARP) {
    left_of(s)[k] = force[k];
    move_of(s)[k] = 0;
  }
  make_blocks(s);
  __syncwarp();
  double worth = answer_of_blocks(s, way_of(s));
  for (int round = 0; round < L2H_SPRING_ROUNDS && worth > 0; round++) {
    const double step = worth / pull_way(s), before = worth;
    for (int k = spring_lane(); k < n; k += L2H_WARP) {
      move_of(s)[k] += step * scale * way_of(s)[k];
      left_of(s)[k] += -step * pulled_of(s)[k];
    }
    __syncwarp();
    worth = answer_of_blocks(s, guess_of(s));
    const double share = worth / before;
    for (int k = spring_lane(); k < n; k += L2H_WARP)
      way_of(s)[k] = guess_of(s)[k] + share * way_of(s)[k];
    __syncwarp();
  }
  for (int k = spring_lane(); k < n; k += L2H_WARP)
    force[k] = move_of(s)[k];
  __syncwarp();
}

#endif
