/* SPDX-License-Identifier: GPL-2.0-only */
/* Loops over pairs, and the table of one instruction set's kernels. Compiled for each from CMakeLists.txt.
   Lanes are over atoms i, so that no sum runs across them, and the width of the registers does not show. */
#include "search/kernels.h"
#include "search/sites.h"
#include "search/vectors.h"

enum l2h_lbfgs_status L2H_KERNEL(l2h_lbfgs_go_on)(struct l2h_lbfgs *, double *, int, struct l2h_springs *, double,
                                                  double, bool);
enum l2h_lbfgs_status L2H_KERNEL(l2h_lbfgs_tell)(struct l2h_lbfgs *, double *, int, struct l2h_springs *, double,
                                                 const double *);
void L2H_KERNEL(l2h_springs_make)(struct l2h_springs *, const double *);
void L2H_KERNEL(l2h_springs_pull)(struct l2h_springs *, const double *, double *);
void L2H_KERNEL(l2h_springs_works)(struct l2h_springs *, int, const double *const *, double *);
void L2H_KERNEL(l2h_springs_yield)(struct l2h_springs *, double, double *);
void L2H_KERNEL(l2h_sites_bindings)(struct l2h_sites *, double *);
void L2H_KERNEL(l2h_sites_find)(struct l2h_sites *);
void L2H_KERNEL(l2h_to_host)(int, const int *, const double *, double, const double *, double *);
void L2H_KERNEL(l2h_from_host)(int, const int *, double, const double *, double *);
void L2H_KERNEL(l2h_gumbels)(int, const double *, double, double *);

#define BLOCK 2 /* registers of atoms i at a time: enough sums at once to keep the adders busy */

struct penalties {
  int atoms, stride;
  const double *position; /* [3][stride] */
  double d2, strength;
  double *gradient; /* [3][stride] */
};

/* Of the atoms i on, `registers` full of them; returns twice their share of the energy over the strength. */
L2H_FN double penalty_block(const struct penalties *of, int i, int registers, double sum)
{
  const double *const x = of->position, *const y = x + of->stride, *const z = y + of->stride;
  real here[BLOCK][3], energy[BLOCK] = {0}, pull[BLOCK][3] = {0};
  for (int b = 0; b < registers; b++)
    for (int c = 0; c < 3; c++)
      here[b][c] = real_load(x + c * of->stride + i + b * L2H_WIDTH);
  for (int j = 0; j < of->atoms; j++)
    for (int b = 0; b < registers; b++) {
      const real dx = here[b][0] - x[j], dy = here[b][1] - y[j], dz = here[b][2] - z[j];
      const real excess = real_max(dx * dx + dy * dy + dz * dz - of->d2, real_of(0));
      energy[b] += excess * excess;
      pull[b][0] += excess * dx;
      pull[b][1] += excess * dy;
      pull[b][2] += excess * dz;
    }
  for (int b = 0; b < registers; b++) {
    const int at = i + b * L2H_WIDTH;
    for (int c = 0; c < 3; c++)
      real_store(of->gradient + c * of->stride + at, 4 * of->strength * pull[b][c]);
    for (int lane = 0; lane < L2H_WIDTH && at + lane < of->atoms; lane++)
      sum += energy[b][lane];
  }
  return sum;
}

static double penalty(int atoms, int stride, const double *position, double d2, double strength, double *gradient)
{
  const struct penalties of = {atoms, stride, position, d2, strength, gradient};
  double sum = 0;
  int i = 0;
  for (; i + L2H_WIDTH < atoms; i += BLOCK * L2H_WIDTH)
    sum = penalty_block(&of, i, BLOCK, sum);
  if (i < atoms)
    sum = penalty_block(&of, i, 1, sum);
  return 0.5 * strength * sum;
}

static int first_near(int from, int to, int stride, const double *position, const double *x, double reach2)
{
  for (int j = from; j < to; j += L2H_WIDTH) {
    const real dx = x[0] - real_load(position + j), dy = x[1] - real_load(position + stride + j),
               dz = x[2] - real_load(position + 2 * stride + j);
    unsigned near = real_bits(dx * dx + dy * dy + dz * dz < reach2);
    if (near)
      return j + __builtin_ctz(near) < to ? j + __builtin_ctz(near) : to;
  }
  return to;
}

#define L2H_TEXT_(word) #word
#define L2H_TEXT(word) L2H_TEXT_(word)

const struct l2h_search_kernels L2H_KERNEL(l2h_search_kernels) = {
  .name = L2H_TEXT(L2H_SET),
  .lbfgs_go_on = L2H_KERNEL(l2h_lbfgs_go_on),
  .lbfgs_tell = L2H_KERNEL(l2h_lbfgs_tell),
  .springs_make = L2H_KERNEL(l2h_springs_make),
  .springs_pull = L2H_KERNEL(l2h_springs_pull),
  .springs_works = L2H_KERNEL(l2h_springs_works),
  .springs_yield = L2H_KERNEL(l2h_springs_yield),
  .penalty = penalty,
  .first_near = first_near,
  .to_host = L2H_KERNEL(l2h_to_host),
  .from_host = L2H_KERNEL(l2h_from_host),
  .gumbels = L2H_KERNEL(l2h_gumbels),
  .sites_bindings = L2H_KERNEL(l2h_sites_bindings),
  .sites_find = L2H_KERNEL(l2h_sites_find),
};
