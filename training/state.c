/* SPDX-License-Identifier: GPL-2.0-only */
#include "state.h"

#include <math.h>
#include <stdlib.h>

int l2h_state_create(struct l2h_state *state, int parameters, struct l2h_error *error)
{
  const size_t n = (size_t)parameters;
  *state = (struct l2h_state){.parameters = parameters, .recorded = -1, .best_score = INFINITY, .gain_score = INFINITY};
  state->vectors = calloc(L2H_STATE_VECTORS * n, sizeof(double));
  if (!state->vectors)
    return l2h_fail(error, "no memory for %d parameters", parameters);
  state->theta = state->vectors;
  state->first = state->theta + n;
  state->second = state->first + n;
  state->average = state->second + n;
  state->best = state->average + n;
  return 0;
}

void l2h_state_free(struct l2h_state *state)
{
  free(state->vectors);
  state->vectors = NULL;
}
