/* SPDX-License-Identifier: GPL-2.0-only */
/* Simulated annealing by Langevin dynamics whose temperature falls in a straight line, integrated as BAOAB
   (Leimkuhler and Matthews 2013). It begins with a quench, within the budget: the heat of a random start would tear a
   cluster apart. In free space atoms stay in a container, whose wall turns them back. */
#include <math.h>
#include <stdlib.h>

#include "baselines/method.h"
#include "baselines/container.h"

enum { FIRST, LAST, DT, DAMP };

static void add_noise(struct l2h_hunt *hunt, int numbers, double kept, double temperature, double *noise,
                      double *velocity)
{
  const double strength = sqrt((1 - kept * kept) * temperature);
  l2h_hunt_normal(hunt, numbers, noise);
  for (int k = 0; k < numbers; k++)
    velocity[k] = kept * velocity[k] + strength * noise[k];
}

static void run(struct l2h_hunt *hunt, const double *parameter, double *x)
{
  const int numbers = 3 * hunt->system.atoms;
  const double dt = parameter[DT], kept = exp(-dt / parameter[DAMP]);
  double *memory = calloc(3 * (size_t)numbers, sizeof(double));
  double *velocity = memory, *gradient = velocity + numbers, *noise = gradient + numbers;
  if (!memory)
    return;
  const long begun = hunt->evaluations, steps = hunt->budget - begun;
  l2h_hunt_quench_loosely(hunt, 0.01, x);
  if (!l2h_hunt_over(hunt))
    l2h_hunt_force(hunt, x, gradient);
  while (!l2h_hunt_over(hunt)) {
    const double left = 1 - (double)(hunt->evaluations - begun) / (double)steps;
    for (int k = 0; k < numbers; k++) {
      velocity[k] -= 0.5 * dt * gradient[k];
      x[k] += 0.5 * dt * velocity[k];
    }
    add_noise(hunt, numbers, kept, parameter[LAST] + (parameter[FIRST] - parameter[LAST]) * left, noise, velocity);
    for (int k = 0; k < numbers; k++)
      x[k] += 0.5 * dt * velocity[k];
    l2h_container_reflect(&hunt->system, x, velocity);
    l2h_hunt_force(hunt, x, gradient);
    for (int k = 0; k < numbers; k++)
      velocity[k] -= 0.5 * dt * gradient[k];
  }
  free(memory);
}

/* clang-format off */
const struct l2h_method l2h_method_langevin_anneal = {
  .name = "langevin-anneal", .summary = "Langevin dynamics, cooled in a straight line",
  .parameter = {
    {"temperature", "at first, in energy scales", 0.4, 1e-6, 100, L2H_BY_LOGARITHM},
    {"last_temperature", "at the end", 0, 0, 100, L2H_FIXED},
    {"dt", "time step", 0.01, 1e-6, 1, L2H_BY_LOGARITHM},
    {"damp", "time after which friction has taken most of a velocity", 1, 1e-4, 1e4, L2H_BY_LOGARITHM},
  },
  .grid = {1.6, 0.8, 0.4, 0.2, 0.1},
  .run = run,
};
/* clang-format on */
