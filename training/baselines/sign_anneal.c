/* SPDX-License-Identifier: GPL-2.0-only */
/* Annealed sign-momentum, a rule of two numbers that the paper does not have: every coordinate moves against the sign
   of its averaged gradient by e(t), which falls to 0 in a straight line over the run. It is what the warm start writes
   into a network (training/loop/initialization.h). */
#include <stdlib.h>

#include "baselines/method.h"

enum { AMPLITUDE, DECAY };

static void run(struct l2h_hunt *hunt, const double *parameter, double *x)
{
  const int numbers = 3 * hunt->system.atoms;
  const long begun = hunt->evaluations, steps = hunt->budget - begun;
  double *memory = calloc(2 * (size_t)numbers, sizeof(double));
  double *average = memory, *gradient = average + numbers;
  while (memory && !l2h_hunt_over(hunt)) {
    const double left = 1 - (double)(hunt->evaluations - begun) / (double)steps;
    l2h_hunt_force(hunt, x, gradient);
    for (int k = 0; k < numbers; k++) {
      average[k] = parameter[DECAY] * average[k] + (1 - parameter[DECAY]) * gradient[k];
      x[k] -= parameter[AMPLITUDE] * left * ((average[k] > 0) - (average[k] < 0));
    }
  }
  free(memory);
}

/* clang-format off */
const struct l2h_method l2h_method_sign_anneal = {
  .name = "sign-anneal", .summary = "annealed sign-momentum",
  .parameter = {
    {"amplitude", "of the moves at first, in length scales", 0.04, 1e-6, 1, L2H_BY_LOGARITHM},
    {"decay", "of the averaged gradient", 0.9, 0, 0.9999, L2H_BY_REST},
  },
  .grid = {0.08, 0.06, 0.04, 0.02, 0.01, 0.005},
  .run = run,
};
/* clang-format on */
