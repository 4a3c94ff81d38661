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

/* x, y and z of the atoms at `of`: as a matrix is turned, since gathering number by number is slower. */
L2H_FN void l2h_turn(const double *const of[L2H_WIDTH], real x[3])
{
#if L2H_BYTES == 64 && defined(__AVX512F__)
  real row[L2H_FOUR];
#pragma GCC unroll 4
  for (int k = 0; k < L2H_FOUR; k++)
    row[k] = (real)_mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_loadu_pd(of[k])), _mm256_loadu_pd(of[k + 4]), 1);
#elif L2H_BYTES == 32 && defined(__AVX__)
  real row[L2H_FOUR];
#pragma GCC unroll 4
  for (int k = 0; k < L2H_FOUR; k++)
    row[k] = real_load(of[k]);
#endif
#if L2H_BYTES > 16 && defined(__AVX__)
  for (int k = 0; k < L2H_FOUR; k += 2) {
    const real a = row[k], b = row[k + 1];
    row[k] = real_blocks(a, b, 1, false);
    row[k + 1] = real_blocks(a, b, 1, true);
  }
  x[0] = real_blocks(row[0], row[2], 2, false);
  x[1] = real_blocks(row[1], row[3], 2, false);
  x[2] = real_blocks(row[0], row[2], 2, true);
#else
  for (int c = 0; c < 3; c++) {
    x[c] = (real){0};
    for (int lane = 0; lane < L2H_WIDTH; lane++)
      x[c][lane] = of[lane][c];
  }
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
#if L2H_BYTES > 16 && defined(__AVX__)
  const real none = {0}, low[2] = {real_blocks(x[0], x[1], 1, false), real_blocks(x[0], x[1], 1, true)},
             high[2] = {real_blocks(x[2], none, 1, false), real_blocks(x[2], none, 1, true)};
#pragma GCC unroll 4
  for (int k = 0; k < L2H_FOUR; k++) {
    const real row = real_blocks(low[k % 2], high[k % 2], 2, k / 2);
#if L2H_BYTES == 64
    _mm256_storeu_pd(first + k * L2H_FOUR, _mm512_castpd512_pd256((__m512d)row));
    _mm256_storeu_pd(first + (k + 4) * L2H_FOUR, _mm512_extractf64x4_pd((__m512d)row, 1));
#else
    real_store(first + k * L2H_FOUR, row);
#endif
  }
#else
  for (int c = 0; c < 3; c++)
    for (int lane = 0; lane < L2H_WIDTH; lane++)
      first[lane * L2H_FOUR + c] = x[c][lane];
#endif
}

#endif
