/* SPDX-License-Identifier: GPL-2.0-only */
/* FIRE (Bitzek, Koskinen, Gaehler, Moseler and Gumbsch, Phys Rev Lett 97, 170201, 2006): molecular dynamics that is
   steered downhill and stopped where it goes uphill. Parameters as LAMMPS names them, with LAMMPS's defaults.

   Where this leaves the paper: semi-implicit Euler steps, one force evaluation each; no coordinate moves by more than
   dmax in a step, which a random start needs. */
#include <math.h>
#include <string.h>

#include "baselines/registry.h"

enum { DT, DMAX, TMAX, DELAYSTEP, DTGROW, DTSHRINK, ALPHA0, ALPHASHRINK };

static double dot(int count, const double *a, const double *b)
{
  double sum = 0;
  for (int k = 0; k < count; k++)
    sum += a[k] * b[k];
  return sum;
}

static void move(int count, double dt, double dmax, const double *velocity, double *x)
{
  double fastest = 0;
  for (int k = 0; k < count; k++)
    fastest = fmax(fastest, fabs(velocity[k]));
  const double step = fastest * dt > dmax ? dmax / fastest : dt;
  for (int k = 0; k < count; k++)
    x[k] += step * velocity[k];
}

static void search(struct l2h_run *run, const double *parameter, double *x, double *room)
{
  const int numbers = 3 * run->system.atoms;
  double *velocity = room, *gradient = velocity + numbers;
  double dt = parameter[DT], alpha = parameter[ALPHA0];
  long downhill = 0; /* steps since the last stop */
  memset(velocity, 0, sizeof(double) * (size_t)numbers);
  while (!l2h_run_over(run)) {
    l2h_run_force(run, x, gradient);
    if (-dot(numbers, gradient, velocity) > 0) {
      const double steepness = sqrt(dot(numbers, gradient, gradient));
      const double turn = alpha * sqrt(dot(numbers, velocity, velocity)) / fmax(steepness, 1e-300);
      for (int k = 0; k < numbers; k++)
        velocity[k] = (1 - alpha) * velocity[k] - turn * gradient[k];
      if (++downhill > parameter[DELAYSTEP]) {
        dt = fmin(dt * parameter[DTGROW], parameter[TMAX] * parameter[DT]);
        alpha *= parameter[ALPHASHRINK];
      }
    } else {
      downhill = 0;
      dt *= parameter[DTSHRINK];
      alpha = parameter[ALPHA0];
      memset(velocity, 0, sizeof(double) * (size_t)numbers);
    }
    for (int k = 0; k < numbers; k++)
      velocity[k] -= dt * gradient[k];
    move(numbers, dt, parameter[DMAX], velocity, x);
  }
}

/* clang-format off */
const struct l2h_baseline l2h_baseline_fire = {
  .name = "fire", .summary = "steered molecular dynamics, FIRE (C.1)",
  .parameter = {
    {"dt", "first time step", 0.01, 1e-6, 1, L2H_BY_LOGARITHM},
    {"dmax", "most that a coordinate moves in a step, in length scales", 0.1, 1e-6, 1, L2H_BY_LOGARITHM},
    {"tmax", "largest time step, in multiples of dt", 10, 1, 1000, L2H_BY_LOGARITHM},
    {"delaystep", "steps downhill before the time step grows", 20, 0, 1e6, L2H_FIXED},
    {"dtgrow", "by which it grows", 1.1, 1, 2, L2H_FIXED},
    {"dtshrink", "by which it shrinks uphill", 0.5, 0.01, 0.999, L2H_BY_LOGARITHM},
    {"alpha0", "share of the steering at first", 0.25, 0, 1, L2H_BY_LOGARITHM},
    {"alphashrink", "by which it shrinks downhill", 0.99, 0, 0.999999, L2H_BY_REST},
  },
  .grid = "dt=0.01,0.005,0.001",
  .arrays = 2,
  .search = search,
};
/* clang-format on */
