/* SPDX-License-Identifier: GPL-2.0-only */
/* Turns: in a periodic box, and in a cluster of an alloy, a walk takes thousands of hops, and symmetric starts are not
   to wait for its end, nor it for theirs. So the walk from a plain start pauses whenever symmetric starts have had less
   than their share of the hops, and goes on, from the minimum that it had come to, when they have had it. An alloy's
   first walk begins when its patience is owed: where the lowest minimum is symmetric, it is met before. */
#include <string.h>

#include "search/moves.h"

bool l2h_may_take_turns(const struct l2h_walker *walker)
{
  return (walker->box.any || walker->species > 1) && walker->free == walker->atoms && !walker->restart_from_start;
}

static bool takes_turns(const struct l2h_walker *walker)
{
  return walker->paused && walker->numbers.symmetric > 0 && (walker->box.any || l2h_may_order(walker));
}

bool l2h_turn_is_symmetric(const struct l2h_walker *walker)
{
  const struct l2h_walker_state *state = walker->state;
  const struct l2h_search_numbers *numbers = &walker->numbers;
  const double share = walker->box.any ? numbers->symmetric : numbers->symmetric_alloy;
  const double owed = walker->box.any ? 0 : numbers->patience_long;
  return takes_turns(walker) && state->plain_hops + owed >= (1 - share) * state->hops;
}

/* An alloy's walk from the host's structure, which goes on until it leaves it. */
static bool is_first_of_host(const struct l2h_walker *walker)
{
  return !walker->box.any && walker->start && walker->state->restarts == 0;
}

bool l2h_leaves_start(const struct l2h_walker *walker)
{
  const struct l2h_walker_state *state = walker->state;
  const struct l2h_search_numbers *numbers = &walker->numbers;
  return takes_turns(walker) && is_first_of_host(walker) && state->memory.since_start >= numbers->patience_long &&
    state->stale >= numbers->patience;
}

static void pause_walk(struct l2h_walker *walker)
{
  struct l2h_walker_state *state = walker->state;
  struct l2h_walk *walk = &state->walk;
  state->is_paused = true;
  walk->current = state->current;
  walk->start_lowest = state->start_lowest;
  walk->stale = state->stale;
  walk->met = state->met;
  walk->memory = state->memory;
  memcpy(walk->amplitude, state->amplitude, sizeof walk->amplitude);
  memcpy(walker->paused, walker->from, l2h_vector_bytes(walker));
}

static void go_on(struct l2h_walker *walker)
{
  struct l2h_walker_state *state = walker->state;
  const struct l2h_walk *walk = &state->walk;
  state->is_paused = state->symmetric = false;
  state->current = walk->current;
  state->start_lowest = walk->start_lowest;
  state->stale = walk->stale;
  state->met = walk->met;
  state->memory = walk->memory;
  memcpy(state->amplitude, walk->amplitude, sizeof walk->amplitude);
  memcpy(walker->from, walker->paused, l2h_vector_bytes(walker));
}

bool l2h_turn_ends(struct l2h_walker *walker, bool over)
{
  struct l2h_walker_state *state = walker->state;
  if (!walker->paused)
    return over;
  state->plain_hops += !state->symmetric;
  const bool symmetric = l2h_turn_is_symmetric(walker);
  if (!state->symmetric && !over && symmetric && !is_first_of_host(walker)) {
    pause_walk(walker);
    return true;
  }
  if (state->symmetric && over && !symmetric && state->is_paused) {
    go_on(walker);
    return false;
  }
  return over;
}
