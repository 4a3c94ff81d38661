/* SPDX-License-Identifier: GPL-2.0-only */
/* A saved walker: a head that says whose it is, and the block of its state as it lies in memory. */
#include <string.h>

#include "core/hash.h"
#include "search/state.h"

#define MAGIC 0x6b6c6177703268ULL /* "h2pwalk" */
/* 1 had another hash, 2 no policy, 3 to 5 fewer starts, no series, no turns; 3 and 4 no feedback, 6 no springs,
   7 no weights of point groups */
#define VERSION 8
#define SWAPPED(x) __builtin_bswap64(x)

struct head {
  uint64_t magic, version, bytes;
  uint64_t search;   /* hash of all that is constant in the walker */
  uint64_t checksum; /* of all of the above and of the state */
};

#define HASH(so_far, thing) l2h_hash(so_far, &(thing), sizeof(thing))

static uint64_t hash_of_search(const struct l2h_walker *walker)
{
  const size_t n = (size_t)walker->atoms, free = (size_t)walker->free;
  uint64_t sum = HASH(0, walker->atoms);
  sum = HASH(sum, walker->free);
  sum = HASH(sum, walker->species);
  sum = l2h_hash(sum, walker->host_index, sizeof(int) * n);
  sum = l2h_hash(sum, walker->kind, sizeof(int) * n);
  sum = l2h_hash(sum, walker->fixed, sizeof(double) * 3 * (n - free));
  if (walker->start)
    sum = l2h_hash(sum, walker->start, sizeof(double) * 3 * free);
  sum = HASH(sum, walker->length);
  sum = HASH(sum, walker->energy);
  sum = HASH(sum, walker->origin);
  sum = HASH(sum, walker->restart_from_start);
  sum = HASH(sum, walker->box.edge);
  sum = HASH(sum, walker->policy);
  sum = HASH(sum, walker->seed);
  sum = HASH(sum, walker->number);
  if (walker->weights) {
    sum = HASH(sum, walker->weights->model.species);
    sum = HASH(sum, walker->weights->network);
    sum = HASH(sum, walker->weights->step_limit);
  }
  return sum;
}

static struct head head_of(const struct l2h_walker *walker, const void *state)
{
  struct head head = {MAGIC, VERSION, l2h_walker_bytes(walker), hash_of_search(walker), 0};
  head.checksum = l2h_hash(HASH(0, head), state, walker->state_bytes);
  return head;
}

size_t l2h_walker_bytes(const struct l2h_walker *walker)
{
  return sizeof(struct head) + walker->state_bytes;
}

void l2h_walker_save(const struct l2h_walker *walker, void *state)
{
  const struct head head = head_of(walker, walker->state);
  memcpy(state, &head, sizeof head);
  memcpy((char *)state + sizeof head, walker->state, walker->state_bytes);
}

int l2h_walker_restore(struct l2h_walker *walker, const void *state, size_t bytes, struct l2h_error *error)
{
  const char *const from = state;
  struct head head;
  if (bytes < sizeof head)
    return l2h_fail(error, "a saved search of %zu bytes is cut: it has %zu", bytes, l2h_walker_bytes(walker));
  memcpy(&head, state, sizeof head);
  if (head.magic == SWAPPED(MAGIC))
    return l2h_fail(error, "this search was saved on a machine of the other byte order: go on with it there");
  if (head.magic != MAGIC)
    return l2h_fail(error, "this is no saved search");
  if (head.version != VERSION)
    return l2h_fail(error,
                    "this search was saved as version %llu, and this program reads %d: go on with the program "
                    "that saved it",
                    (unsigned long long)head.version, VERSION);
  if (head.search != hash_of_search(walker))
    return l2h_fail(error,
                    "this state was saved by another search: give the same structure, numbers, weights and seed");
  if (head.bytes != bytes || bytes != l2h_walker_bytes(walker))
    return l2h_fail(error, "a saved search of %zu bytes is cut or has grown: it has %zu", bytes,
                    l2h_walker_bytes(walker));
  if (head.checksum != head_of(walker, from + sizeof head).checksum)
    return l2h_fail(error, "a saved search is damaged (its checksum is wrong): take an older one");
  memcpy(walker->state, from + sizeof head, walker->state_bytes);
  l2h_walker_restored(walker);
  return 0;
}
