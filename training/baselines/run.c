/* SPDX-License-Identifier: GPL-2.0-only */
#include "baselines/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/room.h"
#include "systems/potential.h"
#include "evaluation/quench.h"

/* A constant of Weyl sequences: multiples of it share no pattern of bits. */
#define ODD 0x9e3779b97f4a7c15u

/* Lays out what the run works in. Returns the bytes. */
static size_t place(struct l2h_run *run, int arrays)
{
  struct l2h_room room = {run->memory, 0};
  const size_t array = 3 * (size_t)run->system.atoms * sizeof(double);
  run->best = l2h_room_take(&room, array);
  run->room = l2h_room_take(&room, (size_t)arrays * array);
  l2h_springs_place(&run->springs, &room, run->system.atoms);
  return room.used;
}

int l2h_run_create(struct l2h_run *run, const struct l2h_system *system, int arrays, struct l2h_error *error)
{
  memset(run, 0, sizeof *run);
  run->system = *system;
  run->length_scale = system->length;
  run->energy_scale = system->energy;
  run->system.landscape = l2h_landscape_scaled(&system->landscape, system->length, system->energy);
  run->system.length = run->system.energy = 1;
  const size_t bytes = place(run, arrays);
  run->memory = aligned_alloc(64, bytes);
  if (!run->memory)
    return l2h_fail(error, "no memory for %d atoms", system->atoms);
  memset(run->memory, 0, bytes);
  place(run, arrays);
  return 0;
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

double l2h_run_quench_loosely(struct l2h_run *run, double rms, bool springs, double *x)
{
  struct l2h_springs *const guide = springs && !(run->system.landscape.cell > 0) ? &run->springs : NULL;
  const struct l2h_quenched end = l2h_quench_loosely(&run->system, rms, guide, x);
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
