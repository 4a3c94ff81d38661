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

/* The functions of one pair or atom, side by side. */
typedef float functions __attribute__((vector_size(L2H_RADIALS * sizeof(float)), aligned(sizeof(float)), may_alias));

/* Where those of the n-th of a register full of pairs begin: rows of eight numbers, or of a longer register. */
#define BLOCK (L2H_WIDTH < L2H_RADIALS ? L2H_WIDTH : L2H_RADIALS)
#define ROW (L2H_WIDTH < L2H_RADIALS ? L2H_RADIALS : L2H_WIDTH)
#define PLACE(n) (ROW * ((n) % BLOCK) + L2H_RADIALS * ((n) / BLOCK))

/* The functions of a register full of pairs at squared distances: eight registers, one a function, exchanged with their
   lanes in squares. */
L2H_FN void pair_functions(real r2, float pairs[BLOCK * ROW])
{
  real of[L2H_RADIALS];
#pragma GCC unroll 8
  for (int k = 0; k < L2H_RADIALS; k++)
    of[k] = real_of(0);
  l2h_radial_add(r2, of);
#pragma GCC unroll 3
  for (int step = 1; step < BLOCK; step *= 2)
#pragma GCC unroll 8
    for (int k = 0; k < L2H_RADIALS; k++)
      if (!(k & step)) {
        const real a = of[k], b = of[k + step];
        of[k] = real_blocks(a, b, step, false);
        of[k + step] = real_blocks(a, b, step, true);
      }
#pragma GCC unroll 8
  for (int k = 0; k < L2H_RADIALS; k++)
    real_store(pairs + ROW * (k % BLOCK) + k / BLOCK * BLOCK, of[k]);
}

void L2H_KERNEL(l2h_radial_pairs)(int count, const int *list, int number, const float *r2, float unit2, int self,
                                  float *phi)
{
  functions own = {0};
  for (int first = 0; first < count; first += L2H_WIDTH) {
    float pairs[BLOCK * ROW];
    pair_functions(real_load(r2 + first) * unit2, pairs);
    for (int n = 0; n < L2H_WIDTH && first + n < count; n++) {
      const functions both = *(const functions *)(pairs + PLACE(n));
      *(functions *)(phi + L2H_RADIALS * (size_t)(list[first + n] & number)) += both;
      own += both;
    }
  }
  *(functions *)(phi + L2H_RADIALS * (size_t)self) += own;
}
