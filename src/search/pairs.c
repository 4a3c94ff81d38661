/* SPDX-License-Identifier: GPL-2.0-only */
/* Loops over pairs, and the table of one instruction set's kernels. Compiled for each from CMakeLists.txt. */
#include "search/kernels.h"
#include "search/sites.h"
#include "search/vectors.h"

enum l2h_lbfgs_status L2H_SEARCH_KERNEL(l2h_lbfgs_go_on)(struct l2h_lbfgs *, double *, int, double, double, bool);
enum l2h_lbfgs_status L2H_SEARCH_KERNEL(l2h_lbfgs_tell)(struct l2h_lbfgs *, double *, int, double, const double *);
void L2H_SEARCH_KERNEL(l2h_sites_bindings)(struct l2h_sites *, double *);
void L2H_SEARCH_KERNEL(l2h_sites_find)(struct l2h_sites *);

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

#define L2H_TEXT_(word) #word
#define L2H_TEXT(word) L2H_TEXT_(word)

const struct l2h_search_kernels L2H_SEARCH_KERNEL(l2h_search_kernels) = {
  .name = L2H_TEXT(L2H_SET),
  .lbfgs_go_on = L2H_SEARCH_KERNEL(l2h_lbfgs_go_on),
  .lbfgs_tell = L2H_SEARCH_KERNEL(l2h_lbfgs_tell),
  .penalty = penalty,
  .sites_bindings = L2H_SEARCH_KERNEL(l2h_sites_bindings),
  .sites_find = L2H_SEARCH_KERNEL(l2h_sites_find),
};
