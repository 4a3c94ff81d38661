/* SPDX-License-Identifier: GPL-2.0-only */
/* The radial functions of one atom over a list of neighbours that a host has, for LAMMPS: lanes over the neighbours.
   Compiled for each instruction set. */
#include "cpu/registers.h"

#include "cpu/forces.h"
#include "cpu/pairs.h"

/* Adds neighbours at squared distances to the sums in the lanes. */
L2H_FN void radial_add_all(int count, const float *r2, real sums[L2H_RADIALS])
{
  for (int j = 0; j < count; j += L2H_WIDTH) {
    real d2 = real_of(FAR_AWAY); /* after the last */
    if (j + L2H_WIDTH <= count)
      d2 = real_load(r2 + j);
    else
      for (int lane = 0; lane < count - j; lane++)
        d2[lane] = r2[j + lane];
    l2h_radial_add(d2, sums);
  }
}

L2H_FN void radial_total(const real sums[L2H_RADIALS], float phi[L2H_RADIALS])
{
  for (int k = 0; k < L2H_RADIALS; k++) {
    phi[k] = 0;
    for (int lane = 0; lane < L2H_WIDTH; lane++)
      phi[k] += sums[k][lane];
  }
}

void L2H_KERNEL(l2h_radial_sum)(int count, const float *r2, float phi[L2H_RADIALS])
{
  real sums[L2H_RADIALS] = {0};
  radial_add_all(count, r2, sums);
  radial_total(sums, phi);
}

#define AT_ONCE 1024 /* atoms looked at before those within reach are added */

void L2H_KERNEL(l2h_radial_around)(int count, const float *const place[3], const float at[3], int self,
                                   float phi[L2H_RADIALS])
{
  real sums[L2H_RADIALS];
#pragma GCC unroll 8 /* left as a loop, it becomes a slow memset */
  for (int k = 0; k < L2H_RADIALS; k++)
    sums[k] = real_of(0);
  for (int from = 0; from < count; from += AT_ONCE) {
    const int to = count - from < AT_ONCE ? count : from + AT_ONCE;
    float near[AT_ONCE + L2H_WIDTH]; /* real_pack() overwrites a register full */
    int found = 0;
    for (int j = from; j < to; j += L2H_WIDTH) {
      real r2 = real_of(0);
      for (int c = 0; c < 3; c++) {
        const real d = real_load(place[c] + j) - at[c];
        r2 += d * d;
      }
      const unsigned there = to - j < L2H_WIDTH ? (1u << (to - j)) - 1 : ~0u;
      const unsigned own = (unsigned)((unsigned)(self - j) < L2H_WIDTH) << ((unsigned)(self - j) % L2H_WIDTH);
      const unsigned bits = real_bits_below(r2, REAL(L2H_RADIAL_CUTOFF * L2H_RADIAL_CUTOFF)) & there & ~own;
      real_pack(bits, r2, near + found);
      found += __builtin_popcount(bits);
    }
    radial_add_all(found, near, sums);
  }
  radial_total(sums, phi);
}
