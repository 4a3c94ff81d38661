/* SPDX-License-Identifier: GPL-2.0-only */
/* Sums over lanes of a warp. Whoever includes this has said with L2H_REAL_HEADER what a number is. */
#ifndef L2H_LANES_CUH
#define L2H_LANES_CUH

#include "host.h"
#include "block.h"

#include "core/real.h"

#define ALL_LANES 0xffffffffu

/* The sum over an atom's lanes, in each of them. */
static __device__ __forceinline__ real over_parts(real x)
{
  for (int apart = L2H_TILE_ATOMS; apart < L2H_WARP; apart *= 2)
    x += __shfl_xor_sync(ALL_LANES, x, apart);
  return x;
}

#endif
