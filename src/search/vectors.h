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

#endif
