/* SPDX-License-Identifier: GPL-2.0-only */
/* Basin hopping as the paper has it (C.2): a descent of 5000 Adam steps, a normal step of all coordinates from the
   lowest minimum so far, another descent, kept where it ends lower. */
#include "baselines/adam_descent.h"
#include "baselines/registry.h"

enum { STEP, QUENCH_STEPS, RATE };

static void search(struct l2h_run *run, const double *parameter, double *x, double *room)
{
  const int numbers = 3 * run->system.atoms;
  const double adam[] = {parameter[RATE], 0.9, 0.999, 1e-8};
  double *noise = room, *gradient = noise + numbers, *descent = gradient + numbers;
  while (!l2h_run_over(run)) {
    l2h_adam_descend(run, adam, (long)parameter[QUENCH_STEPS] - 1, x, descent);
    if (run->evaluations >= run->budget)
      break; /* a descent cut short is no minimum */
    l2h_run_note(run, l2h_run_force(run, x, gradient), x);
    l2h_run_normal(run, numbers, noise);
    for (int k = 0; k < numbers; k++)
      x[k] = run->best[k] + parameter[STEP] * noise[k];
  }
}

/* clang-format off */
const struct l2h_baseline l2h_baseline_basin_hopping = {
  .name = "basin-hopping", .summary = "basin hopping as in the paper: Adam descents, accepted downhill (C.2)",
  .parameter = {
    {"step", "standard deviation of the step, in length scales", 0.4, 1e-3, 10, L2H_BY_LOGARITHM},
    {"quench_steps", "force evaluations of a descent", 5000, 2, 1e9, L2H_FIXED},
    {"learning_rate", "of Adam in a descent, in length scales", 0.01, 1e-6, 1, L2H_FIXED},
  },
  .grid = "step=0.2,0.4,0.6,0.8",
  .arrays = 2 + L2H_ADAM_ARRAYS,
  .search = search,
  .hops = true,
};
/* clang-format on */
