/* SPDX-License-Identifier: GPL-2.0-only */
/* Long vectors, whose length is a multiple of L2H_LANES. Sums have one order for every instruction set. */
#ifndef L2H_SEARCH_VECTORS_H
#define L2H_SEARCH_VECTORS_H

#include "search/lanes.h"

_Static_assert(L2H_LANES == 16, "l2h_lane_sum() adds sixteen");

static inline double l2h_lane_sum(const double part[L2H_LANES])
{
  double eight[8], four[4], two[2];
  for (int k = 0; k < 8; k++)
    eight[k] = part[k] + part[k + 8];
  for (int k = 0; k < 4; k++)
    four[k] = eight[k] + eight[k + 4];
  for (int k = 0; k < 2; k++)
    two[k] = four[k] + four[k + 2];
  return two[0] + two[1];
}

static inline double l2h_dot(int n, const double *restrict a, const double *restrict b)
{
  double part[L2H_LANES] = {0};
  for (int i = 0; i < n; i += L2H_LANES)
    for (int k = 0; k < L2H_LANES; k++)
      part[k] += a[i + k] * b[i + k];
  return l2h_lane_sum(part);
}

/* y += factor x, and what is then the product of y and z. */
static inline double l2h_add_dot(int n, double factor, const double *restrict x, double *restrict y,
                                 const double *restrict z)
{
  double part[L2H_LANES] = {0};
  for (int i = 0; i < n; i += L2H_LANES)
    for (int k = 0; k < L2H_LANES; k++) {
      y[i + k] += factor * x[i + k];
      part[k] += y[i + k] * z[i + k];
    }
  return l2h_lane_sum(part);
}

#endif
