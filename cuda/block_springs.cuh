/* SPDX-License-Identifier: GPL-2.0-only */
/* The springs of search/springs.h among all threads of a block. Sums are in the CPU's order, so they are its bits: a
   thread sums over an atom's springs, those to earlier atoms apart from those to later ones, and long sums are a
   warp's, one number after another.

   A spring is one number in lists of all: atom by atom, those to its later atoms in their order. So one thread works
   out what it pulls, whose sign alone differs between its ends, and what the springs of one atom after the other work
   lies in a row. Springs that the state has no room for, in a heap of atoms, lie in global memory.

   Six barriers a round of conjugate gradients: threads have a spring each, a coordinate each, an atom each and a
   coordinate again, with two long sums of the first warp between. */
#ifndef L2H_BLOCK_SPRINGS_CUH
#define L2H_BLOCK_SPRINGS_CUH

#include "lanes.cuh"
#include "quench_block.h"

#include "search/spring_formulas.h"

/* Where they work. Few numbers, since registers are scarce: the rest is where it is said below. Vectors are [atoms][3],
   arrays over atoms `stride` long. */
struct block_springs {
  const struct l2h_quench_shape *shape;
  const double *place; /* [atoms][3] */
  double *vector;      /* [3][3 stride] */
  double *guide;       /* [L2H_QUENCH_GUIDE][stride], and behind it bits and lists */
  double *heap;        /* [shape->heap], in global memory */
  double *list;        /* of springs: behind guide, or heap */
  int room;            /* of an array in it */
};

typedef const struct block_springs *springs_at;

static __device__ __forceinline__ double *left_of(springs_at s)
{
  return s->vector;
}
static __device__ __forceinline__ double *pulled_of(springs_at s)
{
  return s->vector + 3 * s->shape->stride;
}
static __device__ __forceinline__ double *move_of(springs_at s)
{
  return s->vector + 6 * s->shape->stride;
}
static __device__ __forceinline__ double *way_of(springs_at s)
{
  return s->guide;
}
static __device__ __forceinline__ double *guess_of(springs_at s)
{
  return s->guide + 3 * s->shape->stride;
}
/* [6][stride]: of each atom, from the first guess on inverted. */
static __device__ __forceinline__ double *blocks_of(springs_at s)
{
  return s->guide + 6 * s->shape->stride;
}
static __device__ __forceinline__ double *products_of(springs_at s)
{
  return s->guide + 12 * s->shape->stride;
}

/* Of each atom: how many springs to later atoms, and the first of them; to earlier atoms, and where they begin among
   the others of their kind. */
enum counts { LATER, FIRST_LATER, EARLIER, FIRST_EARLIER };
static __device__ __forceinline__ int *counts_of(springs_at s, enum counts which)
{
  return (int *)(s->guide + 13 * s->shape->stride) + which * s->shape->stride;
}

/* [atoms][words]: bits of an atom's neighbours, by their numbers. */
static __device__ __forceinline__ unsigned *near_of(springs_at s, int i)
{
  return (unsigned *)(s->guide + L2H_QUENCH_GUIDE * s->shape->stride) + i * s->shape->words;
}
static __device__ __forceinline__ double *room_of(springs_at s)
{
  return s->guide + L2H_QUENCH_GUIDE * s->shape->stride + s->shape->words * s->shape->stride / 2;
}

/* Of the springs: their stiffness over the square of their lengths; terms, of which there are three; the numbers of
   their atoms, the earlier one in the lower half; and, in an order of its own, which are an atom's to earlier ones. */
static __device__ __forceinline__ double *stiff_of(springs_at s)
{
  return s->list;
}
static __device__ __forceinline__ double *terms_of(springs_at s, int which)
{
  return s->list + (1 + which) * s->room;
}
static __device__ __forceinline__ unsigned *ends_of(springs_at s)
{
  return (unsigned *)(s->list + 4 * s->room);
}
static __device__ __forceinline__ unsigned *backwards_of(springs_at s)
{
  return (unsigned *)(s->list + 4 * s->room) + s->room;
}

static __device__ __forceinline__ int spring_count(springs_at s)
{
  const int last = s->shape->atoms - 1;
  return counts_of(s, FIRST_LATER)[last] + counts_of(s, LATER)[last];
}

