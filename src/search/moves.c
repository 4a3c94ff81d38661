/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/moves.h"

const char *l2h_move_name(enum l2h_move_kind move)
{
  static const char *const names[L2H_MOVES] = {
#define L2H_ROW(name) #name,
    L2H_MOVE_TABLE(L2H_ROW)
#undef L2H_ROW
  };
  return names[move];
}

/* A beginning is a hop as all others, except that nothing is drawn for it. */
static bool begin(struct l2h_walker *walker)
{
  l2h_start(walker);
  return false;
}

static const struct l2h_change start = {L2H_MOVE_start, 0, true, true, -1, -1, begin, NULL};

static const struct l2h_change *const changes[] = {&start, &l2h_change_displace, &l2h_change_burst,
                                                   &l2h_change_exchange, &l2h_change_inward};
enum { CHANGES = sizeof changes / sizeof *changes };

const struct l2h_change *l2h_change_of(enum l2h_move_kind kind)
{
  for (int i = 0; i < CHANGES; i++)
    if (changes[i]->kind == kind)
      return changes[i];
  return NULL;
}

static double weight(struct l2h_walker *walker, const struct l2h_change *change)
{
  if (change->weight < 0 || (change->needs & walker->has) != change->needs)
    return 0;
  return *l2h_search_number_value(&walker->numbers, change->weight);
}

const struct l2h_change *l2h_change_draw(struct l2h_walker *walker)
{
  double sum = 0;
  if (l2h_is_ordering(walker))
    return &l2h_change_exchange;
  int offered = 0, last = 0;
  for (int i = 0; i < CHANGES; i++)
    if (weight(walker, changes[i]) > 0) {
      sum += weight(walker, changes[i]);
      last = i;
      offered++;
    }
  if (offered <= 1)
    return offered == 1 ? changes[last] : NULL;
  double mark = sum * l2h_draw(walker);
  for (int i = 0; i < last; i++) {
    mark -= weight(walker, changes[i]);
    if (mark < 0)
      return changes[i];
  }
  return changes[last];
}
