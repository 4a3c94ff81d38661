/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/schedule.h"

#include <stdbool.h>
#include <stdlib.h>

/* What stands in a heap: a piece with its cost, negated so that the costliest comes first, or a worker with its load.
 */
struct entry {
  double key;
  int number;
};

struct l2h_schedule {
  struct entry *piece;  /* [pieces] */
  struct entry *worker; /* [workers] */
  int *order;           /* [pieces] */
};

struct l2h_schedule *l2h_schedule_create(int pieces, int workers, struct l2h_error *error)
{
  struct l2h_schedule *schedule = calloc(1, sizeof *schedule);
  if (schedule) {
    schedule->piece = calloc((size_t)pieces + 1, sizeof *schedule->piece);
    schedule->worker = calloc((size_t)workers + 1, sizeof *schedule->worker);
    schedule->order = calloc((size_t)pieces + 1, sizeof *schedule->order);
  }
  if (schedule && schedule->piece && schedule->worker && schedule->order)
    return schedule;
  l2h_fail(error, "no memory to share %d pieces of work over %d workers", pieces, workers);
  l2h_schedule_free(schedule);
  return NULL;
}

void l2h_schedule_free(struct l2h_schedule *schedule)
{
  if (!schedule)
    return;
  free(schedule->piece);
  free(schedule->worker);
  free(schedule->order);
  free(schedule);
}

/* ---- a heap: the entry before all others stands at 0, those below entry i at 2i + 1 and 2i + 2 ---- */

static bool before(struct entry a, struct entry b)
{
  return a.key < b.key || (a.key == b.key && a.number < b.number);
}

/* Lets the entry at i sink to its place. */
static void sink(struct entry *heap, int size, int i)
{
  const struct entry moved = heap[i];
  for (int child = 2 * i + 1; child < size; child = 2 * i + 1) {
    if (child + 1 < size && before(heap[child + 1], heap[child]))
      child++;
    if (!before(heap[child], moved))
      break;
    heap[i] = heap[child];
    i = child;
  }
  heap[i] = moved;
}

/* qsort() would do as well, but may allocate. */
void l2h_schedule_order(struct l2h_schedule *schedule, int count, const double *cost, int *order)
{
  struct entry *heap = schedule->piece;
  for (int i = 0; i < count; i++)
    heap[i] = (struct entry){-cost[i], i};
  for (int i = count / 2 - 1; i >= 0; i--)
    sink(heap, count, i);
  for (int taken = 0; taken < count; taken++) {
    order[taken] = heap[0].number;
    heap[0] = heap[count - taken - 1];
    sink(heap, count - taken - 1, 0);
  }
}

void l2h_schedule_share(struct l2h_schedule *schedule, int count, const double *cost, int workers, int *owner)
{
  struct entry *heap = schedule->worker;
  l2h_schedule_order(schedule, count, cost, schedule->order);
  for (int w = 0; w < workers; w++)
    heap[w] = (struct entry){0, w};
  for (int i = 0; i < count; i++) {
    const int piece = schedule->order[i];
    owner[piece] = heap[0].number;
    heap[0].key += cost[piece];
    sink(heap, workers, 0);
  }
}

/* Worker w is a thread of rank w mod ranks. Among the threads of one rank the least loaded is the same whether one
   looks at all ranks or at this one alone, so the rank's own threads, taking by falling cost, make the same shares
   again. */
void l2h_schedule_share_ranks(struct l2h_schedule *schedule, int count, const double *cost, int ranks, int threads,
                              int *owner)
{
  l2h_schedule_share(schedule, count, cost, ranks * threads, owner);
  for (int i = 0; i < count; i++)
    owner[i] %= ranks;
}
