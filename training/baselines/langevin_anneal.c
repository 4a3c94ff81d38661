/* SPDX-License-Identifier: GPL-2.0-only */
/* Simulated annealing by Langevin dynamics whose temperature falls in a straight line, integrated as BAOAB
   (Leimkuhler and Matthews 2013). It begins with a quench, within the budget: the heat of a random start would tear a
   cluster apart. In free space atoms stay in a container, whose wall turns them back. */
#include <math.h>
#include <string.h>

#include "baselines/container.h"
#include "baselines/registry.h"

enum { FIRST, LAST, DT, DAMP };

static void add_noise(struct l2h_run *run, int numbers, double kept, double temperature, double *noise,
                      double *velocity)
{
  const double strength = sqrt((1 - kept * kept) * temperature);
  l2h_run_normal(run, numbers, noise);
  for (int k = 0; k < numbers; k++)
    velocity[k] = kept * velocity[k] + strength * noise[k];
}

static void search(struct l2h_run *run, const double *parameter, double *x, double *room)
{
  const int numbers = 3 * run->system.atoms;
  const double dt = parameter[DT], kept = exp(-dt / parameter[DAMP]);
  double *velocity = room, *gradient = velocity + numbers, *noise = gradient + numbers;
  memset(room, 0, 2 * sizeof(double) * (size_t)numbers);
  const long begun = run->evaluations, steps = run->budget - begun;
  l2h_run_quench_loosely(run, 0.01, false, x);
  if (!l2h_run_over(run))
    l2h_run_force(run, x, gradient);
  while (!l2h_run_over(run)) {
    const double left = 1 - (double)(run->evaluations - begun) / (double)steps;
    for (int k = 0; k < numbers; k++) {
      velocity[k] -= 0.5 * dt * gradient[k];
      x[k] += 0.5 * dt * velocity[k];
    }
    add_noise(run, numbers, kept, parameter[LAST] + (parameter[FIRST] - parameter[LAST]) * left, noise, velocity);
    for (int k = 0; k < numbers; k++)
      x[k] += 0.5 * dt * velocity[k];
    l2h_container_reflect(&run->system, x, velocity);
    l2h_run_force(run, x, gradient);
    for (int k = 0; k < numbers; k++)
      velocity[k] -= 0.5 * dt * gradient[k];
  }
}

/* clang-format off */
const struct l2h_baseline l2h_baseline_langevin_anneal = {
  .name = "langevin-anneal", .summary = "Langevin dynamics, cooled in a straight line",
  .parameter = {
    {"temperature", "at first, in energy scales", 0.4, 1e-6, 100, L2H_BY_LOGARITHM},
    {"last_temperature", "at the end", 0, 0, 100, L2H_FIXED},
    {"dt", "time step", 0.01, 1e-6, 1, L2H_BY_LOGARITHM},
    {"damp", "time after which friction has taken most of a velocity", 1, 1e-4, 1e4, L2H_BY_LOGARITHM},
  },
  .grid = "temperature=1.6,0.8,0.4,0.2,0.1",
  .arrays = 3,
  .search = search,
};
/* clang-format on */
