/* SPDX-License-Identifier: GPL-2.0-only */
/* Annealed sign-momentum, a rule of two numbers that the paper does not have: every coordinate moves against the sign
   of its averaged gradient by e(t), which falls to 0 in a straight line over the run. It is what the warm start writes
   into a network (training/loop/initialization.h). */
#include <string.h>

#include "baselines/registry.h"

enum { AMPLITUDE, DECAY };

static void search(struct l2h_run *run, const double *parameter, double *x, double *room)
{
  const int numbers = 3 * run->system.atoms;
  const long begun = run->evaluations, steps = run->budget - begun;
  double *average = room, *gradient = average + numbers;
  memset(average, 0, sizeof(double) * (size_t)numbers);
  while (!l2h_run_over(run)) {
    const double left = 1 - (double)(run->evaluations - begun) / (double)steps;
    l2h_run_force(run, x, gradient);
    for (int k = 0; k < numbers; k++) {
      average[k] = parameter[DECAY] * average[k] + (1 - parameter[DECAY]) * gradient[k];
      x[k] -= parameter[AMPLITUDE] * left * ((average[k] > 0) - (average[k] < 0));
    }
  }
}

/* clang-format off */
const struct l2h_baseline l2h_baseline_sign_anneal = {
  .name = "sign-anneal", .summary = "annealed sign-momentum",
  .parameter = {
    {"amplitude", "of the moves at first, in length scales", 0.04, 1e-6, 1, L2H_BY_LOGARITHM},
    {"decay", "of the averaged gradient", 0.9, 0, 0.9999, L2H_BY_REST},
  },
  .grid = "amplitude=0.08,0.06,0.04,0.02,0.01,0.005",
  .arrays = 2,
  .search = search,
};
/* clang-format on */
