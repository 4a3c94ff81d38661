/* SPDX-License-Identifier: GPL-2.0-only */
#include "baselines/hunt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "systems/potential.h"
#include "evaluation/quench.h"

int l2h_hunt_create(struct l2h_hunt *hunt, const struct l2h_system *system, struct l2h_error *error)
{
  memset(hunt, 0, sizeof *hunt);
  hunt->system = *system;
  hunt->length_scale = system->length;
  hunt->energy_scale = system->energy;
  hunt->system.landscape = l2h_landscape_scaled(&system->landscape, system->length, system->energy);
  hunt->system.length = hunt->system.energy = 1;
  hunt->memory = calloc(2 * 3 * (size_t)system->atoms, sizeof(double));
  hunt->best = hunt->memory;
  return hunt->memory ? 0 : l2h_fail(error, "no memory for %d atoms", system->atoms);
}

void l2h_hunt_free(struct l2h_hunt *hunt)
{
  free(hunt->memory);
  hunt->memory = NULL;
}

void l2h_hunt_begin(struct l2h_hunt *hunt, const struct l2h_start *start, bool afresh, double *x)
{
  const int numbers = 3 * hunt->system.atoms;
  l2h_start_positions(start, x, hunt->memory + numbers);
  for (int k = 0; k < numbers; k++)
    x[k] /= hunt->length_scale;
  if (afresh) {
    hunt->evaluations = 0;
    hunt->found = false;
    hunt->lowest = INFINITY;
  }
  hunt->stream = (struct l2h_stream){start->seed, L2H_METHODS, start->update, start->number};
  hunt->drawn = 0;
}

double l2h_hunt_force(struct l2h_hunt *hunt, const double *x, double *gradient)
{
  hunt->evaluations++;
  return l2h_potential(&hunt->system, x, gradient);
}

void l2h_hunt_note(struct l2h_hunt *hunt, double energy, const double *x)
{
  if (!(energy < hunt->lowest))
    return;
  hunt->lowest = energy;
  memcpy(hunt->best, x, 3 * sizeof(double) * (size_t)hunt->system.atoms);
  hunt->found = l2h_system_hit(&hunt->system, energy * hunt->energy_scale);
}

double l2h_hunt_quench(struct l2h_hunt *hunt, double *x)
{
  const struct l2h_quenched end = l2h_quench(&hunt->system, L2H_QUENCH_LBFGS, x);
  hunt->evaluations += end.evaluations;
  l2h_hunt_note(hunt, end.energy, x);
  return end.energy;
}

double l2h_hunt_quench_loosely(struct l2h_hunt *hunt, double rms, double *x)
{
  const struct l2h_quenched end = l2h_quench_loosely(&hunt->system, rms, x);
  hunt->evaluations += end.evaluations;
  l2h_hunt_note(hunt, end.energy, x);
  return end.energy;
}

bool l2h_hunt_over(const struct l2h_hunt *hunt)
{
  return hunt->evaluations >= hunt->budget || (hunt->until_found && hunt->found);
}

/* Streams are read in whole blocks of four numbers. */
static uint32_t take(struct l2h_hunt *hunt, int count)
{
  const uint32_t from = hunt->drawn;
  hunt->drawn += ((uint32_t)count + 3) / 4 * 4;
  return from;
}

void l2h_hunt_uniform(struct l2h_hunt *hunt, int count, double *values)
{
  l2h_uniform(&hunt->stream, take(hunt, count), count, values);
}

void l2h_hunt_normal(struct l2h_hunt *hunt, int count, double *values)
{
  l2h_normal(&hunt->stream, take(hunt, count), count, values);
}
