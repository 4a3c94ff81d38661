/* SPDX-License-Identifier: GPL-2.0-only */
#include "cpu/host_arrays.h"

#include "cpu/instruction_set.h"

#include <stddef.h>

#ifdef __AVX512F__
#include <immintrin.h>
#endif

/* Rows are short, some thirty numbers: what is left over after the last whole register would take as long as they do.
 */
static void relative(int count, const double *place, double origin, double scale, float *to)
{
  for (int j = 0; j < count; j += L2H_PAST + 1)
    for (int k = j; k < j + L2H_PAST + 1; k++)
      to[k] = (float)((place[k] - origin) * scale);
}

static void to_rows(int count, const double *from, int stride, float *to)
{
  float *const x = to, *const y = x + stride, *const z = y + stride;
  for (int a = 0; a < count; a++) {
    x[a] = (float)from[3 * a];
    y[a] = (float)from[3 * a + 1];
    z[a] = (float)from[3 * a + 2];
  }
}

static void from_rows(int count, const float *from, int stride, double *to)
{
  const float *const x = from, *const y = x + stride, *const z = y + stride;
  for (int a = 0; a < count; a++) {
    to[3 * a] = (double)x[a];
    to[3 * a + 1] = (double)y[a];
    to[3 * a + 2] = (double)z[a];
  }
}

#ifdef __AVX512F__

/* The places of four of sixteen atoms, n, n + 4, n + 8 and n + 12, side by side. */
static inline __m512i four_places(const int (*place)[4], int number, const int *list, int n)
{
  __m512i places = _mm512_castsi128_si512(_mm_loadu_si128((const void *)place[list[n] & number]));
  places = _mm512_inserti32x4(places, _mm_loadu_si128((const void *)place[list[n + 4] & number]), 1);
  places = _mm512_inserti32x4(places, _mm_loadu_si128((const void *)place[list[n + 8] & number]), 2);
  return _mm512_inserti32x4(places, _mm_loadu_si128((const void *)place[list[n + 12] & number]), 3);
}

static inline __m512 difference(__m512i places, int at)
{
  return _mm512_cvtepi32_ps(_mm512_sub_epi32(places, _mm512_set1_epi32(at)));
}

static inline __m512 square(__m512 dx, __m512 dy, __m512 dz)
{
  return _mm512_fmadd_ps(dx, dx, _mm512_fmadd_ps(dy, dy, _mm512_mul_ps(dz, dz)));
}

/* Up to sixteen entries, loaded place by place and transposed: gathers are slower on many processors. */
static inline int pick_sixteen(const int (*place)[4], int number, const int at[3], float reach2, __mmask16 there,
                               const int list[16], int *to, float *r2)
{
  const __m512i p0 = four_places(place, number, list, 0), p1 = four_places(place, number, list, 1);
  const __m512i p2 = four_places(place, number, list, 2), p3 = four_places(place, number, list, 3);
  const __m512i xy01 = _mm512_unpacklo_epi32(p0, p1), xy23 = _mm512_unpacklo_epi32(p2, p3);
  const __m512i z01 = _mm512_unpackhi_epi32(p0, p1), z23 = _mm512_unpackhi_epi32(p2, p3);
  const __m512 dx = difference(_mm512_unpacklo_epi64(xy01, xy23), at[0]);
  const __m512 dy = difference(_mm512_unpackhi_epi64(xy01, xy23), at[1]);
  const __m512 dz = difference(_mm512_unpacklo_epi64(z01, z23), at[2]);
  const __m512 d2 = square(dx, dy, dz);
  const __mmask16 near = _mm512_mask_cmp_ps_mask(there, d2, _mm512_set1_ps(reach2), _CMP_LT_OQ);
  _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(near, _mm512_loadu_si512(list)));
  if (r2)
    _mm512_storeu_ps(r2, _mm512_maskz_compress_ps(near, d2));
  return __builtin_popcount(near);
}

/* What is left after whole registers, with the first of it in the place of what is not there. */
static inline int pick_rest(const int (*place)[4], int number, const int at[3], float reach2, int count,
                            const int *list, int *to, float *r2)
{
  const __mmask16 there = (__mmask16)((1u << count) - 1);
  int sixteen[16];
  _mm512_storeu_si512(sixteen, _mm512_mask_loadu_epi32(_mm512_set1_epi32(list[0]), there, list));
  return pick_sixteen(place, number, at, reach2, there, sixteen, to, r2);
}

#endif

/* Each entry is written, and counted where it is near: a branch would be guessed wrongly. */
static int pick_near(const int (*place)[4], int number, const int at[3], float reach2, int count, const int *list,
                     int *to, float *r2)
{
  int found = 0, n = 0;
#ifdef __AVX512F__
  for (; n + 16 <= count; n += 16)
    found += pick_sixteen(place, number, at, reach2, 0xffff, list + n, to + found, r2 ? r2 + found : NULL);
  if (n < count)
    found += pick_rest(place, number, at, reach2, count - n, list + n, to + found, r2 ? r2 + found : NULL);
#else
  for (; n < count; n++) {
    const int *const other = place[list[n] & number];
    const float dx = (float)(other[0] - at[0]), dy = (float)(other[1] - at[1]), dz = (float)(other[2] - at[2]);
    const float d2 = dx * dx + dy * dy + dz * dz;
    to[found] = list[n];
    if (r2)
      r2[found] = d2;
    found += d2 < reach2;
  }
#endif
  return found;
}

static int pick_row(const int *const place[3], const int at[3], float reach2, int count, const int *atoms, int *to)
{
  int found = 0;
#ifdef __AVX512F__
  for (int n = 0; n < count; n += 16) {
    const __mmask16 there = count - n < 16 ? (__mmask16)((1u << (count - n)) - 1) : 0xffff;
    __m512 d[3];
    for (int c = 0; c < 3; c++)
      d[c] = difference(_mm512_maskz_loadu_epi32(there, place[c] + n), at[c]);
    const __mmask16 near = _mm512_mask_cmp_ps_mask(there, square(d[0], d[1], d[2]), _mm512_set1_ps(reach2), _CMP_LT_OQ);
    _mm512_storeu_si512(to + found, _mm512_maskz_compress_epi32(near, _mm512_maskz_loadu_epi32(near, atoms + n)));
    found += __builtin_popcount(near);
  }
#else
  for (int n = 0; n < count; n++) {
    float d2 = 0;
    for (int c = 0; c < 3; c++) {
      const float d = (float)(place[c][n] - at[c]);
      d2 += d * d;
    }
    to[found] = atoms[n];
    found += d2 < reach2;
  }
#endif
  return found;
}

const struct l2h_host_kernels L2H_KERNEL(l2h_host_kernels) = {
  .relative = relative, .to_rows = to_rows, .from_rows = from_rows, .pick_near = pick_near, .pick_row = pick_row};
