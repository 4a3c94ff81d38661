/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/potential.h"

#include <math.h>
#include <string.h>

#include "core/cell.h"
#include "core/soft_sphere.h"
#include "cpu/engine.h"
#include "systems/lammps/lammps_instance.h"
#include "systems/lammps/lammps_potential.h"

double l2h_potential(const struct l2h_system *system, const double *position, double *gradient)
{
  _Alignas(64) double memory[L2H_POINTS_DOUBLES(L2H_SYSTEM_MAX_ATOMS, L2H_MAX_SPECIES)];
  struct l2h_points points;
  if (system->landscape.kind == L2H_LAMMPS)
    return l2h_lammps_potential(system, &system->landscape, position, gradient);
  l2h_points_place(&points, memory, system->species, system->first);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < points.atoms; i++)
      points.position[c * points.stride + i] = position[3 * i + c];
  const double energy = l2h_kernels_best()->potential(&system->landscape, &points);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < points.atoms; i++)
      gradient[3 * i + c] = points.gradient[c * points.stride + i];
  return energy;
}

double l2h_difference(const struct l2h_system *system, const double *a, const double *b, double d[3])
{
  for (int c = 0; c < 3; c++)
    d[c] = a[c] - b[c];
  if (system->landscape.cell > 0)
    l2h_minimum_image(d, system->landscape.cell);
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
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
      const double r2 = l2h_difference(system, position + 3 * i, position + 3 * j, d);
      if (r2 >= reach2 || r2 == 0) /* two random atoms in one place: not in 2^53 tries; no direction to part them */
        continue;
      const double f = l2h_soft_sphere_pair(sqrt(r2), system->sphere, &pair);
      for (int c = 0; c < 3; c++) {
        gradient[3 * i + c] -= f * d[c];
        gradient[3 * j + c] += f * d[c];
      }
      energy += pair;
    }
  return energy;
}

double l2h_closest_pair(const struct l2h_system *system, const double *position)
{
  double closest = INFINITY, d[3];
  for (int i = 0; i < system->atoms; i++)
    for (int j = i + 1; j < system->atoms; j++)
      closest = fmin(closest, l2h_difference(system, position + 3 * i, position + 3 * j, d));
  return sqrt(closest);
}

double l2h_gradient_rms(int atoms, const double *gradient)
{
  double sum = 0;
  for (int k = 0; k < 3 * atoms; k++)
    sum += gradient[k] * gradient[k];
  return sqrt(sum / (3 * atoms));
}

void l2h_system_frozen(const struct l2h_system *system, const bool **frozen, const double **place)
{
  *frozen = NULL;
  *place = NULL;
  if (system->frozen > 0)
    l2h_lammps_frozen(system, frozen, place);
}
