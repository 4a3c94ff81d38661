/* SPDX-License-Identifier: GPL-2.0-only */
#include <math.h>

#include "core/portable.h"
#include "search/moves.h"

void l2h_feedback_begin(struct l2h_walker *walker)
{
  for (int m = 0; m < L2H_MOVES; m++)
    walker->state->amplitude[m] = 1;
}

void l2h_feedback(struct l2h_walker *walker, bool accepted)
{
  struct l2h_walker_state *state = walker->state;
  const double change = walker->numbers.feedback * (accepted - walker->numbers.feedback_accepted);
  if (state->fresh)
    return;
  double *const amplitude = &state->amplitude[state->change];
  *amplitude = fmin(fmax(*amplitude * l2h_portable_exp(change), 0.05), 3);
}
