/* SPDX-License-Identifier: GPL-2.0-only */
/* `real` as a register full of numbers (see src/core/real.h): floats, or doubles where L2H_DOUBLE is defined.
   L2H_BYTES, 16, 32 or 64, comes from the build: one compilation for each instruction set, since a compiler lowers a
   vector wider than the registers badly.

   Written with the vector extensions of gcc and clang; only the operations that those lack are intrinsics, each with a
   plain form for other processors. Division and square root are exact, so every width gives the same bits where the
   same multiply-adds are fused. */
#ifndef L2H_VECTOR_H
#define L2H_VECTOR_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#if defined(__AVX__) || defined(__SSE2__)
#include <immintrin.h>
#endif

#ifdef L2H_DOUBLE
typedef double real_scalar;
typedef int64_t real_whole;
#else
typedef float real_scalar;
typedef int32_t real_whole;
#endif
typedef real_scalar real __attribute__((vector_size(L2H_BYTES), may_alias));
typedef real_whole real_mask __attribute__((vector_size(L2H_BYTES), may_alias));

/* numbers a register */
#define L2H_WIDTH ((int)(L2H_BYTES / sizeof(real_scalar)))

/* A register full of numbers from anywhere, and back. */
typedef real real_loose __attribute__((aligned(sizeof(real_scalar))));
L2H_FN real real_load(const real_scalar *p)
{
  return *(const real_loose *)p;
}
L2H_FN void real_store(real_scalar *p, real x)
{
  *(real_loose *)p = x;
}

/* x - 0 is x for every x, -0 included, so that this is one broadcast */
L2H_FN real real_of(real_scalar x)
{
  return x - (real){0};
}

/* An operation of the processor on a whole register. */
#if L2H_BYTES == 64 && defined(__AVX512F__) && defined(L2H_DOUBLE)
#define L2H_REGISTER(operation, ...) (real) _mm512_##operation##_pd(__VA_ARGS__)
#define L2H_IN(x) ((__m512d)(x))
#elif L2H_BYTES == 64 && defined(__AVX512F__)
#define L2H_REGISTER(operation, ...) (real) _mm512_##operation##_ps(__VA_ARGS__)
#define L2H_IN(x) ((__m512)(x))
#elif L2H_BYTES == 32 && defined(__AVX__) && defined(L2H_DOUBLE)
#define L2H_REGISTER(operation, ...) (real) _mm256_##operation##_pd(__VA_ARGS__)
#define L2H_IN(x) ((__m256d)(x))
#elif L2H_BYTES == 32 && defined(__AVX__)
#define L2H_REGISTER(operation, ...) (real) _mm256_##operation##_ps(__VA_ARGS__)
#define L2H_IN(x) ((__m256)(x))
#elif L2H_BYTES == 16 && defined(__SSE2__) && defined(L2H_DOUBLE)
#define L2H_REGISTER(operation, ...) (real) _mm_##operation##_pd(__VA_ARGS__)
#define L2H_IN(x) ((__m128d)(x))
#elif L2H_BYTES == 16 && defined(__SSE2__)
#define L2H_REGISTER(operation, ...) (real) _mm_##operation##_ps(__VA_ARGS__)
#define L2H_IN(x) ((__m128)(x))
#endif

#ifdef L2H_REGISTER
L2H_FN real real_min(real a, real b)
{
  return L2H_REGISTER(min, L2H_IN(a), L2H_IN(b));
}
L2H_FN real real_max(real a, real b)
{
  return L2H_REGISTER(max, L2H_IN(a), L2H_IN(b));
}
L2H_FN real real_sqrt(real x)
{
  return L2H_REGISTER(sqrt, L2H_IN(x));
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
    x[lane] = sizeof(real_scalar) == sizeof(float) ? (real_scalar)sqrtf((float)x[lane]) : (real_scalar)sqrt(x[lane]);
  return x;
}
#endif

L2H_FN real real_select(real_mask mask, real yes, real no)
{
  return (real)((mask & (real_mask)yes) | (~mask & (real_mask)no));
}

/* x but 0 where the mask is set */
L2H_FN real real_unless(real_mask mask, real x)
{
  return (real)(~mask & (real_mask)x);
}

/* 0, 1, 2 ... */
L2H_FN real_mask real_lanes(void)
{
  real_mask lanes;
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    lanes[lane] = lane;
  return lanes;
}

/* The lanes whose bits are set, as a mask. */
L2H_FN real_mask real_mask_of(unsigned bits)
{
  const real_mask bit = ((real_mask){0} + 1) << real_lanes();
  return ((real_whole)bits & bit) == bit;
}

