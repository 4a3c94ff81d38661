/* SPDX-License-Identifier: GPL-2.0-only */
#include "potential.h"

#include <math.h>
#include <string.h>

#include "core/lj.h"
#include "core/soft_sphere.h"

static double difference(const double *a, const double *b, double d[3])
{
  double r2 = 0;
  for (int c = 0; c < 3; c++) {
    d[c] = a[c] - b[c];
    r2 += d[c] * d[c];
  }
  return r2;
}

/* Takes the force f d off atom i's gradient and gives it to j's. */
static void push(double f, const double d[3], double *gi, double *gj)
{
  for (int c = 0; c < 3; c++) {
    gi[c] -= f * d[c];
    gj[c] += f * d[c];
  }
}

double l2h_potential(const struct l2h_system *system, const double *position, double *gradient)
{
  const int n = system->atoms;
  double energy = 0;
  memset(gradient, 0, sizeof(double) * 3 * (size_t)n);
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++) {
      double d[3], pair;
      const double r2 = fmax(difference(position + 3 * i, position + 3 * j, d), L2H_LJ_CORE2);
      push(l2h_lj_pair(r2, 1, 1, &pair), d, gradient + 3 * i, gradient + 3 * j);
      energy += pair;
    }
  return energy;
}

double l2h_soft_spheres(const struct l2h_system *system, const double *position, double *gradient)
{
  const int n = system->atoms;
  const double reach2 = system->sphere * system->sphere;
  double energy = 0;
  memset(gradient, 0, sizeof(double) * 3 * (size_t)n);
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++) {
      double d[3], pair;
      const double r2 = difference(position + 3 * i, position + 3 * j, d);
      if (r2 >= reach2 || r2 == 0) /* two random atoms in one place: not in 2^53 tries; no direction to part them */
        continue;
      push(l2h_soft_sphere_pair(sqrt(r2), system->sphere, &pair), d, gradient + 3 * i, gradient + 3 * j);
      energy += pair;
    }
  return energy;
}

double l2h_closest_pair(int atoms, const double *position)
{
  double closest = INFINITY, d[3];
  for (int i = 0; i < atoms; i++)
    for (int j = i + 1; j < atoms; j++)
      closest = fmin(closest, difference(position + 3 * i, position + 3 * j, d));
  return sqrt(closest);
}

double l2h_gradient_rms(int atoms, const double *gradient)
{
  double sum = 0;
  for (int k = 0; k < 3 * atoms; k++)
    sum += gradient[k] * gradient[k];
  return sqrt(sum / (3 * atoms));
}
