/* SPDX-License-Identifier: GPL-2.0-only */
/* Burst: some steps of a learned optimizer, fresh moments, at a progress that runs from burst_from to burst_to: a piece
   of its anneal, at the amplitude that leaves a minimum and keeps the structure. A small kick goes ahead, since at a
   minimum the optimizer sees no gradient. */
#include <math.h>
#include <string.h>

#include "search/moves.h"
#include "search/surroundings.h"

#define HORIZON 1000000L /* progress is given in steps of one millionth */

static bool begin(struct l2h_walker *walker)
{
  l2h_kick(walker, walker->numbers.burst_kick);
  memset(walker->moments, 0, sizeof(float) * 2 * 3 * L2H_DECAYS * (size_t)walker->atoms_of_burst.stride);
  walker->state->burst_step = 0;
  l2h_clock_start(&walker->state->clock, HORIZON);
  return true;
}

/* Progress of this step, in steps of the horizon. */
static long progress(const struct l2h_walker *walker)
{
  const struct l2h_search_numbers *numbers = &walker->numbers;
  const double last = floor(numbers->burst_steps) - 1;
  const double share = last > 0 ? (double)walker->state->burst_step / last : 0;
  const double held = numbers->burst_from + (numbers->burst_to - numbers->burst_from) * share;
  return (long)(fmax(0, 1 - (1 - held) * walker->state->amplitude[L2H_MOVE_burst]) * HORIZON);
}

/* ---- the step ---- */

static void load_atoms(struct l2h_walker *walker, const double *gradient, float centre[3])
{
  struct l2h_atoms *atoms = &walker->atoms_of_burst;
  const int n = walker->free;
  double middle[3] = {0};
  for (int k = 0; k < 3 * n; k++)
    middle[k % 3] += walker->working[k] / n;
  for (int c = 0; c < 3; c++) {
    centre[c] = 0; /* positions are relative to it already, in double */
    for (int i = 0; i < n; i++) {
      atoms->position[c * atoms->stride + i] = (float)(walker->working[3 * i + c] - middle[c]);
      atoms->gradient[c * atoms->stride + i] = (float)gradient[3 * i + c];
    }
  }
  const struct l2h_surroundings around = {.box = &walker->box,
                                          .atoms = walker->atoms,
                                          .free = n,
                                          .species = walker->species,
                                          .kind = walker->kind,
                                          .working = walker->working,
                                          .fixed = walker->fixed,
                                          .squares = walker->squares};
  l2h_surroundings_radial(&around, atoms);
}

/* Brings atoms that left a free cluster back to the sphere that holds a dense one, with a length scale to spare. */
static void gather(struct l2h_walker *walker)
{
  const double radius = 0.55 * cbrt(walker->free) + 1;
  if (!walker->centred)
    return;
  l2h_centre(walker, walker->working);
  for (int i = 0; i < walker->free; i++) {
    double *const x = walker->working + 3 * i;
    const double r = sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]);
    for (int c = 0; c < 3 && r > radius; c++)
      x[c] *= radius / r;
  }
}

static bool tell(struct l2h_walker *walker, const double *gradient)
{
  struct l2h_atoms *atoms = &walker->atoms_of_burst;
  struct l2h_clock *clock = &walker->state->clock;
  const struct l2h_kernels *kernels = l2h_kernels_best();
  float shared[L2H_HIDDEN], centre[3];
  load_atoms(walker, gradient, centre);
  clock->step = progress(walker); /* all else of the clock is of a run that began with the burst */
  kernels->step_layer(walker->weights, clock, walker->free, shared);
  kernels->optimizer(walker->weights, clock, shared, centre, atoms);
  l2h_clock_tick(clock);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < walker->free; i++)
      walker->working[3 * i + c] += (double)atoms->move[c * atoms->stride + i];
  if (++walker->state->burst_step < (int64_t)walker->numbers.burst_steps)
    return true;
  gather(walker);
  return false;
}

const struct l2h_change l2h_change_burst = {L2H_MOVE_burst,
                                            L2H_NEEDS_WEIGHTS,
                                            true,
                                            true,
                                            L2H_SEARCH_NUMBER_burst,
                                            L2H_SEARCH_NUMBER_burst_temperature,
                                            begin,
                                            tell};
