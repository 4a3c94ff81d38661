/* SPDX-License-Identifier: GPL-2.0-only */
/* Inward: some of the atoms that are bound weakest are put near the middle of the cluster, anywhere within one length
   scale of it (the interior operation of Takeuchi 2006, J Chem Inf Model 46, 2066). The quench then pushes others out:
   the core may change its motif while most of the surface stays as it is. In an alloy it would change who is where. */
#include <string.h>

#include "search/moves.h"

static bool begin(struct l2h_walker *walker)
{
  const struct l2h_search_numbers *numbers = &walker->numbers;
  int taken[L2H_MOST_TAKEN];
  double middle[3] = {0};
  for (int i = 0; i < walker->free; i++)
    for (int c = 0; c < 3; c++)
      middle[c] += walker->working[3 * i + c] / walker->free;
  const int count =
    l2h_take_weakest(walker, walker->working, numbers->site_temperature, NULL, numbers->inward_most, taken);
  for (int k = 0; k < count; k++) {
    double d[3];
    l2h_draw_in_ball(walker, d);
    for (int c = 0; c < 3; c++)
      walker->working[3 * taken[k] + c] = middle[c] + d[c];
  }
  l2h_part(walker);
  return false;
}

const struct l2h_change l2h_change_inward = {L2H_MOVE_inward,
                                             L2H_NEEDS_CLUSTER | L2H_NEEDS_TRIPLET | L2H_NEEDS_ALIKE,
                                             true,
                                             true,
                                             L2H_SEARCH_NUMBER_inward,
                                             L2H_SEARCH_NUMBER_temperature,
                                             begin,
                                             NULL};
