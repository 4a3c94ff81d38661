/* SPDX-License-Identifier: GPL-2.0-only */
/* Many arrays in one allocation: lay them out once without memory to learn how many bytes they take, and again in it.
 */
#ifndef L2H_SEARCH_ROOM_H
#define L2H_SEARCH_ROOM_H

#include <stddef.h>

struct l2h_room {
  char *memory; /* NULL: only count */
  size_t used;
};

/* The next array of `bytes` bytes, aligned to 64; NULL while only counting. */
static inline void *l2h_room_take(struct l2h_room *room, size_t bytes)
{
  char *const here = room->memory ? room->memory + room->used : NULL;
  room->used += (bytes + 63) / 64 * 64;
  return here;
}

#endif
