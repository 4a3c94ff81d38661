/* SPDX-License-Identifier: GPL-2.0-only */
/* Long vectors, whose length is a multiple of L2H_LANES, and what a few registers hold of them. Sums have one order for
   every instruction set. Compiled for each, with L2H_BYTES a register and L2H_DOUBLE. */
#ifndef L2H_SEARCH_VECTORS_H
#define L2H_SEARCH_VECTORS_H

#include "cpu/registers.h"

#include "cpu/instruction_set.h"
#include "cpu/vector.h"
#include "search/lanes.h"

/* Registers that hold L2H_LANES numbers. */
#define L2H_PARTS (L2H_LANES / L2H_WIDTH)

/* The sum of L2H_LANES numbers: the second half onto the first, and so on. */
L2H_FN double l2h_parts_sum(real part[L2H_PARTS])
{
#pragma GCC unroll 4
  for (int half = L2H_PARTS / 2; half > 0; half /= 2)
#pragma GCC unroll 4
    for (int k = 0; k < half; k++)
      part[k] += part[k + half];
  real sum = part[0];
#pragma GCC unroll 4
  for (int half = L2H_WIDTH / 2; half > 0; half /= 2)
    sum += real_blocks(sum, sum, half, true);
  return sum[0];
}

L2H_FN double l2h_dot(int n, const double *a, const double *b)
{
  real part[L2H_PARTS] = {0};
  for (int i = 0; i < n; i += L2H_LANES)
#pragma GCC unroll 8
    for (int k = 0; k < L2H_PARTS; k++)
      part[k] += real_load(a + i + k * L2H_WIDTH) * real_load(b + i + k * L2H_WIDTH);
  return l2h_parts_sum(part);
}

/* The products of a with b, and with c. */
L2H_FN double l2h_dot_two(int n, const double *a, const double *b, const double *c, double *with_c)
{
  real part[2][L2H_PARTS] = {0};
  for (int i = 0; i < n; i += L2H_LANES)
#pragma GCC unroll 8
    for (int k = 0; k < L2H_PARTS; k++) {
      const int at = i + k * L2H_WIDTH;
      const real x = real_load(a + at);
      part[0][k] += x * real_load(b + at);
      part[1][k] += x * real_load(c + at);
    }
  *with_c = l2h_parts_sum(part[1]);
  return l2h_parts_sum(part[0]);
}

/* y = -x, and what is then the product of y and z. */
L2H_FN double l2h_negate_dot(int n, const double *x, double *y, const double *z)
{
  real part[L2H_PARTS] = {0};
  for (int i = 0; i < n; i += L2H_LANES)
#pragma GCC unroll 8
    for (int k = 0; k < L2H_PARTS; k++) {
      const int at = i + k * L2H_WIDTH;
      const real less = -real_load(x + at);
      real_store(y + at, less);
      part[k] += less * real_load(z + at);
    }
  return l2h_parts_sum(part);
}

/* d = to - from, the product of d with itself, and then from = to. */
L2H_FN double l2h_subtract_move(int n, const double *to, double *from, double *d)
{
  real part[L2H_PARTS] = {0};
  for (int i = 0; i < n; i += L2H_LANES)
#pragma GCC unroll 8
    for (int k = 0; k < L2H_PARTS; k++) {
      const int at = i + k * L2H_WIDTH;
      const real x = real_load(to + at), difference = x - real_load(from + at);
      real_store(d + at, difference);
      real_store(from + at, x);
      part[k] += difference * difference;
    }
  return l2h_parts_sum(part);
}

/* y += factor x, and what is then the product of y and z. */
L2H_FN double l2h_add_dot(int n, double factor, const double *x, double *y, const double *z)
{
  real part[L2H_PARTS] = {0};
  for (int i = 0; i < n; i += L2H_LANES)
#pragma GCC unroll 8
    for (int k = 0; k < L2H_PARTS; k++) {
      const int at = i + k * L2H_WIDTH;
      const real sum = real_load(y + at) + factor * real_load(x + at), other = real_load(z + at);
      real_store(y + at, sum);
      part[k] += sum * other;
    }
  return l2h_parts_sum(part);
}

