/* SPDX-License-Identifier: GPL-2.0-only */
/* Sums over long vectors in one order for every processor: eight partial sums, which a compiler may keep in registers
   of any width. */
#ifndef L2H_SEARCH_VECTORS_H
#define L2H_SEARCH_VECTORS_H

static inline double l2h_dot(int n, const double *restrict a, const double *restrict b)
{
  double part[8] = {0};
  int i = 0;
  for (; i + 8 <= n; i += 8)
    for (int k = 0; k < 8; k++)
      part[k] += a[i + k] * b[i + k];
  for (int k = 0; i < n; i++, k++)
    part[k] += a[i] * b[i];
  return ((part[0] + part[4]) + (part[1] + part[5])) + ((part[2] + part[6]) + (part[3] + part[7]));
}

/* y += factor x */
static inline void l2h_add(int n, double factor, const double *restrict x, double *restrict y)
{
  for (int i = 0; i < n; i++)
    y[i] += factor * x[i];
}

#endif
