/* SPDX-License-Identifier: GPL-2.0-only */
/* Order: what follows on a symmetric start of an alloy. Its shape is there, and who sits where is not: so all hops are
   exchanges, until they no longer help. Walks of kicks have both at once to find, and mostly find the shape that suits
   the order they happen to have.

   A hop makes a series of exchanges ahead of its one quench: the pair that is scored best of all, and so on, while the
   score expects each to lower the energy. A score that the walk learned from earlier starts so orders a new one in a
   hop or two. Where a series has not helped, single exchanges go on as in any other walk.

   How long that lasts is a matter of how near the lowest the start has come. Few do, and most of those that do not are
   seen to fail after a hop; one that is as low as the lowest is searched for its last exchange of a millielectronvolt.
 */
#include <math.h>
#include <string.h>

#include "search/moves.h"

#define SERIES 20   /* exchanges at most */
#define HELPS 0.05  /* energy scales that each of them is to lower the energy by */
#define HOPELESS 8. /* energy scales above the lowest, ahead of any exchange */

bool l2h_may_order(const struct l2h_walker *walker)
{
  return walker->centred && (walker->has & L2H_NEEDS_SPECIES) && walker->numbers.exchange > 0;
}

bool l2h_is_ordering(const struct l2h_walker *walker)
{
  return walker->state->symmetric && !walker->state->fresh && l2h_may_order(walker);
}

bool l2h_is_ordered(const struct l2h_walker *walker)
{
  const struct l2h_walker_state *state = walker->state;
  const struct l2h_search_numbers *numbers = &walker->numbers;
  const double above = state->start_lowest - state->lowest;
  if (state->memory.since_start < 1)
    return above > HOPELESS;
  return state->unlucky * (1 + above / numbers->order_promise) >= numbers->order_patience;
}

/* The exchange of walker->working that is expected to cost least, of all; what it is expected to. */
static double find_best(const struct l2h_walker *walker, int *a, int *b, double feature[L2H_EXCHANGE_FEATURES])
{
  double(*const counts)[L2H_MAX_SPECIES] = (double(*)[L2H_MAX_SPECIES])walker->pairs;
  double least = INFINITY;
  for (int i = 0; i < walker->free; i++)
    l2h_exchange_count(walker, i, counts[i]);
  for (int i = 0; i < walker->free; i++)
    for (int j = 0; j < walker->free; j++) {
      double seen[L2H_EXCHANGE_FEATURES];
      if (walker->kind[i] >= walker->kind[j])
        continue;
      const double rise = l2h_exchange_rise(walker, i, j, counts[i], counts[j], seen);
      if (!(rise < least))
        continue;
      least = rise;
      *a = i;
      *b = j;
      memcpy(feature, seen, sizeof seen);
    }
  return least;
}

bool l2h_order(struct l2h_walker *walker)
{
  struct l2h_walker_state *state = walker->state;
  double sum[L2H_EXCHANGE_FEATURES] = {0}, feature[L2H_EXCHANGE_FEATURES] = {0};
  int a, b, pair = -1;
  state->series = 0;
  if (!l2h_is_ordering(walker) || state->series_failed)
    return false;
  while (state->series < SERIES && find_best(walker, &a, &b, feature) < -HELPS) {
    /* those of one series are of one pair of species, which the score learns from */
    const int pair_of_it = l2h_exchange_pair_of(walker, a, b);
    if (pair >= 0 && pair_of_it != pair)
      break;
    pair = pair_of_it;
    l2h_exchange_make(walker, a, b);
    for (int k = 0; k < L2H_EXCHANGE_FEATURES; k++)
      sum[k] += feature[k];
    state->series++;
  }
  if (state->series == 0)
    return false;
  state->exchange_pair = pair;
  memcpy(state->exchange_feature, sum, sizeof sum);
  return true;
}
