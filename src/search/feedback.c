/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>

#include "core/portable.h"
#include "search/moves.h"

void l2h_feedback_begin(struct l2h_walker *walker)
{
  for (int m = 0; m < L2H_MOVES; m++)
    walker->state->amplitude[m] = 1;
  walker->state->paid[0] = walker->state->paid[1] = 0.2;
  walker->state->cost[0] = walker->state->cost[1] = 100;
  for (int k = 0; k < L2H_SWAP_FEATURES; k++)
    walker->state->swaps.inverse[k][k] = 10;
}

void l2h_feedback_rise(struct l2h_walker *walker, double rise)
{
  struct l2h_walker_state *state = walker->state;
  double *const mean = &state->rise[state->change];
  state->rises[state->change]++;
  *mean += (fabs(rise) - *mean) / fmin(state->rises[state->change], 32);
}

double l2h_temperature(const struct l2h_walker *walker, double most)
{
  const struct l2h_walker_state *state = walker->state;
  if (walker->numbers.temperature_share == 0 || state->rises[state->change] < 8)
    return most;
  return fmin(most, walker->numbers.temperature_share * state->rise[state->change]);
}

double l2h_loose_gradient(const struct l2h_walker *walker)
{
  const struct l2h_running *rise = &walker->state->memory.rise;
  const double share = rise->count > 0 && walker->numbers.loose_rise > 0 ? fmin(1, rise->mean / walker->numbers.loose_rise) : 1;
  return walker->numbers.loose_gradient * fmax(share, 0.1);
}

/* Lowered hops per evaluation. */
static double worth(const struct l2h_walker_state *state, int with)
{
  return (state->paid[with] + 0.02) / state->cost[with];
}

double l2h_compress_chance(const struct l2h_walker *walker)
{
  const double chance = walker->numbers.compress;
  if (walker->numbers.compress_credit == 0 || chance == 0)
    return chance;
  const double with = worth(walker->state, 1), without = worth(walker->state, 0);
  return chance * with * with / (chance * with * with + (1 - chance) * without * without);
}

void l2h_feedback(struct l2h_walker *walker, double rise, bool accepted)
{
  struct l2h_walker_state *state = walker->state;
  const double change = walker->numbers.feedback * (accepted - walker->numbers.feedback_accepted);
  if (state->fresh)
    return;
  if (l2h_change_of(state->change)->compress) {
    const int with = state->compressed != 0;
    state->paid[with] += ((rise < -1e-2) - state->paid[with]) / 32;
    state->cost[with] += (state->counts.evaluations - state->hop_began - state->cost[with]) / 32;
  }
  double *const amplitude = &state->amplitude[state->change];
  *amplitude = fmin(fmax(*amplitude * l2h_portable_exp(change), 0.05), 3);
}
