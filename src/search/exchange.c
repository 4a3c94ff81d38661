/* SPDX-License-Identifier: GPL-2.0-only */
/* Exchange: two free atoms of different species change places. Atoms keep their species; all pairs are as likely. */
#include "search/moves.h"

static int draw_atom(struct l2h_walker *walker)
{
  const int i = (int)(l2h_draw(walker) * walker->free);
  return i < walker->free ? i : walker->free - 1;
}

static bool begin(struct l2h_walker *walker)
{
  int a, b;
  do {
    a = draw_atom(walker);
    b = draw_atom(walker);
  } while (walker->kind[a] == walker->kind[b]); /* ends: the move needs two species */
  for (int c = 0; c < 3; c++) {
    const double x = walker->working[3 * a + c];
    walker->working[3 * a + c] = walker->working[3 * b + c];
    walker->working[3 * b + c] = x;
  }
  return false;
}

const struct l2h_change l2h_change_exchange = {L2H_MOVE_exchange,
                                               L2H_NEEDS_SPECIES,
                                               false,
                                               false,
                                               L2H_SEARCH_NUMBER_exchange,
                                               L2H_SEARCH_NUMBER_exchange_temperature,
                                               begin,
                                               NULL};
