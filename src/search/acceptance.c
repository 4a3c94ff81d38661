/* SPDX-License-Identifier: GPL-2.0-only */
/* Metropolis over quenched energies, and when a search has gone stale. */
#include <math.h>
#include <string.h>

#include "core/portable.h"
#include "search/moves.h"

#define GAIN 1e-4 /* energy scales: what rounding and loose quenches do not make */
#define SAME 1e-2 /* energy scales: loosely quenched minima so close are taken for one */

static bool is_accepted(struct l2h_walker *walker, double temperature)
{
  const double rise = walker->state->found - walker->state->current;
  if (walker->state->fresh || rise < 0)
    return true;
  return temperature > 0 && l2h_draw(walker) < l2h_portable_exp(-rise / temperature);
}

/* Only hops from the lowest minimum since the start use up the patience. A walk in a funnel makes nearly all of its
   hops from there, and is to leave when they gain nothing; one in a glass wanders, and is not stuck. In a periodic box
   the walk wanders (turns.c), and a symmetric start is not to: all of its hops count. */
unsigned l2h_accept(struct l2h_walker *walker, double temperature)
{
  struct l2h_walker_state *state = walker->state;
  unsigned flags = 0;
  const bool from_lowest = state->current <= state->start_lowest + SAME;
  if (is_accepted(walker, temperature)) {
    flags |= L2H_ACCEPTED;
    state->current = state->found;
    memcpy(walker->from, walker->minimum, sizeof(double) * 3 * (size_t)walker->free);
    l2h_centre(walker, walker->from);
  }
  if (state->fresh || state->current < state->start_lowest - GAIN) {
    flags |= L2H_GAINED;
    state->start_lowest = state->current;
    state->stale = state->unlucky = 0;
  } else {
    state->stale += from_lowest || (state->symmetric && walker->box.any);
    state->unlucky++;
  }
  state->series_failed = flags & L2H_ACCEPTED ? false : state->series_failed || state->series > 0;
  return flags;
}

/* Symmetric starts are many and cheap: one that has not come near the lowest is given up at once. */
bool l2h_is_stale(const struct l2h_walker *walker)
{
  const struct l2h_walker_state *state = walker->state;
  const struct l2h_search_numbers *numbers = &walker->numbers;
  const unsigned funnels = L2H_NEEDS_CLUSTER | L2H_NEEDS_ALIKE;
  const double patience = (walker->has & funnels) == funnels ? numbers->patience : numbers->patience_long;
  if (!state->symmetric)
    return state->stale >= patience || l2h_leaves_start(walker);
  if (l2h_may_order(walker))
    return l2h_is_ordered(walker);
  return state->start_lowest > state->lowest + numbers->promise || state->stale >= numbers->symmetric_patience;
}
