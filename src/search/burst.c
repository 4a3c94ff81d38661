/* SPDX-License-Identifier: GPL-2.0-only */
/* Burst: some steps of a learned optimizer, fresh moments, at a progress that runs from burst_from to burst_to: a piece
   of its anneal, at the amplitude that leaves a minimum and keeps the structure. A small kick goes ahead, since at a
   minimum the optimizer sees no gradient. */
#include <math.h>
#include <string.h>

#include "search/moves.h"

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

/* ---- radial functions ---- */

struct shell {
  const struct l2h_walker *walker;
  int count;
  float *phi; /* of one kind of neighbour, [L2H_RADIALS] */
};

static void flush(struct shell *shell)
{
  float phi[L2H_RADIALS];
  if (shell->count == 0)
    return;
  l2h_kernels_best()->radial_sum(shell->count, shell->walker->squares, phi);
  for (int k = 0; k < L2H_RADIALS; k++)
    shell->phi[k] += phi[k];
  shell->count = 0;
}

static void add_neighbour(struct shell *shell, const double d[3])
{
  const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  if (r2 >= L2H_RADIAL_CUTOFF * L2H_RADIAL_CUTOFF)
    return;
  shell->walker->squares[shell->count++] = (float)r2;
  if (shell->count == L2H_SQUARES)
    flush(shell);
}

/* All images of atom j around atom i; not i itself. */
static void add_images(struct shell *shell, const double *a, const double *b, const int images[3])
{
  const struct l2h_box *box = &shell->walker->box;
  double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  if (!box->any) {
    if (a != b)
      add_neighbour(shell, d);
    return;
  }
  l2h_box_fold(box, d);
  for (int x = -images[0]; x <= images[0]; x++)
    for (int y = -images[1]; y <= images[1]; y++)
      for (int z = -images[2]; z <= images[2]; z++) {
        double image[3];
        for (int c = 0; c < 3; c++)
          image[c] = d[c] + x * box->edge[0][c] + y * box->edge[1][c] + z * box->edge[2][c];
        if (a != b || x || y || z)
          add_neighbour(shell, image);
      }
}

/* phi[species][L2H_RADIALS] of free atom i, of each kind of neighbour. */
static void find_radial(const struct l2h_walker *walker, int i, const int images[3], float *phi)
{
  memset(phi, 0, sizeof(float) * L2H_RADIALS * (size_t)walker->species);
  for (int s = 0; s < walker->species; s++) {
    struct shell shell = {walker, 0, phi + L2H_RADIALS * s};
    for (int j = 0; j < walker->atoms; j++)
      if (walker->kind[j] == s)
        add_images(&shell, walker->working + 3 * i,
                   j < walker->free ? walker->working + 3 * j : walker->fixed + 3 * (j - walker->free), images);
    flush(&shell);
  }
}

/* ---- the step ---- */

static void load_atoms(struct l2h_walker *walker, const double *gradient, float centre[3])
{
  struct l2h_atoms *atoms = &walker->atoms_of_burst;
  const int n = walker->free;
  double middle[3] = {0};
  int images[3];
  for (int k = 0; k < 3 * n; k++)
    middle[k % 3] += walker->working[k] / n;
  for (int c = 0; c < 3; c++) {
    centre[c] = 0; /* positions are relative to it already, in double */
    for (int i = 0; i < n; i++) {
      atoms->position[c * atoms->stride + i] = (float)(walker->working[3 * i + c] - middle[c]);
      atoms->gradient[c * atoms->stride + i] = (float)gradient[3 * i + c];
    }
  }
  l2h_box_images(&walker->box, L2H_RADIAL_CUTOFF, images);
  for (int i = 0; i < n; i++) {
    float phi[L2H_MAX_SPECIES * L2H_RADIALS];
    find_radial(walker, i, images, phi);
    for (int k = 0; k < walker->species * L2H_RADIALS; k++)
      atoms->radial[k * atoms->stride + i] = phi[k];
  }
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
