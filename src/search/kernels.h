/* SPDX-License-Identifier: GPL-2.0-only */
/* The search's inner loops, compiled once for each instruction set as those of the CPU engine, and chosen at run time:
   so that with a potential as cheap as Lennard-Jones the time goes to forces. All of them give the same bits: sums have
   L2H_LANES parts in a fixed order, and no multiply-adds are fused. */
#ifndef L2H_SEARCH_KERNELS_H
#define L2H_SEARCH_KERNELS_H

#include "search/lanes.h"
#include "search/lbfgs.h"

struct l2h_sites;
struct l2h_springs;

struct l2h_search_kernels {
  const char *name;
  /* lbfgs.c: as in lbfgs.h, with springs or NULL */
  enum l2h_lbfgs_status (*lbfgs_go_on)(struct l2h_lbfgs *run, double *array, int coordinates,
                                       struct l2h_springs *springs, double gradient_rms, double iterations,
                                       bool forget);
  enum l2h_lbfgs_status (*lbfgs_tell)(struct l2h_lbfgs *run, double *array, int coordinates,
                                      struct l2h_springs *springs, double energy, const double *gradient);
  /* springs.c: as in springs.h */
  void (*springs_make)(struct l2h_springs *springs, const double *position);
  void (*springs_pull)(struct l2h_springs *springs, const double *move, double *pull);
  void (*springs_works)(struct l2h_springs *springs, int moves, const double *const *move, double *work);
  void (*springs_yield)(struct l2h_springs *springs, double scale, double *force);
  /* pairs.c. Penalty of compress.c on the pairs of `atoms` atoms at position[3][stride], and its gradient, into
     gradient[3][stride]; the stride is L2H_PADDED(atoms). */
  double (*penalty)(int atoms, int stride, const double *position, double d2, double strength, double *gradient);
  /* pairs.c. The first of the atoms from..to - 1 of position[3][stride] nearer to x than the root of reach2, or `to`.
     L2H_LANES numbers after the last are read. */
  int (*first_near)(int from, int to, int stride, const double *position, const double *x, double reach2);
  /* units.c. out[3 order[i] + c] = origin[c] + length * position[3 i + c] for i < atoms, and to[3 i + c] = factor *
     from[3 order[i] + c]; order NULL: 0, 1, 2 ... */
  void (*to_host)(int atoms, const int *order, const double origin[3], double length, const double *position,
                  double *out);
  void (*from_host)(int atoms, const int *order, double factor, const double *from, double *to);
  /* gumbel.c. Gumbel numbers times `scale` from uniform ones in (0, 1). `count` is rounded up to L2H_LANES. */
  void (*gumbels)(int count, const double *uniform, double scale, double *gumbel);
  /* sites.c: l2h_sites_bindings() and l2h_sites_find() */
  void (*sites_bindings)(struct l2h_sites *sites, double *binding);
  void (*sites_find)(struct l2h_sites *sites);
};

/* The i-th that this processor runs, fastest first; NULL after the last. */
const struct l2h_search_kernels *l2h_search_kernels_at(int i);

#endif
