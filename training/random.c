/* SPDX-License-Identifier: GPL-2.0-only */
/* Logarithm, sine and cosine are written out here with nothing but + - * / and sqrt, which IEEE 754 defines to the last
   bit, since a C library chooses other instructions, and other last bits, on other processors. This file is compiled
   without fused multiply-adds for the same reason. */
#include "random.h"

#include <math.h>
#include <string.h>

#include <Random123/philox.h>

static void words(const struct l2h_stream *stream, uint32_t block, uint32_t word[4])
{
  const philox4x32_ctr_t counter = {{block, stream->member, stream->update, stream->purpose}};
  const philox4x32_key_t key = {{(uint32_t)stream->seed, (uint32_t)(stream->seed >> 32)}};
  const philox4x32_ctr_t random = philox4x32(counter, key);
  memcpy(word, random.v, sizeof random.v);
}

static double uniform53(uint32_t high, uint32_t low)
{
  const uint64_t bits = ((uint64_t)high << 32 | low) >> 11;
  return ((double)bits + 0.5) * 0x1p-53;
}

void l2h_uniform(const struct l2h_stream *stream, uint32_t from, int count, double *values)
{
  for (int i = 0; i < count; i += 2) {
    uint32_t word[4];
    words(stream, (from + (uint32_t)i) / 2, word);
    values[i] = uniform53(word[0], word[1]);
    if (i + 1 < count)
      values[i + 1] = uniform53(word[2], word[3]);
  }
}

/* log(x) for normal x > 0, to 1e-15: x = 2^e m with m in [sqrt(1/2), sqrt(2)), log m = 2 artanh((m - 1) / (m + 1)). */
static double portable_log(double x)
{
  int exponent;
  double m = frexp(x, &exponent); /* exact */
  if (m < 0.70710678118654752) {
    m *= 2;
    exponent--;
  }
  const double z = (m - 1) / (m + 1), z2 = z * z; /* |z| < 0.172: z2^10 / 21 is 1e-17 */
  double sum = 0;
  for (int k = 9; k >= 0; k--)
    sum = sum * z2 + 1.0 / (2 * k + 1);
  return 2 * z * sum + exponent * 0.69314718055994531;
}

/* sin and cos of 2 pi u for u in [0, 1), to 1e-15: the quarter turn, then Taylor's series within +-pi/4. */
static void portable_turn(double u, double *sine, double *cosine)
{
  const int quarter = (int)(4 * u + 0.5);
  const double x = (u - 0.25 * quarter) * 6.28318530717958648, x2 = x * x;
  double s = 0, c = 0;
  for (int k = 8; k >= 1; k--) {
    s = (s + 1) * -x2 / (2 * k * (2 * k + 1));
    c = (c + 1) * -x2 / (2 * k * (2 * k - 1));
  }
  s = x * (s + 1);
  c = c + 1;
  *sine = quarter & 1 ? c : s;
  *cosine = quarter & 1 ? s : c;
  if (quarter == 2 || quarter == 3)
    *sine = -*sine;
  if (quarter == 1 || quarter == 2)
    *cosine = -*cosine;
}

static void normal_pair(uint32_t a, uint32_t b, double pair[2])
{
  const double radius = sqrt(-2 * portable_log((a + 0.5) * 0x1p-32));
  double sine, cosine;
  portable_turn(b * 0x1p-32, &sine, &cosine);
  pair[0] = radius * cosine;
  pair[1] = radius * sine;
}

void l2h_normal(const struct l2h_stream *stream, uint32_t from, int count, double *values)
{
  for (int i = 0; i < count; i += 4) {
    uint32_t word[4];
    double four[4];
    words(stream, (from + (uint32_t)i) / 4, word);
    normal_pair(word[0], word[1], four);
    normal_pair(word[2], word[3], four + 2);
    memcpy(values + i, four, sizeof(double) * (size_t)(count - i < 4 ? count - i : 4));
  }
}
