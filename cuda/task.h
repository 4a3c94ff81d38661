/* SPDX-License-Identifier: GPL-2.0-only */
/* What the host gives the kernels: the jobs of one system, and where their results go. */
#ifndef L2H_TASK_H
#define L2H_TASK_H

#include <stdint.h>
#include <string.h>

#include "block.h"

/* One rollout, by its numbers in the arrays below. */
struct l2h_task_job {
  int start, network, result;
};

struct l2h_task {
  struct l2h_block_shape shape;
  struct l2h_landscape landscape; /* in the scales */
  int first[L2H_MAX_SPECIES + 1];
  double length, energy; /* scales */
  float step_limit;
  long horizon; /* T, by which progress is told */
  long steps;   /* learned steps to take; T except in tests */
  long quench;  /* steps of gradient descent after them */
  int jobs;
  const struct l2h_task_job *job; /* [jobs] */
  const float *network;           /* [networks][network_stride], numbers in the order of l2h_task_network() */
  int network_stride;
  const double *start;      /* [starts][room] positions in the units of the potential */
  double *energy_out;       /* [results] */
  double *position_out;     /* [results][room]; NULL: not wanted */
  int room;                 /* doubles a job's positions take */
  float *state;             /* [jobs][shape.state], where that is not shared */
  const volatile int *stop; /* set while they run: the blocks end early, and their results are void */
};

/* A network as the kernels have it is in theta's order, with rows of zeros for inputs that its model lacks. Here with
   its `rows` inputs of the first layer. */
L2H_FN void l2h_task_network(const struct l2h_network *network, int rows, float *numbers)
{
  float *const rest = numbers + rows * L2H_HIDDEN;
  memcpy(numbers, network->first, sizeof(float) * L2H_HIDDEN * (size_t)rows);
  /* from first_bias on the struct is nothing but floats, in the same order */
  memcpy(rest, network->first_bias, sizeof(float) * L2H_NETWORK_TAIL);
}

/* The place there of parameter k of theta, whose first layer has the rows row[active]. */
L2H_FN int l2h_task_place(int k, int active, const int *row, int rows)
{
  return k < active * L2H_HIDDEN ? row[k / L2H_HIDDEN] * L2H_HIDDEN + k % L2H_HIDDEN : k + (rows - active) * L2H_HIDDEN;
}

#endif
