/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/starts.h"

#include "systems/potential.h"

static void uniform_box(const struct l2h_start *start, double *position)
{
  const struct l2h_stream stream = l2h_start_stream(start);
  const int numbers = 3 * start->system->atoms;
  l2h_uniform(&stream, 0, numbers, position);
  for (int k = 0; k < numbers; k++)
    position[k] = l2h_start_coordinate(position[k], start->system->landscape.cell > 0, start->system->box);
}

void l2h_start_positions(const struct l2h_start *start, double *position, double *gradient)
{
  uniform_box(start, position);
  for (int step = 0; step < L2H_START_STEPS; step++) {
    if (l2h_soft_spheres(start->system, position, gradient) == 0)
      return; /* nothing would move any more */
    for (int k = 0; k < 3 * start->system->atoms; k++)
      position[k] -= L2H_START_RATE * gradient[k];
  }
}
