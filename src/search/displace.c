/* SPDX-License-Identifier: GPL-2.0-only */
/* Displace: the kick of basin hopping (Wales and Doye 1997), every free coordinate by as much as any other. */
#include "search/moves.h"

void l2h_kick(struct l2h_walker *walker, double kick)
{
  for (int k = 0; k < 3 * walker->free; k++)
    walker->working[k] += kick * (2 * l2h_draw(walker) - 1);
}

static bool begin(struct l2h_walker *walker)
{
  l2h_kick(walker, walker->numbers.kick * walker->state->amplitude[L2H_MOVE_displace]);
  return false;
}

const struct l2h_change l2h_change_displace = {
  L2H_MOVE_displace, 0, true, true, L2H_SEARCH_NUMBER_displace, L2H_SEARCH_NUMBER_temperature, begin, NULL};