#define EACH_OF_BLOCK(k, n) for (int k = (int)threadIdx.x; k < (n); k += s->shape->threads)
#define EACH_OF_WARP(k, n) for (int k = (int)threadIdx.x % L2H_WARP; k < (n); k += L2H_WARP)

static __device__ __forceinline__ double apart(const double *vector, int i, int j, double d[3])
{
  for (int c = 0; c < 3; c++)
    d[c] = vector[3 * i + c] - vector[3 * j + c];
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

/* ---- making them ---- */

/* Bits of one word: those of numbers below that of the lowest bit, and above. */
#define BITS_BELOW(number) ((1u << (number) % 32) - 1)

/* Which atoms are neighbours: eight of an atom's at a time. */
static __device__ __forceinline__ void find_neighbours(springs_at s)
{
  const int atoms = s->shape->atoms, bytes = (atoms + 7) / 8;
  EACH_OF_BLOCK(k, atoms * bytes)
  {
    const int i = k / bytes, first = 8 * (k % bytes);
    unsigned bits = 0;
#pragma unroll 4
    for (int b = 0; b < 8; b++) {
      double d[3];
      const double r2 = apart(s->place, i, first + b < atoms ? first + b : i, d);
      bits |= (unsigned)(r2 < L2H_SPRING_REACH * L2H_SPRING_REACH && r2 > 0) << b;
    }
    unsigned char *const near = (unsigned char *)near_of(s, i);
    near[first / 8] = (unsigned char)bits;
    for (int rest = bytes; first / 8 == bytes - 1 && rest < 4 * s->shape->words; rest++)
      near[rest] = 0;
  }
}

static __device__ __forceinline__ void count_springs(springs_at s)
{
  EACH_OF_BLOCK(i, s->shape->atoms)
  {
    const unsigned *const near = near_of(s, i);
    int all = 0, earlier = 0;
    for (int w = 0; w < s->shape->words; w++) {
      all += __popc(near[w]);
      earlier += w > i / 32 ? 0 : __popc(w == i / 32 ? near[w] & BITS_BELOW(i) : near[w]);
    }
    counts_of(s, EARLIER)[i] = earlier;
    counts_of(s, LATER)[i] = all - earlier;
  }
}

static __device__ __forceinline__ void number_springs(springs_at s)
{
  EACH_OF_BLOCK(i, s->shape->atoms)
  {
    int earlier = 0, later = 0;
#pragma unroll 4
    for (int j = 0; j < i; j++) {
      earlier += counts_of(s, EARLIER)[j];
      later += counts_of(s, LATER)[j];
    }
    counts_of(s, FIRST_EARLIER)[i] = earlier;
    counts_of(s, FIRST_LATER)[i] = later;
  }
}

/* How many of atom j's springs to later atoms are to such before atom i. */
static __device__ __forceinline__ int rank_of(springs_at s, int j, int i)
{
  const unsigned *const near = near_of(s, j);
  int rank = 0;
  for (int w = j / 32; w <= i / 32; w++) {
    unsigned bits = near[w];
    if (w == j / 32)
      bits &= ~BITS_BELOW(j);
    if (w == i / 32)
      bits &= BITS_BELOW(i);
    rank += __popc(bits);
  }
  return rank;
}

/* The lists of an atom's springs. Half of the threads have those to later atoms. */
static __device__ __forceinline__ void list_springs(springs_at s)
{
  const int atoms = s->shape->atoms;
  EACH_OF_BLOCK(k, 2 * atoms)
  {
    const bool later = k >= atoms;
    const int i = later ? k - atoms : k, own = i / 32;
    int at = counts_of(s, later ? FIRST_LATER : FIRST_EARLIER)[i];
    for (int w = later ? own : 0; w < (later ? s->shape->words : own + 1); w++) {
      unsigned bits = near_of(s, i)[w];
      if (w == own)
        bits &= later ? ~BITS_BELOW(i) : BITS_BELOW(i);
      for (; bits; bits &= bits - 1, at++) {
        const int j = 32 * w + __ffs((int)bits) - 1;
        if (later)
          ends_of(s)[at] = (unsigned)i | (unsigned)j << 16;
        else
          backwards_of(s)[at] = (unsigned)(counts_of(s, FIRST_LATER)[j] + rank_of(s, j, i));
      }
    }
  }
}

static __device__ __forceinline__ void make_stiff(springs_at s)
{
  const double core2 = L2H_SPRING_CORE * L2H_SPRING_CORE;
  EACH_OF_BLOCK(e, spring_count(s))
  {
    const unsigned ends = ends_of(s)[e];
    double d[3];
    const double r2 = apart(s->place, (int)(ends & 0xffff), (int)(ends >> 16), d);
    const double s2 = 1 / real_max(r2, core2), whole = l2h_spring_stiffness(s2);
    stiff_of(s)[e] = r2 > core2 ? whole * s2 : whole / r2;
  }
}

/* Of s->place. A thread may go on with springs that are its own. */
static __device__ __forceinline__ void make_springs(struct block_springs *s)
{
  find_neighbours(s);
  __syncthreads();
  count_springs(s);
  __syncthreads();
  number_springs(s);
  __syncthreads();
  const bool fits = spring_count(s) <= s->shape->springs;
  s->list = fits ? room_of(s) : s->heap;
  s->room = fits ? s->shape->springs : (int)(s->shape->heap / L2H_QUENCH_SPRING);
  list_springs(s);
  __syncthreads();
  make_stiff(s);
}

/* ---- what they say of differences ---- */

/* What the springs work along move[atoms][3]: terms of each. */
static __device__ __forceinline__ void work_terms(springs_at s, const double *move, double *terms)
{
  EACH_OF_BLOCK(e, spring_count(s))
  {
    const unsigned ends = ends_of(s)[e];
    double d[3], parts[3];
    apart(s->place, (int)(ends & 0xffff), (int)(ends >> 16), d);
    apart(move, (int)(ends & 0xffff), (int)(ends >> 16), parts);
    const double by = l2h_spring_stretch(d, parts);
    terms[e] = stiff_of(s)[e] * by * by;
  }
}

/* A warp: the sum of term(k) over the coordinates, as four sums of every fourth. */
template <class Term> static __device__ __forceinline__ double sum_by_fours(springs_at s, const Term &term)
{
  double sum = 0;
#pragma unroll 8
  for (int k = (int)threadIdx.x % 4; k < 3 * s->shape->atoms; k += 4)
    sum += term(k);
  sum += __shfl_xor_sync(ALL_LANES, sum, 1);
  return sum + __shfl_xor_sync(ALL_LANES, sum, 2);
}

/* A warp: what the springs work along each of two moves, whose terms are there, into work[2]. Every other four lanes
   have the second. */
static __device__ __forceinline__ void sum_work(springs_at s, const double *first, const double *second, double *work)
{
  const int which = (int)threadIdx.x / 4 % 2, count = spring_count(s);
  const double *const move = which ? second : first, *const terms = terms_of(s, which);
  double sum = L2H_SPRING_FLOOR * sum_by_fours(s, [=](int k) { return move[k] * move[k]; });
#pragma unroll 8
  for (int e = 0; e < count; e++)
    sum += terms[e];
  if (threadIdx.x % L2H_WARP == 4 * (unsigned)which)
    work[which] = sum;
}

/* ---- the inverse ---- */

/* Numbers `number`, `number` + threads ... of the six of each atom's block. */
static __device__ __forceinline__ void make_blocks(springs_at s, int number, int threads)
{
  const int atoms = s->shape->atoms;
  for (; number < 6 * atoms; number += threads) {
    const int i = number % atoms, k = number / atoms, a = k < 3 ? 0 : k < 5 ? 1 : 2, b = k < 3 ? k : k < 5 ? k - 2 : 2;
    const double *const place = s->place, x = place[3 * i + a], y = place[3 * i + b];
    const unsigned *const before = backwards_of(s) + counts_of(s, FIRST_EARLIER)[i];
    const int earlier = counts_of(s, EARLIER)[i], later = counts_of(s, LATER)[i], first = counts_of(s, FIRST_LATER)[i];
    double sum = a == b ? L2H_SPRING_FLOOR : 0;
#pragma unroll 2
    for (int at = 0; at < earlier; at++) {
      const unsigned e = before[at];
      const int j = (int)(ends_of(s)[e] & 0xffff);
      sum += stiff_of(s)[e] * (x - place[3 * j + a]) * (y - place[3 * j + b]);
    }
#pragma unroll 2
    for (int e = first; e < first + later; e++) {
      const int j = (int)(ends_of(s)[e] >> 16);
      sum += stiff_of(s)[e] * (x - place[3 * j + a]) * (y - place[3 * j + b]);
    }
    blocks_of(s)[k * s->shape->stride + i] = sum;
  }
}

/* What the block of atom i answers to what is left of its force, and their product. */
static __device__ __forceinline__ void answer_atom(springs_at s, int i, double *move)
{
  double block[6], answer[3];
  for (int k = 0; k < 6; k++)
    block[k] = blocks_of(s)[k * s->shape->stride + i];
  products_of(s)[i] = l2h_spring_answer(block, left_of(s) + 3 * i, answer);
  for (int c = 0; c < 3; c++)
    move[3 * i + c] = answer[c];
}

/* The blocks' inverse, and the first way by them. */
static __device__ __forceinline__ void first_way(springs_at s)
{
  EACH_OF_BLOCK(i, s->shape->atoms)
  {
    double block[6];
    for (int k = 0; k < 6; k++)
      block[k] = blocks_of(s)[k * s->shape->stride + i];
    l2h_spring_invert(block);
    for (int k = 0; k < 6; k++)
      blocks_of(s)[k * s->shape->stride + i] = block[k];
    answer_atom(s, i, way_of(s));
  }
}

/* A warp: the atoms' products. */
static __device__ __forceinline__ double sum_products(springs_at s)
{
  const double *const products = products_of(s);
  double sum = 0;
#pragma unroll 8
  for (int i = 0; i < s->shape->atoms; i++)
    sum += products[i];
  return sum;
}

/* What each spring pulls its earlier atom by, where atoms go the way. */
static __device__ __forceinline__ void pull_terms(springs_at s)
{
  EACH_OF_BLOCK(e, spring_count(s))
  {
    const unsigned ends = ends_of(s)[e];
    double d[3], parts[3];
    apart(s->place, (int)(ends & 0xffff), (int)(ends >> 16), d);
    apart(way_of(s), (int)(ends & 0xffff), (int)(ends >> 16), parts);
    const double pulls = stiff_of(s)[e] * l2h_spring_stretch(d, parts);
    for (int c = 0; c < 3; c++)
      terms_of(s, c)[e] = pulls * d[c];
  }
}

/* And the products with the way, where the next guess is to be. */
static __device__ __forceinline__ void sum_pulls(springs_at s)
{
  EACH_OF_BLOCK(k, 3 * s->shape->atoms)
  {
    const int i = k / 3;
    const double *const terms = terms_of(s, k % 3);
    const unsigned *const before = backwards_of(s) + counts_of(s, FIRST_EARLIER)[i];
    const double *const after = terms + counts_of(s, FIRST_LATER)[i];
    const int count[2] = {counts_of(s, EARLIER)[i], counts_of(s, LATER)[i]};
    double earlier = L2H_SPRING_FLOOR * way_of(s)[k], later = 0;
#pragma unroll 4
    for (int at = 0; at < count[0]; at++)
      earlier -= terms[before[at]];
#pragma unroll 4
    for (int at = 0; at < count[1]; at++)
      later += after[at];
    pulled_of(s)[k] = earlier + later;
    guess_of(s)[k] = way_of(s)[k] * (earlier + later);
  }
}

/* A warp: the product of the way with the pull on it. */
static __device__ __forceinline__ double sum_pulled(springs_at s)
{
  const double *const products = guess_of(s);
  return sum_by_fours(s, [=](int k) { return products[k]; });
}

/* So much of the way into the move, what is then left, and the next guess. */
static __device__ __forceinline__ void go_way(springs_at s, double step, double moved)
{
  EACH_OF_BLOCK(i, s->shape->atoms)
  {
    for (int k = 3 * i; k < 3 * i + 3; k++) {
      move_of(s)[k] += moved * way_of(s)[k];
      left_of(s)[k] += -step * pulled_of(s)[k];
    }
    answer_atom(s, i, guess_of(s));
  }
}

static __device__ __forceinline__ void next_way(springs_at s, double share)
{
  EACH_OF_BLOCK(k, 3 * s->shape->atoms)
  way_of(s)[k] = guess_of(s)[k] + share * way_of(s)[k];
}

#endif
