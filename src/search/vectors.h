/* SPDX-License-Identifier: GPL-2.0-only */
/* Long vectors, whose length is a multiple of L2H_LANES, and what a few registers hold of them. Sums have one order for
   every instruction set. Compiled for each, with L2H_BYTES a register and L2H_DOUBLE. */
#ifndef L2H_SEARCH_VECTORS_H
#define L2H_SEARCH_VECTORS_H

#define L2H_FN static inline __attribute__((always_inline))

#include "cpu/vector.h"
#include "search/lanes.h"

/* Registers that hold L2H_LANES numbers. */
#define L2H_PARTS (L2H_LANES / L2H_WIDTH)

/* A register full of numbers from anywhere. */
typedef real l2h_loose __attribute__((aligned(sizeof(double))));
L2H_FN real l2h_load(const double *p)
{
  return *(const l2h_loose *)p;
}
L2H_FN void l2h_store(double *p, real x)
{
  *(l2h_loose *)p = x;
}

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
      part[k] += l2h_load(a + i + k * L2H_WIDTH) * l2h_load(b + i + k * L2H_WIDTH);
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
      const real x = l2h_load(a + at);
      part[0][k] += x * l2h_load(b + at);
      part[1][k] += x * l2h_load(c + at);
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
      const real less = -l2h_load(x + at);
      l2h_store(y + at, less);
      part[k] += less * l2h_load(z + at);
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
      const real x = l2h_load(to + at), difference = x - l2h_load(from + at);
      l2h_store(d + at, difference);
      l2h_store(from + at, x);
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
      const real sum = l2h_load(y + at) + factor * l2h_load(x + at), other = l2h_load(z + at);
      l2h_store(y + at, sum);
      part[k] += sum * other;
    }
  return l2h_parts_sum(part);
}

#endif