/* x with the lanes whose bits are set from p[lane], and these lanes back; nothing else is touched. */
L2H_FN real real_load_part(unsigned bits, real x, const real_scalar *p)
{
#if L2H_BYTES == 64 && defined(__AVX512F__) && !defined(L2H_DOUBLE)
  return (real)_mm512_mask_loadu_ps((__m512)x, (__mmask16)bits, p);
#elif L2H_BYTES == 32 && defined(__AVX2__) && !defined(L2H_DOUBLE)
  const __m256i lanes = (__m256i)real_mask_of(bits);
  return (real)_mm256_blendv_ps((__m256)x, _mm256_maskload_ps(p, lanes), (__m256)lanes);
#else
  for (; bits; bits &= bits - 1)
    x[__builtin_ctz(bits)] = p[__builtin_ctz(bits)];
  return x;
#endif
}
L2H_FN void real_store_part(unsigned bits, real x, real_scalar *p)
{
#if L2H_BYTES == 64 && defined(__AVX512F__) && !defined(L2H_DOUBLE)
  _mm512_mask_storeu_ps(p, (__mmask16)bits, (__m512)x);
#elif L2H_BYTES == 32 && defined(__AVX2__) && !defined(L2H_DOUBLE)
  _mm256_maskstore_ps(p, (__m256i)real_mask_of(bits), (__m256)x);
#else
  for (; bits; bits &= bits - 1)
    p[__builtin_ctz(bits)] = x[__builtin_ctz(bits)];
#endif
}

/* Which lanes of a mask are set, as bits. */
L2H_FN unsigned real_bits(real_mask mask)
{
#if L2H_BYTES == 64 && defined(__AVX512DQ__) && defined(L2H_DOUBLE)
  return _mm512_movepi64_mask((__m512i)mask);
#elif L2H_BYTES == 64 && defined(__AVX512DQ__)
  return _mm512_movepi32_mask((__m512i)mask);
#elif L2H_BYTES == 32 && defined(__AVX2__) && defined(L2H_DOUBLE)
  return (unsigned)_mm256_movemask_pd((__m256d)mask);
#elif L2H_BYTES == 32 && defined(__AVX2__)
  return (unsigned)_mm256_movemask_ps((__m256)mask);
#else
  unsigned bits = 0;
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    bits |= (unsigned)(mask[lane] & 1) << lane;
  return bits;
#endif
}

/* Which lanes of x are below a number, as bits: AVX-512 compares to bits, and needs no mask in between. */
L2H_FN unsigned real_bits_below(real x, real_scalar bound)
{
#if L2H_BYTES == 64 && defined(__AVX512F__) && defined(L2H_DOUBLE)
  return _mm512_cmp_pd_mask((__m512d)x, _mm512_set1_pd(bound), _CMP_LT_OQ);
#elif L2H_BYTES == 64 && defined(__AVX512F__)
  return _mm512_cmp_ps_mask((__m512)x, _mm512_set1_ps(bound), _CMP_LT_OQ);
#else
  return real_bits(x < real_of(bound));
#endif
}

/* Writes the lanes of x whose bits are set to to[0], to[1] ... in their order; what follows these, up to a register
   full, may be overwritten. */
L2H_FN void real_pack(unsigned bits, real x, real_scalar *to)
{
#if L2H_BYTES == 64 && defined(__AVX512F__) && defined(L2H_DOUBLE)
  _mm512_storeu_pd(to, _mm512_maskz_compress_pd((__mmask8)bits, (__m512d)x));
#elif L2H_BYTES == 64 && defined(__AVX512F__)
  _mm512_storeu_ps(to, _mm512_maskz_compress_ps((__mmask16)bits, (__m512)x));
#else
  for (; bits; bits &= bits - 1)
    *to++ = x[__builtin_ctz(bits)];
#endif
}

/* Of two registers that hold blocks of `step` lanes each, the first blocks of every two, or the second ones: a's, then
   b's. */
L2H_FN real real_blocks(real a, real b, int step, bool second)
{
#ifdef __clang__
  real x;
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    x[lane] = !(lane & step) ? a[second ? lane + step : lane] : b[second ? lane : lane - step];
  return x;
#else
  const real_whole from_a = second ? step : 0, from_b = L2H_WIDTH - (second ? 0 : step);
  const real_mask lane = real_lanes(), odd = (lane & (real_whole)step) == (real_whole)step;
  return __builtin_shuffle(a, b, lane + ((odd & from_b) | (~odd & from_a)));
#endif
}

/* Lane n of the result is lane from[n] of x. */
L2H_FN real real_permute(real x, real_mask from)
{
#ifdef __clang__
  real y;
  for (int lane = 0; lane < L2H_WIDTH; lane++)
    y[lane] = x[from[lane]];
  return y;
#else
  return __builtin_shuffle(x, from);
#endif
}

/* Exchanges rows and columns. */
L2H_FN void real_transpose(real row[L2H_WIDTH])
{
#pragma GCC unroll 4
  for (int step = 1; step < L2H_WIDTH; step *= 2)
#pragma GCC unroll 16
    for (int i = 0; i < L2H_WIDTH; i++)
      if (!(i & step)) {
        const real a = row[i], b = row[i + step];
        row[i] = real_blocks(a, b, step, false);
        row[i + step] = real_blocks(a, b, step, true);
      }
}

/* Where a number's exponent begins, what is added to it, and 1.5 times the power of two beyond which numbers are whole:
   adding and subtracting that rounds. */
