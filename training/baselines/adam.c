/* SPDX-License-Identifier: GPL-2.0-only */
/* Adam on the coordinates (Kingma and Ba 2015, algorithm 1): section 4's first baseline, with the four scalars that
   appendix C.1 learns. */
#include <math.h>
#include <stdlib.h>

#include "baselines/method.h"
#include "baselines/adam_descent.h"

enum { RATE, BETA1, BETA2, EPSILON };

void l2h_adam_descend(struct l2h_hunt *hunt, const double *parameter, long steps, double *x)
{
  const int numbers = 3 * hunt->system.atoms;
  double *memory = calloc(3 * (size_t)numbers, sizeof(double));
  double *first = memory, *second = first + numbers, *gradient = second + numbers;
  double left1 = 1, left2 = 1; /* beta^t */
  for (long t = 0; memory && t < steps && !l2h_hunt_over(hunt); t++) {
    l2h_hunt_force(hunt, x, gradient);
    left1 *= parameter[BETA1];
    left2 *= parameter[BETA2];
    for (int k = 0; k < numbers; k++) {
      first[k] = parameter[BETA1] * first[k] + (1 - parameter[BETA1]) * gradient[k];
      second[k] = parameter[BETA2] * second[k] + (1 - parameter[BETA2]) * gradient[k] * gradient[k];
      x[k] -= parameter[RATE] * (first[k] / (1 - left1)) / (sqrt(second[k] / (1 - left2)) + parameter[EPSILON]);
    }
  }
  free(memory);
}

static void run(struct l2h_hunt *hunt, const double *parameter, double *x)
{
  l2h_adam_descend(hunt, parameter, hunt->budget, x);
}

/* clang-format off */
const struct l2h_method l2h_method_adam = {
  .name = "adam", .summary = "gradient descent with Adam's moments (C.1)",
  .parameter = {
    {"learning_rate", "of the moves, in length scales", 0.01, 1e-6, 1, L2H_BY_LOGARITHM},
    {"beta1", "decay of the averaged gradient", 0.9, 0, 0.999999, L2H_BY_REST},
    {"beta2", "decay of the averaged square", 0.999, 0, 0.9999999, L2H_BY_REST},
    {"epsilon", "added to the root, in energy over length scales", 1e-8, 0, 1, L2H_BY_LOGARITHM},
  },
  .grid = {0.01, 0.005, 0.001},
  .run = run,
};
/* clang-format on */
