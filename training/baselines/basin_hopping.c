/* SPDX-License-Identifier: GPL-2.0-only */
/* Basin hopping as the paper has it (C.2): a descent of 5000 Adam steps, a normal step of all coordinates from the
   lowest minimum so far, another descent, kept where it ends lower. */
#include <stdlib.h>
#include <string.h>

#include "baselines/method.h"
#include "baselines/adam_descent.h"

enum { STEP, QUENCH_STEPS, RATE };

static void run(struct l2h_hunt *hunt, const double *parameter, double *x)
{
  const int numbers = 3 * hunt->system.atoms;
  const double adam[] = {parameter[RATE], 0.9, 0.999, 1e-8};
  double *memory = calloc(2 * (size_t)numbers, sizeof(double));
  double *noise = memory, *gradient = noise + numbers;
  while (memory && !l2h_hunt_over(hunt)) {
    l2h_adam_descend(hunt, adam, (long)parameter[QUENCH_STEPS] - 1, x);
    if (hunt->evaluations >= hunt->budget)
      break; /* a descent cut short is no minimum */
    l2h_hunt_note(hunt, l2h_hunt_force(hunt, x, gradient), x);
    l2h_hunt_normal(hunt, numbers, noise);
    for (int k = 0; k < numbers; k++)
      x[k] = hunt->best[k] + parameter[STEP] * noise[k];
  }
  free(memory);
}

/* clang-format off */
const struct l2h_method l2h_method_basin_hopping = {
  .name = "basin-hopping", .summary = "basin hopping as in the paper: Adam descents, accepted downhill (C.2)",
  .parameter = {
    {"step", "standard deviation of the step, in length scales", 0.4, 1e-3, 10, L2H_BY_LOGARITHM},
    {"quench_steps", "force evaluations of a descent", 5000, 2, 1e9, L2H_FIXED},
    {"learning_rate", "of Adam in a descent, in length scales", 0.01, 1e-6, 1, L2H_FIXED},
  },
  .grid = {0.2, 0.4, 0.6, 0.8},
  .run = run,
  .hops = true,
};
/* clang-format on */
