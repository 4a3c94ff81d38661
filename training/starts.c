/* SPDX-License-Identifier: GPL-2.0-only */
#include "starts.h"

#include "potential.h"

/* In free space around the origin, in a periodic cell within it. */
static void uniform_box(const struct l2h_start *start, double *position)
{
  const struct l2h_stream stream = {start->seed, start->purpose, start->update, start->number};
  const int numbers = 3 * start->system->atoms;
  const double low = start->system->landscape.cell > 0 ? 0 : 0.5;
  l2h_uniform(&stream, 0, numbers, position);
  for (int k = 0; k < numbers; k++)
    position[k] = (position[k] - low) * start->system->box;
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
