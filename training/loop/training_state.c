/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/training_state.h"

#include <math.h>
#include <stdlib.h>

static void set_pointers(struct l2h_state *state, double *vectors)
{
  const size_t n = (size_t)state->parameters;
  state->vectors = vectors;
  state->theta = vectors;
  state->kept = state->theta + n;
  state->average = state->kept + (size_t)state->kept_vectors * n;
  state->best = state->average + n;
}

int l2h_state_create(struct l2h_state *state, int parameters, int kept_vectors, struct l2h_error *error)
{
  *state = (struct l2h_state){.parameters = parameters,
                              .kept_vectors = kept_vectors,
                              .recorded = -1,
                              .best_score = INFINITY,
                              .gain_score = INFINITY};
  state->numbers = (3 + (size_t)kept_vectors) * (size_t)parameters;
  double *vectors = calloc(state->numbers, sizeof(double));
  if (!vectors)
    return l2h_fail(error, "no memory for %d parameters", parameters);
  set_pointers(state, vectors);
  return 0;
}

void l2h_state_copy_scalars(struct l2h_state *state, const struct l2h_state *from)
{
  double *vectors = state->vectors;
  *state = *from;
  set_pointers(state, vectors);
}

void l2h_state_free(struct l2h_state *state)
{
  free(state->vectors);
  state->vectors = NULL;
}
