/* SPDX-License-Identifier: GPL-2.0-only */
/* Feedback: what a walk finds out about its own landscape while it goes, so that one set of numbers serves many.

   Kicks and bursts adapt their length until the share `accepted` of their hops is accepted, a little after each hop as
   in stochastic approximation (Robbins and Monro 1951). The shortest kick that melts a cluster differs by a third from
   one landscape to the next, and the best kick lies just below.

   Compressed quenches are a prior for compact shapes. Their chance follows what they win beside plain hops, in hops that
   end lower for an evaluation: a choice between two arms that never drops one of them.

   A quench may be the looser the farther apart minima are: metals and glasses have many within an energy in which
   Lennard-Jones clusters have one. */
#include <math.h>

#include "core/portable.h"
#include "search/moves.h"

#define SHORTEST 0.05
#define LONGEST 3
#define MEMORY 32       /* hops */
#define LOWER 1e-2      /* energy scales: by this much a hop ends lower */
#define FIRST_SHARE 0.2 /* of hops that end lower, before any is known */
#define FIRST_EFFORT 100
#define LEAST_SHARE 0.02    /* added to both shares: neither arm is dropped for ever */
#define LEAST_LOOSENESS 0.1 /* of loose_gradient */

void l2h_feedback_begin(struct l2h_walker *walker)
{
  struct l2h_feedback *feedback = &walker->state->feedback;
  for (int m = 0; m < L2H_MOVES; m++)
    feedback->amplitude[m] = 1;
  for (int with = 0; with < 2; with++) {
    feedback->lowered[with] = FIRST_SHARE;
    feedback->effort[with] = FIRST_EFFORT;
  }
}

static void adapt(struct l2h_walker *walker, bool accepted)
{
  const struct l2h_search_numbers *numbers = &walker->numbers;
  double *const amplitude = &walker->state->feedback.amplitude[walker->state->change];
  const double factor = l2h_portable_exp(numbers->adapt * (accepted - numbers->accepted));
  *amplitude = fmin(fmax(*amplitude * factor, SHORTEST), LONGEST);
}

void l2h_feedback_take(struct l2h_walker *walker, double rise, bool accepted)
{
  const struct l2h_walker_state *state = walker->state;
  struct l2h_feedback *feedback = &walker->state->feedback;
  const int with = state->compressed != 0;
  adapt(walker, accepted);
  if (!l2h_change_of(state->change)->compress)
    return;
  feedback->lowered[with] += ((rise < -LOWER) - feedback->lowered[with]) / MEMORY;
  feedback->effort[with] += (state->counts.evaluations - feedback->began - feedback->effort[with]) / MEMORY;
}

double l2h_feedback_compress(const struct l2h_walker *walker)
{
  const struct l2h_feedback *feedback = &walker->state->feedback;
  const double chance = walker->numbers.compress;
  const double share = (feedback->lowered[1] + LEAST_SHARE) / (feedback->lowered[0] + LEAST_SHARE);
  const double success = share * feedback->effort[0] / feedback->effort[1]; /* beside that of plain hops */
  const double odds = l2h_portable_exp(walker->numbers.compress_credit * l2h_portable_log(success));
  return chance * odds / (chance * odds + 1 - chance);
}

double l2h_feedback_looseness(const struct l2h_walker *walker)
{
  const struct l2h_running *rise = &walker->state->memory.rise;
  const double near = walker->numbers.loose_rise;
  const double share = rise->count > 0 && rise->mean < near ? rise->mean / near : 1;
  return walker->numbers.loose_gradient * fmax(share, LEAST_LOOSENESS);
}
