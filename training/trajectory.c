/* SPDX-License-Identifier: GPL-2.0-only */
#include "trajectory.h"

#include <math.h>

#include "quench.h"

void l2h_trajectory_begin(struct l2h_atoms *atoms, int count, const double *position)
{
  l2h_atoms_reset(atoms);
  atoms->atoms = count;
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < atoms->stride; i++)
      atoms->position[c * atoms->stride + i] = i < count ? (float)position[3 * i + c] : 0;
}

static void find_centre(const struct l2h_atoms *atoms, float centre[3])
{
  for (int c = 0; c < 3; c++) {
    const float *x = atoms->position + c * atoms->stride;
    float sum = 0;
    for (int i = 0; i < atoms->atoms; i++)
      sum += x[i];
    centre[c] = sum / (float)atoms->atoms;
  }
}

static void take_move(struct l2h_atoms *atoms)
{
  for (int c = 0; c < 3; c++) {
    float *x = atoms->position + c * atoms->stride;
    const float *move = atoms->move + c * atoms->stride;
    for (int i = 0; i < atoms->atoms; i++)
      x[i] += move[i];
  }
}

void l2h_trajectory_step(const struct l2h_kernels *kernels, const struct l2h_weights *weights, struct l2h_clock *clock,
                         struct l2h_atoms *atoms)
{
  float shared[L2H_HIDDEN], centre[3];
  kernels->lj_gradient(atoms);
  find_centre(atoms, centre);
  kernels->step_layer(weights, clock, atoms->atoms, shared);
  kernels->optimizer(weights, clock, shared, centre, atoms);
  take_move(atoms);
  l2h_clock_tick(clock);
}

void l2h_trajectory_descend(const struct l2h_kernels *kernels, struct l2h_atoms *atoms)
{
  kernels->lj_gradient(atoms);
  for (int k = 0; k < 3 * atoms->stride; k++) {
    const float move = -(float)L2H_PAPER_RATE * atoms->gradient[k];
    atoms->move[k] = fminf(fmaxf(move, -L2H_DESCENT_LIMIT), L2H_DESCENT_LIMIT);
  }
  take_move(atoms);
}

void l2h_trajectory_positions(const struct l2h_atoms *atoms, double *position)
{
  for (int i = 0; i < atoms->atoms; i++)
    for (int c = 0; c < 3; c++)
      position[3 * i + c] = atoms->position[c * atoms->stride + i];
}
