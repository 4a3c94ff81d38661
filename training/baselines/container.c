/* SPDX-License-Identifier: GPL-2.0-only */
#include "baselines/container.h"

#include <math.h>

/* A dense cluster of N atoms has a radius of 0.55 N^(1/3) nearest-neighbour distances; one more leaves room to
   rearrange. */
static double radius(const struct l2h_system *system)
{
  return 0.55 * cbrt(system->atoms) + 1;
}

static void find_centre(const struct l2h_system *system, const double *x, double centre[3])
{
  for (int c = 0; c < 3; c++) {
    centre[c] = 0;
    for (int i = 0; i < system->atoms; i++)
      centre[c] += x[3 * i + c] / system->atoms;
  }
}

static double distance(const double *x, const double centre[3], double d[3])
{
  double sum = 0;
  for (int c = 0; c < 3; c++) {
    d[c] = x[c] - centre[c];
    sum += d[c] * d[c];
  }
  return sqrt(sum);
}

void l2h_container_gather(const struct l2h_system *system, double *x)
{
  double centre[3], d[3];
  if (system->landscape.cell > 0)
    return;
  find_centre(system, x, centre);
  for (int i = 0; i < system->atoms; i++) {
    const double r = distance(x + 3 * i, centre, d);
    if (r > radius(system))
      for (int c = 0; c < 3; c++)
        x[3 * i + c] = centre[c] + d[c] * radius(system) / r;
  }
}

void l2h_container_reflect(const struct l2h_system *system, const double *x, double *velocity)
{
  double centre[3], d[3];
  if (system->landscape.cell > 0)
    return;
  find_centre(system, x, centre);
  for (int i = 0; i < system->atoms; i++) {
    double *v = velocity + 3 * i;
    const double r = distance(x + 3 * i, centre, d);
    const double outward = (v[0] * d[0] + v[1] * d[1] + v[2] * d[2]) / r;
    if (r > radius(system) && outward > 0)
      for (int c = 0; c < 3; c++)
        v[c] -= 2 * outward * d[c] / r;
  }
}
