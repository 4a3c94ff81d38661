/* SPDX-License-Identifier: GPL-2.0-only */
/* Springs with memory of their own. */
#ifndef L2H_TEST_MADE_SPRINGS_H
#define L2H_TEST_MADE_SPRINGS_H

#include <stdlib.h>
#include <string.h>

#include "search/springs.h"

/* free() what is returned. */
static void *make_springs(struct l2h_springs *springs, int atoms)
{
  struct l2h_room room = {NULL, 0};
  l2h_springs_place(springs, &room, atoms);
  room.memory = aligned_alloc(64, room.used);
  assert_non_null(room.memory);
  memset(room.memory, 0, room.used);
  room.used = 0;
  l2h_springs_place(springs, &room, atoms);
  return room.memory;
}

#endif
