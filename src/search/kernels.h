/* SPDX-License-Identifier: GPL-2.0-only */
/* The search's inner loops, compiled once for each instruction set as those of the CPU engine, and chosen at run time:
   so that with a potential as cheap as Lennard-Jones the time goes to forces. All of them give the same bits: sums have
   L2H_LANES parts in a fixed order, and no multiply-adds are fused. */
#ifndef L2H_SEARCH_KERNELS_H
#define L2H_SEARCH_KERNELS_H

#include "search/lanes.h"
#include "search/lbfgs.h"

struct l2h_sites;

struct l2h_search_kernels {
  const char *name;
  /* lbfgs.c */
  enum l2h_lbfgs_status (*lbfgs_go_on)(struct l2h_lbfgs *run, double *array, int coordinates, double gradient_rms,
                                       double iterations, bool forget);
  enum l2h_lbfgs_status (*lbfgs_tell)(struct l2h_lbfgs *run, double *array, int coordinates, double energy,
                                      const double *gradient);
  /* pairs.c. Penalty of compress.c on the pairs of `atoms` atoms at position[3][stride], and its gradient, into
     gradient[3][stride]; the stride is L2H_PADDED(atoms). */
  double (*penalty)(int atoms, int stride, const double *position, double d2, double strength, double *gradient);
  /* sites.c: l2h_sites_bindings() and l2h_sites_find() */
  void (*sites_bindings)(struct l2h_sites *sites, double *binding);
  void (*sites_find)(struct l2h_sites *sites);
};

/* The i-th that this processor runs, fastest first; NULL after the last. */
const struct l2h_search_kernels *l2h_search_kernels_at(int i);

#endif
