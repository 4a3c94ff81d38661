/* SPDX-License-Identifier: GPL-2.0-only */
/* `real` as one float, for a thread of a GPU: an L2H_REAL_HEADER (see real.h), which marks its functions with the
   L2H_FN of whoever includes it. Where CUDA compiles for a device, logarithm, exponential near zero and cosine are the
   special function unit's, to some units in the last place; everywhere else they are the library's. */
#ifndef L2H_REAL_FLOAT_H
#define L2H_REAL_FLOAT_H

#include <math.h>

typedef float real;
typedef float real_scalar;
typedef int real_mask;

L2H_FN real real_of(real_scalar x)
{
  return x;
}
L2H_FN real real_select(real_mask mask, real yes, real no)
{
  return mask ? yes : no;
}
L2H_FN real real_min(real a, real b)
{
  return fminf(a, b);
}
L2H_FN real real_max(real a, real b)
{
  return fmaxf(a, b);
}
L2H_FN real real_abs(real x)
{
  return fabsf(x);
}
L2H_FN real real_sqrt(real x)
{
  return sqrtf(x);
}
L2H_FN real real_round(real x)
{
  return rintf(x);
}
/* x held to 87 from above and exactly 0 below -60, as the CPU engine does: no infinities, no subnormal numbers */
L2H_FN real real_exp(real x)
{
  return x < -60.0f ? 0.0f : expf(fminf(fmaxf(x, -60.0f), 87.0f));
}

#ifdef __CUDA_ARCH__
#define L2H_FAST(function) __##function
#else
#define L2H_FAST(function) function
#endif

L2H_FN real real_log(real x)
{
  return L2H_FAST(logf)(x);
}
L2H_FN real real_exp_near_zero(real x)
{
  return L2H_FAST(expf)(x);
}
L2H_FN real real_cos2_half_pi(real s)
{
  const real cosine = L2H_FAST(cosf)(1.57079632679f * sqrtf(s));
  return cosine * cosine;
}

#endif
