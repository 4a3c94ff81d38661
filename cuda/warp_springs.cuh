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

/* Vectors are [atoms][3]; arrays over atoms are `stride` long. */
struct l2h_springs {
  int atoms, stride, words;
  const double *place;                        /* of the atoms */
  double *way, *left, *pulled, *guess, *move; /* room to work in */
  double *stiff;                              /* [L2H_QUENCH_SPRINGS][stride] */
  double *term;                               /* [L2H_QUENCH_SPRINGS][stride]: what an atom's springs work; or */
  double *block, *product;                    /* [6][stride], [stride]: in the same place */
  int *later;                                 /* [stride]: neighbours after the atom */
  unsigned *near;                             /* [atoms][words]: bits of its neighbours */
};

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
  const unsigned *const near = s->near + i * s->words;
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
  return k < L2H_QUENCH_SPRINGS ? s->stiff[k * s->stride + i] : stiffness(r2);
}

/* Makes the springs of position[atoms][3], which stays theirs. */
static __device__ void l2h_springs_make(struct l2h_springs *s, const double *position)
{
  s->place = position;
  __syncwarp();
  for (int i = spring_lane(); i < s->atoms; i += L2H_WARP) {
    int count = 0, later = 0;
    for (int w = 0; w < s->words; w++) {
      unsigned bits = 0;
      for (int j = 32 * w; j < s->atoms && j < 32 * w + 32; j++) {
        double d[3];
        const double r2 = apart(position, i, j, d);
        if (!(r2 < L2H_SPRING_REACH * L2H_SPRING_REACH && r2 > 0))
          continue;
        bits |= 1u << j % 32;
        if (count < L2H_QUENCH_SPRINGS)
          s->stiff[count * s->stride + i] = stiffness(r2);
        count++;
        later += j > i;
      }
      s->near[i * s->words + w] = bits;
    }
    s->later[i] = later;
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
    s->way[k] = move[k];
  __syncwarp();
  for (int i = spring_lane(); i < s->atoms; i += L2H_WARP) {
    int at = 0;
    each_neighbour(s, i, false, true, [=, &at](int k, int j) {
      if (at < L2H_QUENCH_SPRINGS)
        s->term[at++ * s->stride + i] = spring_work(s, s->way, i, j, k);
    });
  }
  __syncwarp();
  double sum = L2H_SPRING_FLOOR * products(s, s->way, s->way);
  for (int i = 0; i < s->atoms; i++) {
    const int later = s->later[i];
    if (later > L2H_QUENCH_SPRINGS)
      each_neighbour(s, i, false, true, [=, &sum](int k, int j) { sum += spring_work(s, s->way, i, j, k); });
    else
      for (int at = 0; at < later; at++)
        sum += s->term[at * s->stride + i];
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
      s->block[k * s->stride + i] = block[k];
  }
}

/* What the atoms' blocks answer to s->left, into move[atoms][3]; returns their product. */
static __device__ __forceinline__ double answer_of_blocks(const struct l2h_springs *s, double *move)
{
  for (int i = spring_lane(); i < s->atoms; i += L2H_WARP) {
    double block[6], answer[3];
    for (int k = 0; k < 6; k++)
      block[k] = s->block[k * s->stride + i];
    s->product[i] = l2h_spring_answer(block, s->left + 3 * i, answer);
    for (int c = 0; c < 3; c++)
      move[3 * i + c] = answer[c];
  }
  __syncwarp();
  return sum_of(s, s->product);
}

/* The product of s->way with the pull on it, which is worked out. */
static __device__ __forceinline__ double pull_way(const struct l2h_springs *s)
{
  for (int first = 0; first < 2 * s->atoms; first += L2H_WARP) {
    const int i = (first + spring_lane()) / 2, after = spring_lane() % 2;
    double sum[3] = {0, 0, 0};
    for (int c = 0; i < s->atoms && !after && c < 3; c++)
      sum[c] = L2H_SPRING_FLOOR * s->way[3 * i + c];
    if (i < s->atoms)
      each_neighbour(s, i, !after, after, [=, &sum](int k, int j) {
        double d[3], parts[3];
        const double r2 = apart(s->place, i, j, d);
        apart(s->way, i, j, parts);
        const double pulls = stiffness_of(s, i, k, r2) * l2h_spring_stretch(d, parts);
        for (int c = 0; c < 3; c++)
          sum[c] += pulls * d[c];
      });
    for (int c = 0; c < 3; c++) {
      const double both = sum[c] + __shfl_xor_sync(ALL_LANES, sum[c], 1);
      if (i < s->atoms && !after)
        s->pulled[3 * i + c] = both;
    }
  }
  __syncwarp();
  return products(s, s->way, s->pulled);
}

/* force[atoms][3] becomes the move that the model answers it by, times `scale`. */
static __device__ void l2h_springs_yield(struct l2h_springs *s, double scale, double *force)
{
  const int n = 3 * s->atoms;
  __syncwarp();
  for (int k = spring_lane(); k < n; k += L2H_WARP) {
    s->left[k] = force[k];
    s->move[k] = 0;
  }
  make_blocks(s);
  __syncwarp();
  double worth = answer_of_blocks(s, s->way);
  for (int round = 0; round < L2H_SPRING_ROUNDS && worth > 0; round++) {
    const double step = worth / pull_way(s), before = worth;
    for (int k = spring_lane(); k < n; k += L2H_WARP) {
      s->move[k] += step * scale * s->way[k];
      s->left[k] += -step * s->pulled[k];
    }
    __syncwarp();
    worth = answer_of_blocks(s, s->guess);
    const double share = worth / before;
    for (int k = spring_lane(); k < n; k += L2H_WARP)
      s->way[k] = s->guess[k] + share * s->way[k];
    __syncwarp();
  }
  for (int k = spring_lane(); k < n; k += L2H_WARP)
    force[k] = s->move[k];
  __syncwarp();
}

#endif
