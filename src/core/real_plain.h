/* SPDX-License-Identifier: GPL-2.0-only */
/* `real` as one double, and its functions that IEEE 754 defines to the last bit. For real.h and real_double.h, which
   add what libraries differ in. */
#ifndef L2H_REAL_PLAIN_H
#define L2H_REAL_PLAIN_H

#include <math.h>

typedef double real;        /* what a formula works on */
typedef double real_scalar; /* one number of that precision: constants, parameters */
typedef int real_mask;      /* what a comparison of two reals gives */

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
  return a < b ? a : b;
}
L2H_FN real real_max(real a, real b)
{
  return a > b ? a : b;
}
L2H_FN real real_abs(real x)
{
  return fabs(x);
}
L2H_FN real real_sqrt(real x)
{
  return sqrt(x);
}
/* to the nearest whole number; a half to either side */
L2H_FN real real_round(real x)
{
  return rint(x);
}

#endif
