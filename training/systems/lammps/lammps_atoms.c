/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_atoms.h"

#include <math.h>
#include <stdbool.h>

#include "core/cell.h"
#include "systems/lammps/lammps_potential.h"

#define IMAGES 27

/* Squared distances of atom i to the atoms [from, to), images included, that the radial functions reach; how many. */
static int near_atoms(const struct l2h_landscape *landscape, const struct l2h_atoms *atoms, int i, int from, int to,
                      float *r2)
{
  const float *x = atoms->position, *y = x + atoms->stride, *z = y + atoms->stride;
  const float cell = (float)landscape->cell, reach2 = (float)(L2H_RADIAL_CUTOFF * L2H_RADIAL_CUTOFF);
  const bool images = cell > 0 && l2h_images(landscape->cell, L2H_RADIAL_CUTOFF);
  int count = 0;
  for (int j = from; j < to; j++) {
    float d[3] = {x[i] - x[j], y[i] - y[j], z[i] - z[j]};
    if (j == i)
      continue;
    for (int c = 0; cell > 0 && c < 3; c++)
      d[c] -= cell * rintf(d[c] / cell);
    for (int image = images ? 0 : 13; image < (images ? IMAGES : 14); image++) {
      const float e[3] = {d[0] - cell * (float)(image % 3 - 1), d[1] - cell * (float)(image / 3 % 3 - 1),
                          d[2] - cell * (float)(image / 9 - 1)};
      const float square = e[0] * e[0] + e[1] * e[1] + e[2] * e[2];
      if (square < reach2)
        r2[count++] = square;
    }
  }
  return count;
}

static void radial_functions(const struct l2h_kernels *kernels, const struct l2h_landscape *landscape,
                             struct l2h_atoms *atoms)
{
  float r2[IMAGES * L2H_SYSTEM_MAX_ATOMS], phi[L2H_RADIALS];
  for (int s = 0; s < atoms->species; s++)
    for (int i = 0; i < atoms->atoms; i++) {
      kernels->radial_sum(near_atoms(landscape, atoms, i, atoms->first[s], atoms->first[s + 1], r2), r2, phi);
      for (int k = 0; k < L2H_RADIALS; k++)
        atoms->radial[(s * L2H_RADIALS + k) * atoms->stride + i] = phi[k];
    }
}

double l2h_lammps_atoms(const struct l2h_system *system, const struct l2h_kernels *kernels,
                        const struct l2h_landscape *landscape, struct l2h_atoms *atoms)
{
  double position[3 * L2H_SYSTEM_MAX_ATOMS], gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  for (int i = 0; i < atoms->atoms; i++)
    for (int c = 0; c < 3; c++)
      position[3 * i + c] = atoms->position[c * atoms->stride + i];
  const double energy = l2h_lammps_potential(system, landscape, position, gradient);
  for (int i = 0; i < atoms->atoms; i++)
    for (int c = 0; c < 3; c++)
      atoms->gradient[c * atoms->stride + i] = (float)gradient[3 * i + c];
  radial_functions(kernels, landscape, atoms);
  return energy;
}
