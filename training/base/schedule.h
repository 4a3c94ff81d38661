/* SPDX-License-Identifier: GPL-2.0-only */
/* Sharing pieces of work of unequal cost: longest processing time first (Graham 1969). Pieces go out by falling cost,
   each to the worker that has the least to do; the largest load is then at most 4/3 - 1/(3 workers) of the best one
   possible. Ties go to the lower number, so every rank that schedules the same costs gets the same shares.

   Costs are in any one unit, finite and not negative. Nothing here allocates but l2h_schedule_create(). */
#ifndef L2H_SCHEDULE_H
#define L2H_SCHEDULE_H

#include "core/error.h"

struct l2h_schedule; /* room to work in */

/* Room for up to `pieces` pieces and up to `workers` workers (of several ranks: ranks * threads). NULL with a message
   when memory is short. */
struct l2h_schedule *l2h_schedule_create(int pieces, int workers, struct l2h_error *error);
void l2h_schedule_free(struct l2h_schedule *schedule);

/* order[count]: the pieces by falling cost, in which threads that take one after the other should take them.
   O(count log count). */
void l2h_schedule_order(struct l2h_schedule *schedule, int count, const double *cost, int *order);

/* owner[count]: which of the workers has which piece. O(count (log count + log workers)). */
void l2h_schedule_share(struct l2h_schedule *schedule, int count, const double *cost, int workers, int *owner);

/* owner[count]: which of the ranks, of `threads` threads each, has which piece: shared over all threads of all ranks,
   the first pieces to different ranks. A rank whose threads take its pieces in l2h_schedule_order() ends as the
   schedule foresees. */
void l2h_schedule_share_ranks(struct l2h_schedule *schedule, int count, const double *cost, int ranks, int threads,
                              int *owner);

#endif
