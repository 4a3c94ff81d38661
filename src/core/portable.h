/* SPDX-License-Identifier: GPL-2.0-only */
/* Logarithm, exponential, sine and cosine written out with nothing but + - * / and sqrt, which IEEE 754 defines to the
   last bit, since a C library chooses other instructions, and other last bits, on other processors, and a GPU has a
   library of its own. Whoever includes this is compiled without fused multiply-adds for the same reason. */
#ifndef L2H_PORTABLE_H
#define L2H_PORTABLE_H

#include <math.h>

#include "core/real.h"

/* log(x) for normal x > 0, to 1e-15: x = 2^e m with m in [sqrt(1/2), sqrt(2)), log m = 2 artanh((m - 1) / (m + 1)). */
L2H_FN double l2h_portable_log(double x)
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

/* exp(x) to 1e-15 relative, x held to +-700: 2^n e^f with |f| <= log(2)/2, whose series ends at f^16 / 16!. */
L2H_FN double l2h_portable_exp(double x)
{
  const double bounded = x < -700 ? -700 : x > 700 ? 700 : x;
  const double n = floor(bounded * 1.44269504088896341 + 0.5);
  const double f = (bounded - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10; /* log(2) in two parts */
  double sum = 1;
  for (int k = 16; k >= 1; k--)
    sum = 1 + sum * f / k;
  return ldexp(sum, (int)n); /* exact */
}

/* sin and cos of 2 pi u for u in [0, 1), to 1e-15: the quarter turn, then Taylor's series within +-pi/4. */
L2H_FN void l2h_portable_turn(double u, double *sine, double *cosine)
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

#endif
