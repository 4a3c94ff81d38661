/* SPDX-License-Identifier: GPL-2.0-only */
/* Gumbel numbers, many at a time. Compiled for each instruction set from CMakeLists.txt. */
#include "search/kernels.h"
#include "search/vectors.h"

/* l2h_portable_log() of core/portable.h to the last bit, a register full. */
L2H_FN real portable_log(real x)
{
  const real_mask bits = (real_mask)x;
  const real_whole mantissa = ((real_whole)1 << L2H_EXPONENT_SHIFT) - 1;
  real m = (real)((bits & mantissa) | (real_mask)real_of(0.5)); /* in [1/2, 1) */
  const real_mask low = m < 0.70710678118654752;
  const real_mask exponent = (bits >> L2H_EXPONENT_SHIFT) - (L2H_EXPONENT_BIAS - 1) + low; /* a mask is -1 */
  m = real_select(low, m * 2, m);
  const real z = (m - 1) / (m + 1), z2 = z * z;
  real sum = real_of(0);
#pragma GCC unroll 10
  for (int k = 9; k >= 0; k--)
    sum = sum * z2 + 1.0 / (2 * k + 1);
  return 2 * z * sum + __builtin_convertvector(exponent, real) * 0.69314718055994531;
}

void L2H_KERNEL(l2h_gumbels)(int count, const double *uniform, double scale, double *gumbel)
{
  const double smallest = 1e-300; /* a number may round to 1 */
  for (int k = 0; k < count; k += L2H_WIDTH) {
    const real u = real_load(uniform + k);
    real_store(gumbel + k, -scale * portable_log(-portable_log(u) + smallest));
  }
}
