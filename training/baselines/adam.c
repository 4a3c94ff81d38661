/* SPDX-License-Identifier: GPL-2.0-only */
/* Adam on the coordinates (Kingma and Ba 2015, algorithm 1): section 4's first baseline, with the four scalars that
   appendix C.1 learns. */
#include <math.h>
#include <string.h>

#include "baselines/adam_descent.h"
#include "baselines/registry.h"

enum { RATE, BETA1, BETA2, EPSILON };

void l2h_adam_descend(struct l2h_run *run, const double *parameter, long steps, double *x, double *room)
{
  const int numbers = 3 * run->system.atoms;
  double *first = room, *second = first + numbers, *gradient = second + numbers;
  double left1 = 1, left2 = 1; /* beta^t */
  memset(room, 0, 2 * sizeof(double) * (size_t)numbers);
  for (long t = 0; t < steps && !l2h_run_over(run); t++) {
    l2h_run_force(run, x, gradient);
    left1 *= parameter[BETA1];
    left2 *= parameter[BETA2];
    for (int k = 0; k < numbers; k++) {
      first[k] = parameter[BETA1] * first[k] + (1 - parameter[BETA1]) * gradient[k];
      second[k] = parameter[BETA2] * second[k] + (1 - parameter[BETA2]) * gradient[k] * gradient[k];
      x[k] -= parameter[RATE] * (first[k] / (1 - left1)) / (sqrt(second[k] / (1 - left2)) + parameter[EPSILON]);
    }
  }
}

static void search(struct l2h_run *run, const double *parameter, double *x, double *room)
{
  l2h_adam_descend(run, parameter, run->budget, x, room);
}

/* clang-format off */
const struct l2h_baseline l2h_baseline_adam = {
  .name = "adam", .summary = "gradient descent with Adam's moments (C.1)",
  .parameter = {
    {"learning_rate", "of the moves, in length scales", 0.01, 1e-6, 1, L2H_BY_LOGARITHM},
    {"beta1", "decay of the averaged gradient", 0.9, 0, 0.999999, L2H_BY_REST},
    {"beta2", "decay of the averaged square", 0.999, 0, 0.9999999, L2H_BY_REST},
    {"epsilon", "added to the root, in energy over length scales", 1e-8, 0, 1, L2H_BY_LOGARITHM},
  },
  .grid = "learning_rate=0.01,0.005,0.001",
  .arrays = L2H_ADAM_ARRAYS,
  .search = search,
};
/* clang-format on */
