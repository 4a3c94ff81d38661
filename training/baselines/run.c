/* SPDX-License-Identifier: GPL-2.0-only */
#include "baselines/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "systems/potential.h"
#include "evaluation/quench.h"

/* A constant of Weyl sequences: multiples of it share no pattern of bits. */
#define ODD 0x9e3779b97f4a7c15u

int l2h_run_create(struct l2h_run *run, const struct l2h_system *system, int arrays, struct l2h_error *error)
{
  memset(run, 0, sizeof *run);
  run->system = *system;
  run->length_scale = system->length;
  run->energy_scale = system->energy;
  run->system.landscape = l2h_landscape_scaled(&system->landscape, system->length, system->energy);
  run->system.length = run->system.energy = 1;
  run->memory = calloc((size_t)(1 + arrays) * 3 * (size_t)system->atoms, sizeof(double));
  run->best = run->memory;
  run->room = run->memory ? run->memory + 3 * (size_t)system->atoms : NULL;
  return run->memory ? 0 : l2h_fail(error, "no memory for %d atoms", system->atoms);
}

void l2h_run_free(struct l2h_run *run)
{
  free(run->memory);
  run->memory = NULL;
}

void l2h_run_begin(struct l2h_run *run, const struct l2h_start *start, double *x)
{
  const int numbers = 3 * run->system.atoms;
  l2h_start_positions(start, x, run->room);
  for (int k = 0; k < numbers; k++)
    x[k] /= run->length_scale;
  run->evaluations = 0;
  run->found = false;
  run->lowest = INFINITY;
  run->search_seed = start->seed;
  if (start->purpose != L2H_HELD_OUT_STARTS) /* a search has no purposes: no other may share the held-out numbers */
    run->search_seed ^= ODD * (((uint64_t)start->purpose << 32) + start->update);
  run->stream = (struct l2h_stream){start->seed, L2H_BASELINE_NUMBERS, start->update, start->number};
  run->drawn = 0;
}

double l2h_run_force(struct l2h_run *run, const double *x, double *gradient)
{
  run->evaluations++;
  return l2h_potential(&run->system, x, gradient);
}

void l2h_run_note(struct l2h_run *run, double energy, const double *x)
{
  if (!(energy < run->lowest))
    return;
  run->lowest = energy;
  memcpy(run->best, x, 3 * sizeof(double) * (size_t)run->system.atoms);
  run->found = l2h_system_hit(&run->system, energy * run->energy_scale);
}

double l2h_run_quench(struct l2h_run *run, double *x)
{
  const struct l2h_quenched end = l2h_quench(&run->system, L2H_QUENCH_LBFGS, x);
  run->evaluations += end.evaluations;
  l2h_run_note(run, end.energy, x);
  return end.energy;
}

double l2h_run_quench_loosely(struct l2h_run *run, double rms, double *x)
{
  const struct l2h_quenched end = l2h_quench_loosely(&run->system, rms, x);
  run->evaluations += end.evaluations;
  l2h_run_note(run, end.energy, x);
  return end.energy;
}

bool l2h_run_over(const struct l2h_run *run)
{
  return run->evaluations >= run->budget || (run->until_found && run->found);
}

/* Streams are read in whole blocks of four numbers. */
static uint32_t take(struct l2h_run *run, int count)
{
  const uint32_t from = run->drawn;
  run->drawn += ((uint32_t)count + 3) / 4 * 4;
  return from;
}

void l2h_run_uniform(struct l2h_run *run, int count, double *values)
{
  l2h_uniform(&run->stream, take(run, count), count, values);
}

void l2h_run_normal(struct l2h_run *run, int count, double *values)
{
  l2h_normal(&run->stream, take(run, count), count, values);
}
