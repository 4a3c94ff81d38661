/* SPDX-License-Identifier: GPL-2.0-only */
/* The number type that the mathematics of src/core is written over.

   A translation unit gets double, unless it defines L2H_REAL_HEADER before it includes any header of core: the name of
   a header with a `real` of its own. The CPU engine does (src/cpu/vector.h: a register full of floats), and so do a
   GPU's kernels (real_float.h: one), so that one formula serves one atom in the reference and eight atoms in a rollout.
   Such a header defines what this one does. */
#ifndef L2H_REAL_H
#define L2H_REAL_H

/* Marks every inline function of core. Kokkos sets KOKKOS_INLINE_FUNCTION, CUDA gets its own words. */
#ifndef L2H_FN
#ifdef __CUDACC__
#define L2H_FN static inline __host__ __device__
#else
#define L2H_FN static inline
#endif
#endif

#ifdef L2H_REAL_HEADER
#include L2H_REAL_HEADER
#else

#include "core/real_plain.h"

L2H_FN real real_exp(real x)
{
  return exp(x);
}
L2H_FN real real_log(real x)
{
  return log(x);
}
/* exp(x) for x in [-0.04, 0], where a few terms of the series are exact to the last bit of a float */
L2H_FN real real_exp_near_zero(real x)
{
  return exp(x);
}
/* cos^2(pi/2 sqrt(s)) for s in [0, 1]: taking the square s spares the fast version a square root */
L2H_FN real real_cos2_half_pi(real s)
{
  const double cosine = cos(1.57079632679489661923 * sqrt(s));
  return cosine * cosine;
}
#endif

/* A constant in the precision of real: a vector of floats refuses to meet a double. */
#define REAL(x) ((real_scalar)(x))

#endif
