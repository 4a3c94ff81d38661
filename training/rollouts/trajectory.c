/* SPDX-License-Identifier: GPL-2.0-only */
#include "rollouts/trajectory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "systems/system_forces.h"
#include "systems/scales.h"

int l2h_trajectory_create(struct l2h_trajectory *trajectory, const struct l2h_kernels *kernels, int atoms, int species,
                          struct l2h_error *error)
{
  trajectory->kernels = kernels;
  trajectory->lowest_position = NULL;
  if (l2h_atoms_allocate(&trajectory->atoms, atoms, species, error) != 0)
    return -1;
  trajectory->lowest_position = calloc(3 * (size_t)trajectory->atoms.stride, sizeof(float));
  return trajectory->lowest_position ? 0 : l2h_fail(error, "no memory for %d atoms", atoms);
}

void l2h_trajectory_free(struct l2h_trajectory *trajectory)
{
  l2h_atoms_free(&trajectory->atoms);
  free(trajectory->lowest_position);
}

void l2h_trajectory_begin(struct l2h_trajectory *trajectory, const struct l2h_weights *weights,
                          const struct l2h_system *system, const double *position)
{
  struct l2h_atoms *atoms = &trajectory->atoms;
  trajectory->system = system;
  l2h_scales_of(weights, system, &trajectory->length, &trajectory->energy);
  trajectory->landscape = l2h_landscape_scaled(&system->landscape, trajectory->length, trajectory->energy);
  trajectory->lowest = INFINITY;
  l2h_atoms_reset(atoms);
  l2h_atoms_sort(atoms, system->species, system->first);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < atoms->stride; i++)
      atoms->position[c * atoms->stride + i] = i < atoms->atoms ? (float)(position[3 * i + c] / trajectory->length) : 0;
}

static void find_gradient(struct l2h_trajectory *trajectory)
{
  l2h_system_gradient(trajectory->system, trajectory->kernels, &trajectory->landscape, &trajectory->atoms);
}

static double find_energy(struct l2h_trajectory *trajectory)
{
  return l2h_system_energy(trajectory->system, trajectory->kernels, &trajectory->landscape, &trajectory->atoms);
}

static void find_centre(const struct l2h_atoms *atoms, float centre[3])
{
  float sum[3] = {0}; /* side by side: each waits for itself alone */
  for (int i = 0; i < atoms->atoms; i++)
    for (int c = 0; c < 3; c++)
      sum[c] += atoms->position[c * atoms->stride + i];
  for (int c = 0; c < 3; c++)
    centre[c] = sum[c] / (float)atoms->atoms;
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

/* The move that follows on a gradient, not taken yet. */
static void choose_move(struct l2h_trajectory *trajectory, const struct l2h_weights *weights, struct l2h_clock *clock)
{
  struct l2h_atoms *atoms = &trajectory->atoms;
  float shared[L2H_HIDDEN], centre[3];
  find_centre(atoms, centre);
  trajectory->kernels->step_layer(weights, clock, atoms->atoms, shared);
  trajectory->kernels->optimizer(weights, clock, shared, centre, atoms);
  l2h_clock_tick(clock);
}

static void advance(struct l2h_trajectory *trajectory, const struct l2h_weights *weights, struct l2h_clock *clock)
{
  choose_move(trajectory, weights, clock);
  take_move(&trajectory->atoms);
}

void l2h_trajectory_step(struct l2h_trajectory *trajectory, const struct l2h_weights *weights, struct l2h_clock *clock)
{
  find_gradient(trajectory);
  advance(trajectory, weights, clock);
}

void l2h_trajectory_step_pinned(struct l2h_trajectory *trajectory, const struct l2h_weights *weights,
                                struct l2h_clock *clock)
{
  find_gradient(trajectory);
  choose_move(trajectory, weights, clock);
}

double l2h_trajectory_move(const struct l2h_trajectory *trajectory)
{
  const struct l2h_atoms *atoms = &trajectory->atoms;
  double sum = 0;
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < atoms->atoms; i++)
      sum += (double)atoms->move[c * atoms->stride + i] * (double)atoms->move[c * atoms->stride + i];
  return trajectory->length * sqrt(sum / atoms->atoms);
}

static size_t position_bytes(const struct l2h_trajectory *trajectory)
{
  return 3 * (size_t)trajectory->atoms.stride * sizeof(float);
}

static void note(struct l2h_trajectory *trajectory, double energy)
{
  if (!(energy < trajectory->lowest)) /* nor where it is NaN */
    return;
  trajectory->lowest = energy;
  memcpy(trajectory->lowest_position, trajectory->atoms.position, position_bytes(trajectory));
}

void l2h_trajectory_step_keeping_lowest(struct l2h_trajectory *trajectory, const struct l2h_weights *weights,
                                        struct l2h_clock *clock)
{
  if (clock->step % L2H_LOWEST_EVERY == 0)
    note(trajectory, find_energy(trajectory));
  else
    find_gradient(trajectory);
  advance(trajectory, weights, clock);
}

void l2h_trajectory_to_lowest(struct l2h_trajectory *trajectory)
{
  note(trajectory, find_energy(trajectory));
  if (trajectory->lowest < INFINITY)
    memcpy(trajectory->atoms.position, trajectory->lowest_position, position_bytes(trajectory));
}

void l2h_trajectory_descend(struct l2h_trajectory *trajectory)
{
  struct l2h_atoms *atoms = &trajectory->atoms;
  find_gradient(trajectory);
  for (int k = 0; k < 3 * atoms->stride; k++)
    atoms->move[k] = l2h_descent_move(atoms->gradient[k]);
  take_move(atoms);
}

double l2h_trajectory_energy(struct l2h_trajectory *trajectory)
{
  return trajectory->energy * find_energy(trajectory);
}

void l2h_trajectory_positions(const struct l2h_trajectory *trajectory, double *position)
{
  const struct l2h_atoms *atoms = &trajectory->atoms;
  for (int i = 0; i < atoms->atoms; i++)
    for (int c = 0; c < 3; c++)
      position[3 * i + c] = trajectory->length * atoms->position[c * atoms->stride + i];
}
