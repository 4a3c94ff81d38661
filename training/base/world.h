/* SPDX-License-Identifier: GPL-2.0-only */
/* The MPI ranks of a run: sharing work, gathering what came of it, and failing together.

   The rule for failing: what can fail on one rank alone (memory, a file, a GPU) is followed by l2h_world_failed() on
   all ranks, before the next call that all of them have to make. Nobody returns early by itself: the others would wait
   for it without end. Sizes may be beyond 2 GiB. */
#ifndef L2H_WORLD_H
#define L2H_WORLD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

struct l2h_world {
  int rank, ranks;
  int *counts, *displacements; /* [ranks], room for gather */
};

/* MPI must be up. 0, or -1 on every rank when memory is short on one. */
int l2h_world_open(struct l2h_world *world, struct l2h_error *error);
void l2h_world_close(struct l2h_world *world);

/* This rank's share of `count` pieces of work: size pieces from first on. */
void l2h_world_share(const struct l2h_world *world, int count, int *first, int *size);
/* values[count][width], of which each rank has filled its share, becomes whole on every rank. */
void l2h_world_gather(const struct l2h_world *world, int count, size_t width, double *values);
/* Each rank's `count` rows of `width` doubles, one rank's after the other's, on every rank: *rows, to be freed, with
   *total of them. 0, or -1 on every rank when memory is short on one. */
int l2h_world_collect(const struct l2h_world *world, int count, size_t width, const double *own, double **rows,
                      int *total, struct l2h_error *error);
/* values[count] becomes the sum over the ranks, element by element, on every rank. Exact, and the same for any number
   of ranks, where each element is 0 on all ranks but one: so do ranks tell each other what they computed of work that
   was shared in no order. */
void l2h_world_sum(const struct l2h_world *world, size_t count, double *values);
/* bytes that are 0 on all ranks but one become that one's, everywhere. */
void l2h_world_merge(const struct l2h_world *world, void *bytes, size_t size);
/* Rank 0's bytes on every rank. */
void l2h_world_copy(const struct l2h_world *world, void *bytes, size_t size);
/* Whether any rank says so. */
bool l2h_world_any(const struct l2h_world *world, bool here);

/* The smallest value that any rank has. */
int l2h_world_least(const struct l2h_world *world, int here);

/* This rank's number among those of its node. */
int l2h_world_local_rank(const struct l2h_world *world);

/* Whether some rank failed (result != 0 there); then every rank gets the message of the lowest of them, and all end
   what they were doing. */
bool l2h_world_failed(const struct l2h_world *world, int result, struct l2h_error *error);

#endif
