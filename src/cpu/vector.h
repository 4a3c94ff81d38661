/* SPDX-License-Identifier: GPL-2.0-only */
/* `real` as a register full of floats (see src/core/real.h). L2H_WIDTH, 4, 8 or 16, comes from the build: one
   compilation for each instruction set, since a compiler lowers a vector wider than the registers badly.

   Written with the vector extensions of gcc and clang; only the operations that those lack are intrinsics, each with a
   plain form for other processors. Division and square root are exact, so every width gives the same bits where the
   same multiply-adds are fused. */
#ifndef L2H_VECTOR_H
#define L2H_VECTOR_H

#include <math.h>
#include <stdint.h>

#if defined(__AVX__) || defined(__SSE2__)
#include <immintrin.h>
#endif

typedef float real __attribute__((vector_size(4 * L2H_WIDTH), may_alias));
typedef float real_scalar;
typedef int32_t real_mask __attribute__((vector_size(4 * L2H_WIDTH), may_alias));

/* x - 0 is x for every x, -0 included, so that this is one broadcast */
L2H_FN real real_of(float x)
{
  return x - (real){0};
}

#if L2H_WIDTH == 16 && defined(__AVX512F__)
L2H_FN real real_min(real a, real b)
{
  return (real)_mm512_min_ps((__m512)a, (__m512)b);
}
L2H_FN real real_max(real a, real b)
{
  return (real)_mm512_max_ps((__m512)a, (__m512)b);
}
L2H_FN real real_sqrt(real x)
{
  return (real)_mm512_sqrt_ps((__m512)x);
}
#elif L2H_WIDTH == 8 && defined(__AVX__)
L2H_FN real real_min(real a, real b)
{
  return (real)_mm256_min_ps((__m256)a, (__m256)b);
}
L2H_FN real real_max(real a, real b)
{
  return (real)_mm256_max_ps((__m256)a, (__m256)b);
}
L2H_FN real real_sqrt(real x)
{
  return (real)_mm256_sqrt_ps((__m256)x);
}
#elif L2H_WIDTH == 4 && defined(__SSE2__)
L2H_FN real real_min(real a, real b)
{
  return (real)_mm_min_ps((__m128)a, (__m128)b);
}
L2H_FN real real_max(real a, real b)
{
  return (real)_mm_max_ps((__m128)a, (__m128)b);
}
L2H_FN real real_sqrt(real x)
{
  return (real)_mm_sqrt_ps((__m128)x);
}
#else
L2H_FN real real_min(real a, real b)
{
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    a[lane] = a[lane] < b[lane] ? a[lane] : b[lane];
  return a;
}
L2H_FN real real_max(real a, real b)
{
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    a[lane] = a[lane] > b[lane] ? a[lane] : b[lane];
  return a;
}
L2H_FN real real_sqrt(real x)
{
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    x[lane] = sqrtf(x[lane]);
  return x;
}
#endif

L2H_FN real real_select(real_mask mask, real yes, real no)
{
  return (real)((mask & (real_mask)yes) | (~mask & (real_mask)no));
}

L2H_FN real real_abs(real x)
{
  return (real)((real_mask)x & 0x7fffffff);
}

/* log(x) for normal x > 0, to 1e-7 absolute or relative: x = 2^e (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), and a
   polynomial of log(1 + f) / f (fitted at Chebyshev nodes). */
L2H_FN real real_log(real x)
{
  const real_mask bits = (real_mask)x;
  const real_mask shifted = bits - 0x3f3504f3; /* sqrt(1/2) */
  const real_mask exponent = shifted >> 23;
  const real f = (real)(bits - (exponent << 23)) - 1.0f;
  const real e = __builtin_convertvector(exponent, real);
  real p = 0.16126247904911f - 0.098953507355323f * f;
  p = p * f - 0.172782060664080f;
  p = p * f + 0.199133478825110f;
  p = p * f - 0.249689068969590f;
  p = p * f + 0.333346060234480f;
  p = p * f - 0.500003750562893f;
  p = p * f + 0.999999968118060f;
  return p * f + e * 0.693147180559945f;
}

/* exp(x), x held to +-87, to 2e-7 relative: 2^n 2^f with f in [-1/2, 1/2]. */
L2H_FN real real_exp(real x)
{
  const real bounded = real_min(real_max(x, real_of(-87.0f)), real_of(87.0f));
  const real rounder = real_of(12582912.0f); /* 1.5 2^23: adding it leaves the nearest whole number */
  const real shifted = bounded * 1.44269504088896f + rounder;
  const real n = shifted - rounder;
  const real f = (bounded - n * 0.693145751953125f) - n * 1.42860682030941e-6f;
  const real_mask power = ((real_mask)shifted - (real_mask)rounder + 127) << 23;
  const real p =
    1.0f + f * (1.0f + f * (0.5f + f * (1.0f / 6 + f * (1.0f / 24 + f * (1.0f / 120 + f * (1.0f / 720))))));
  return p * (real)power;
}

/* Four terms of the series: the next is x^5 / 120 < 1e-9. */
L2H_FN real real_exp_near_zero(real x)
{
  return 1.0f + x * (1.0f + x * (0.5f + x * (1.0f / 6 + x * (1.0f / 24))));
}

/* cos(pi/2 sqrt(s)) as a polynomial of s fitted at Chebyshev nodes, squared: 1e-7 absolute on [0, 1]. */
L2H_FN real real_cos2_half_pi(real s)
{
  const real cosine = 0.999999953027512f +
    s * (-1.23369820062236f + s * (0.253650674422633f + s * (-0.020810515199768f + s * 0.000858134467076f)));
  return cosine * cosine;
}

#endif