/* Atoms as fours: x, y, z and a number without meaning, so that an atom is one half of the widest register. */
#define L2H_FOUR 4

#if L2H_BYTES == 64
/* Two atoms in one register, and back. */
L2H_FN real l2h_two_fours(const double *low, const double *high)
{
  return (real)_mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_loadu_pd(low)), _mm256_loadu_pd(high), 1);
}
L2H_FN void l2h_store_fours(real x, double *low, double *high)
{
  _mm256_storeu_pd(low, _mm512_castpd512_pd256((__m512d)x));
  _mm256_storeu_pd(high, _mm512_extractf64x4_pd((__m512d)x, 1));
}
#endif

/* x, y and z of the atoms at `of`. Whole atoms are loaded and turned: where processors have been mended against leaks
   through gathers, those take five times as long. */
L2H_FN void l2h_turn(const double *const of[L2H_WIDTH], real x[3])
{
#if L2H_BYTES == 16
  const real xy[2] = {real_load(of[0]), real_load(of[1])}, z[2] = {real_load(of[0] + 2), real_load(of[1] + 2)};
  x[0] = real_blocks(xy[0], xy[1], 1, false);
  x[1] = real_blocks(xy[0], xy[1], 1, true);
  x[2] = real_blocks(z[0], z[1], 1, false);
#else
  real row[L2H_FOUR];
#pragma GCC unroll 4
  for (int k = 0; k < L2H_FOUR; k++)
#if L2H_BYTES == 64
    row[k] = l2h_two_fours(of[k], of[k + L2H_FOUR]);
#else
    row[k] = real_load(of[k]);
#endif
  const real low[2] = {real_blocks(row[0], row[1], 1, false), real_blocks(row[0], row[1], 1, true)},
             high[2] = {real_blocks(row[2], row[3], 1, false), real_blocks(row[2], row[3], 1, true)};
  x[0] = real_blocks(low[0], high[0], 2, false);
  x[1] = real_blocks(low[1], high[1], 2, false);
  x[2] = real_blocks(low[0], high[0], 2, true);
#endif
}

/* Those of the atoms from first[0] on, one after another. */
L2H_FN void l2h_turn_next(const double *first, real x[3])
{
  const double *of[L2H_WIDTH];
#pragma GCC unroll 8
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    of[lane] = first + lane * L2H_FOUR;
  l2h_turn(of, x);
}

/* Those of the atoms whose x are at from[at[0]] and so on. */
L2H_FN void l2h_turn_any(const double *from, const int *at, real x[3])
{
  const double *of[L2H_WIDTH];
#pragma GCC unroll 8
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    of[lane] = from + at[lane];
  l2h_turn(of, x);
}

/* And back, to atoms one after another. */
L2H_FN void l2h_turn_back(const real x[3], double *first)
{
  const real none = {0}, low[2] = {real_blocks(x[0], x[1], 1, false), real_blocks(x[0], x[1], 1, true)},
             high[2] = {real_blocks(x[2], none, 1, false), real_blocks(x[2], none, 1, true)};
#if L2H_BYTES == 16
  for (int k = 0; k < 2; k++) {
    real_store(first + k * L2H_FOUR, low[k]);
    real_store(first + k * L2H_FOUR + 2, high[k]);
  }
#else
#pragma GCC unroll 4
  for (int k = 0; k < L2H_FOUR; k++) {
    const real row = real_blocks(low[k % 2], high[k % 2], 2, k / 2);
#if L2H_BYTES == 64
    l2h_store_fours(row, first + k * L2H_FOUR, first + (k + L2H_FOUR) * L2H_FOUR);
#else
    real_store(first + k * L2H_FOUR, row);
#endif
  }
#endif
}

#endif
