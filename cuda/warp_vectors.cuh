/* SPDX-License-Identifier: GPL-2.0-only */
/* The vectors of search/vectors.h among the lanes of the block's first warp, which all call these: lane l, below
   L2H_LANES, has the numbers l, l + L2H_LANES ... and is alone in reading and writing them; the other half of the warp
   only hears the sums. Products and sums are in the CPU's order, so they are its bits. */
#ifndef L2H_WARP_VECTORS_CUH
#define L2H_WARP_VECTORS_CUH

#include "lanes.cuh"

#include "search/lanes.h"

static __device__ __forceinline__ int first_of_lane(int n)
{
  return threadIdx.x < L2H_LANES ? (int)threadIdx.x : n;
}

#define L2H_EACH(i, n) for (int i = first_of_lane(n); i < (n); i += L2H_LANES)

/* What the lower half of the warp has, in all of it. */
static __device__ __forceinline__ double to_both_halves(double x)
{
  const double other = __shfl_xor_sync(ALL_LANES, x, L2H_LANES);
  return threadIdx.x < L2H_LANES ? x : other;
}

/* The sum of L2H_LANES numbers: the second half onto the first, and so on. */
static __device__ __forceinline__ double l2h_parts_sum(double part)
{
  for (int half = L2H_LANES / 2; half > 0; half /= 2)
    part += __shfl_xor_sync(ALL_LANES, part, half);
  return to_both_halves(part);
}

static __device__ __forceinline__ double l2h_dot(int n, const double *a, const double *b)
{
  double part = 0;
  L2H_EACH(i, n)
  part += a[i] * b[i];
  return l2h_parts_sum(part);
}

/* The products of a with b, and with c. */
static __device__ __forceinline__ double l2h_dot_two(int n, const double *a, const double *b, const double *c,
                                                     double *with_c)
{
  double part[2] = {0, 0};
  L2H_EACH(i, n)
  {
    part[0] += a[i] * b[i];
    part[1] += a[i] * c[i];
  }
  *with_c = l2h_parts_sum(part[1]);
  return l2h_parts_sum(part[0]);
}

/* y = -x, and what is then the product of y and z. */
static __device__ __forceinline__ double l2h_negate_dot(int n, const double *x, double *y, const double *z)
{
  double part = 0;
  L2H_EACH(i, n)
  {
    y[i] = -x[i];
    part += y[i] * z[i];
  }
  return l2h_parts_sum(part);
}

/* d = to - from, the product of d with itself, and then from = to. */
static __device__ __forceinline__ double l2h_subtract_move(int n, const double *to, double *from, double *d)
{
  double part = 0;
  L2H_EACH(i, n)
  {
    const double x = to[i], difference = x - from[i];
    d[i] = difference;
    from[i] = x;
    part += difference * difference;
  }
  return l2h_parts_sum(part);
}

/* y += factor x, and what is then the product of y and z. */
static __device__ __forceinline__ double l2h_add_dot(int n, double factor, const double *x, double *y, const double *z)
{
  double part = 0;
#pragma unroll 4
  L2H_EACH(i, n)
  {
    const double sum = y[i] + factor * x[i];
    y[i] = sum;
    part += sum * z[i];
  }
  return l2h_parts_sum(part);
}

/* The greatest of a warp. */
static __device__ __forceinline__ double greatest_of_warp(double x)
{
  for (int apart = 1; apart < L2H_WARP; apart *= 2) {
    const double other = __shfl_xor_sync(ALL_LANES, x, apart);
    x = other > x ? other : x;
  }
  return x;
}

/* The greatest square of an atom's move, whose coordinates are other lanes'. */
static __device__ __forceinline__ double l2h_longest_square(int n, const double *p)
{
  double most = 0;
  __syncwarp();
  for (int i = 3 * (int)threadIdx.x; i + 2 < n; i += 3 * L2H_WARP) {
    const double square = p[i] * p[i] + p[i + 1] * p[i + 1] + p[i + 2] * p[i + 2];
    most = square > most ? square : most;
  }
  __syncwarp();
  return greatest_of_warp(most);
}

/* The greatest number, whatever its sign. */
static __device__ __forceinline__ double l2h_greatest(int n, const double *x)
{
  double greatest = 0;
  L2H_EACH(i, n)
  greatest = fmax(greatest, fabs(x[i]));
  return greatest_of_warp(greatest);
}

#endif
