/* SPDX-License-Identifier: GPL-2.0-only */
/* Loops over pairs, and the table of one instruction set's kernels. Compiled for each from CMakeLists.txt. */
#include "search/kernels.h"
#include "search/sites.h"
#include "search/vectors.h"

enum l2h_lbfgs_status L2H_SEARCH_KERNEL(l2h_lbfgs_go_on)(struct l2h_lbfgs *, double *, int, double, double, bool);
enum l2h_lbfgs_status L2H_SEARCH_KERNEL(l2h_lbfgs_tell)(struct l2h_lbfgs *, double *, int, double, const double *);

/* Lanes over atoms i, so that no sum runs across them. */
static double penalty(int atoms, int stride, const double *restrict position, double d2, double strength,
                      double *restrict gradient)
{
  const double *const x = position, *const y = position + stride, *const z = position + 2 * stride;
  double sum = 0;
  for (int i = 0; i < atoms; i += L2H_LANES) {
    double energy[L2H_LANES] = {0}, gx[L2H_LANES] = {0}, gy[L2H_LANES] = {0}, gz[L2H_LANES] = {0};
    for (int j = 0; j < atoms; j++)
      for (int k = 0; k < L2H_LANES; k++) {
        const double dx = x[i + k] - x[j], dy = y[i + k] - y[j], dz = z[i + k] - z[j];
        const double beyond = dx * dx + dy * dy + dz * dz - d2, excess = beyond > 0 ? beyond : 0;
        energy[k] += excess * excess;
        gx[k] += excess * dx;
        gy[k] += excess * dy;
        gz[k] += excess * dz;
      }
    for (int k = 0; k < L2H_LANES; k++) {
      gradient[i + k] = 4 * strength * gx[k];
      gradient[stride + i + k] = 4 * strength * gy[k];
      gradient[2 * stride + i + k] = 4 * strength * gz[k];
    }
    for (int k = 0; k < L2H_LANES && i + k < atoms; k++)
      sum += energy[k];
  }
  return 0.5 * strength * sum;
}

static double pair_energy(int from, int to, int stride, const double *restrict place, const double *restrict p)
{
  const double *const x = place, *const y = place + stride, *const z = place + 2 * stride;
  const double px = p[0], py = p[1], pz = p[2];
  double sum[L2H_LANES] = {0};
  for (int j = from; j < to; j += L2H_LANES)
    for (int k = 0; k < L2H_LANES; k++) {
      const double dx = x[j + k] - px, dy = y[j + k] - py, dz = z[j + k] - pz;
      const double r2 = dx * dx + dy * dy + dz * dz;
      const int counts = (j + k < to) & (r2 > 0) & (r2 < L2H_SITE_REACH * L2H_SITE_REACH);
      const double energy = l2h_site_pair(counts ? r2 : 1);
      sum[k] += counts ? energy : 0;
    }
  return l2h_lane_sum(sum);
}

#define L2H_TEXT_(word) #word
#define L2H_TEXT(word) L2H_TEXT_(word)

const struct l2h_search_kernels L2H_SEARCH_KERNEL(l2h_search_kernels) = {
  .name = L2H_TEXT(L2H_SET),
  .lbfgs_go_on = L2H_SEARCH_KERNEL(l2h_lbfgs_go_on),
  .lbfgs_tell = L2H_SEARCH_KERNEL(l2h_lbfgs_tell),
  .penalty = penalty,
  .pair_energy = pair_energy,
};
