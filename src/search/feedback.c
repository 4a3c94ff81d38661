/* SPDX-License-Identifier: GPL-2.0-only */
/* Feedback: what a walk finds out about its own landscape while it goes, so that one set of numbers serves many.

   Kicks and bursts adapt their length until the share `accepted` of their hops is accepted, a little after each hop as
   in stochastic approximation (Robbins and Monro 1951). The shortest kick that melts a cluster differs by a third from
   one landscape to the next, and the best kick lies just below.

   Compressed quenches are a prior for compact shapes, which the first hops after a start decide on. Their chance halves
   with every `compress_fade` hops: a walk that goes on for long, in a metal or an alloy, is not held to the prior.

   A quench may be the looser the farther apart minima are: metals and glasses have many within an energy in which
   Lennard-Jones clusters have one. A symmetric start in a periodic box has left the walk's minima, and is quenched
   loosely: it is worth more only where it comes near the lowest. */
#include <math.h>

#include "core/portable.h"
#include "search/moves.h"

#define SHORTEST 0.05
#define LONGEST 3
#define LEAST_LOOSENESS 0.1 /* of loose_gradient */

void l2h_feedback_begin(struct l2h_walker *walker)
{
  for (int m = 0; m < L2H_MOVES; m++)
    walker->state->amplitude[m] = 1;
}

void l2h_feedback_take(struct l2h_walker *walker, bool accepted)
{
  const struct l2h_search_numbers *numbers = &walker->numbers;
  double *const amplitude = &walker->state->amplitude[walker->state->change];
  const double factor = l2h_portable_exp(numbers->adapt * (accepted - numbers->accepted));
  *amplitude = fmin(fmax(*amplitude * factor, SHORTEST), LONGEST);
}

double l2h_feedback_compress(const struct l2h_walker *walker)
{
  const double halvings = walker->state->memory.since_start / walker->numbers.compress_fade;
  return walker->numbers.compress * l2h_portable_exp(-halvings * 0.6931471805599453);
}

double l2h_feedback_looseness(const struct l2h_walker *walker)
{
  const struct l2h_running *rise = &walker->state->memory.rise;
  const double near = walker->numbers.loose_rise;
  if (walker->state->fresh && walker->state->symmetric && walker->box.any)
    return walker->numbers.loose_gradient;
  const double share = rise->count > 0 && rise->mean < near ? rise->mean / near : 1;
  return walker->numbers.loose_gradient * fmax(share * share, LEAST_LOOSENESS);
}
