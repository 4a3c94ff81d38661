/* SPDX-License-Identifier: GPL-2.0-only */
/* `real` as one double whose every function is + - * / and sqrt, which IEEE 754 defines to the last bit: an
   L2H_REAL_HEADER (see real.h) for code that shall give the same bits on a GPU as on a CPU, where each has a library of
   its own. Whoever includes this is compiled without fused multiply-adds. The series are those of src/cpu/vector.h. */
#ifndef L2H_REAL_DOUBLE_H
#define L2H_REAL_DOUBLE_H

#include "core/real_plain.h"

#include <stdint.h>
#include <string.h>

/* The number whose bits these are. */
L2H_FN real real_from_bits(uint64_t bits)
{
  real x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* exp(x), x held to 708 from above, to 1e-15 relative: 2^n e^f with |f| <= log(2)/2, whose series ends at f^12 / 12!.
   Exactly 0 below -300. */
L2H_FN real real_exp(real x)
{
  const real bounded = real_min(real_max(x, -300.0), 708.0), n = rint(bounded * 1.44269504088896341);
  const real f = (bounded - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10; /* log(2) in two parts */
  real sum = 1.0 / 479001600, coefficient = 1.0 / 479001600;
  for (int k = 12; k >= 1; k--) {
    coefficient *= k; /* 1 / (k-1)! */
    sum = sum * f + coefficient;
  }
  return x < -300.0 ? 0.0 : sum * real_from_bits((uint64_t)((int64_t)n + 1023) << 52);
}
L2H_FN real real_exp_near_zero(real x)
{
  return real_exp(x);
}

/* log(x) for normal x > 0, to 1e-15: x = 2^e m with m in [sqrt(1/2), sqrt(2)), log m = 2 artanh((m - 1) / (m + 1)). */
L2H_FN real real_log(real x)
{
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  const int64_t exponent = (int64_t)(bits - 0x3fe6a09e667f3bcd) >> 52; /* sqrt(1/2) */
  const real m = real_from_bits(bits - ((uint64_t)exponent << 52)), z = (m - 1) / (m + 1), z2 = z * z;
  real sum = 0;
  for (int k = 10; k >= 0; k--)
    sum = sum * z2 + 1.0 / (2 * k + 1);
  return 2 * z * sum + (real)exponent * 0.69314718055994531;
}

/* The series of the cosine, squared: 1e-15 on [0, 1]. */
L2H_FN real real_cos2_half_pi(real s)
{
  real cosine = 1;
  for (int k = 11; k >= 1; k--)
    cosine = 1 - cosine * s * (2.46740110027233965 / ((2 * k - 1) * (2 * k))); /* (pi/2)^2 */
  return cosine * cosine;
}

#endif