#ifdef L2H_DOUBLE
#define L2H_EXPONENT_SHIFT 52
#define L2H_EXPONENT_BIAS 1023
#define L2H_ROUNDER 6755399441055744.0
#define L2H_SIGN_FREE INT64_MAX
#else
#define L2H_EXPONENT_SHIFT 23
#define L2H_EXPONENT_BIAS 127
#define L2H_ROUNDER 12582912.0f
#define L2H_SIGN_FREE INT32_MAX
#endif

L2H_FN real real_abs(real x)
{
  return (real)((real_mask)x & L2H_SIGN_FREE);
}

/* to the nearest whole number, for |x| below 4 million */
L2H_FN real real_round(real x)
{
  const real rounder = real_of(L2H_ROUNDER);
  return (x + rounder) - rounder;
}

/* 2^n for the whole number n = shifted - L2H_ROUNDER */
L2H_FN real real_power_of_two(real shifted)
{
  const real_mask n = (real_mask)shifted - (real_mask)real_of(L2H_ROUNDER);
  return (real)((n + L2H_EXPONENT_BIAS) << L2H_EXPONENT_SHIFT);
}

#ifdef L2H_DOUBLE

/* log(x) for normal x > 0, to 1e-15: x = 2^e m with m in [sqrt(1/2), sqrt(2)), log m = 2 artanh((m - 1) / (m + 1)),
   whose argument is below 0.172. */
L2H_FN real real_log(real x)
{
  const real_mask bits = (real_mask)x;
  const real_mask exponent = (bits - 0x3fe6a09e667f3bcd) >> 52; /* sqrt(1/2) */
  const real m = (real)(bits - (exponent << 52));
  const real z = (m - 1.0) / (m + 1.0), z2 = z * z;
  real sum = real_of(0);
  for (int k = 10; k >= 0; k--)
    sum = sum * z2 + 1.0 / (2 * k + 1);
  return 2.0 * z * sum + __builtin_convertvector(exponent, real) * 0.69314718055994531;
}

/* exp(x), x held to 708 from above, to 1e-15 relative: 2^n e^f with |f| <= log(2)/2, whose series ends at f^12 / 12!.
   Exactly 0 below -300: see the one over floats. */
L2H_FN real real_exp(real x)
{
  const real bounded = real_min(real_max(x, real_of(-300.0)), real_of(708.0));
  const real shifted = bounded * 1.44269504088896341 + real_of(L2H_ROUNDER);
  const real n = shifted - real_of(L2H_ROUNDER);
  const real f = (bounded - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  real p = real_of(1.0 / 479001600);
  real_scalar coefficient = 1.0 / 479001600;
  for (int k = 12; k >= 1; k--) {
    coefficient *= k; /* 1 / (k-1)!, folded by the compiler */
    p = p * f + coefficient;
  }
  return real_unless(x < -300.0, p * real_power_of_two(shifted));
}

L2H_FN real real_exp_near_zero(real x)
{
  return real_exp(x);
}

/* The series of the cosine, squared: 1e-15 on [0, 1]. */
L2H_FN real real_cos2_half_pi(real s)
{
  const real_scalar angle2 = 2.46740110027233965; /* (pi/2)^2 */
  real cosine = real_of(1);
  for (int k = 11; k >= 1; k--)
    cosine = 1.0 - cosine * s * (angle2 / ((2 * k - 1) * (2 * k)));
  return cosine * cosine;
}

#else

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

/* exp(x), x held to 87 from above, to 2e-7 relative: 2^n e^f with |f| <= log(2)/2.
   Exactly 0 below -60: a potential's tail times small factors would end in subnormal numbers, which cost a processor a
   hundred cycles each. What is left out, 1e-26, no sum over neighbours would notice. */
L2H_FN real real_exp(real x)
{
  const real bounded = real_min(real_max(x, real_of(-60.0f)), real_of(87.0f));
  const real shifted = bounded * 1.44269504088896f + real_of(L2H_ROUNDER);
  const real n = shifted - real_of(L2H_ROUNDER);
  const real f = (bounded - n * 0.693145751953125f) - n * 1.42860682030941e-6f;
  const real p =
    1.0f + f * (1.0f + f * (0.5f + f * (1.0f / 6 + f * (1.0f / 24 + f * (1.0f / 120 + f * (1.0f / 720))))));
  return real_unless(x < -60.0f, p * real_power_of_two(shifted));
}

/* A cubic that is within 2e-9 on [-0.04, 0]. */
L2H_FN real real_exp_near_zero(real x)
{
  return 1.0f + x * (1.0f + x * (0.499962f + x * 0.164094f));
}

/* cos(pi/2 sqrt(s)) as a polynomial of s fitted at Chebyshev nodes, squared: 1e-7 absolute on [0, 1]. */
L2H_FN real real_cos2_half_pi(real s)
{
  const real cosine = 0.999999953027512f +
    s * (-1.23369820062236f + s * (0.253650674422633f + s * (-0.020810515199768f + s * 0.000858134467076f)));
  return cosine * cosine;
}

#endif
#endif
