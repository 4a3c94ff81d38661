/* SPDX-License-Identifier: GPL-2.0-only */
/* Which trials of an update this rank runs, and in which order: shared over ranks and threads by what they cost, as
   measured (schedule.h). Who runs a trial changes no result. */
#ifndef L2H_WORKLOAD_H
#define L2H_WORKLOAD_H

#include "loop/plan.h"
#include "base/schedule.h"
#include "base/world.h"

struct l2h_workload {
  int ranks, rank, threads; /* threads a rank, of the one that has fewest */
  int trials;
  int *trial;                     /* [trials]: this rank's, dearest pieces first */
  double second[L2H_MAX_SYSTEMS]; /* a learned step of each system; guesses before the first is measured */
  double busy;                    /* seconds that rollouts took in this update, on all ranks together */
  /* Room to work in. */
  struct l2h_schedule *schedule;
  double *cost; /* [trials]: of pieces, and of this rank's trials */
  int *owner;   /* [trials] */
};

/* Room for any update of the configuration. All ranks call it. 0, or -1 when memory is short. */
int l2h_workload_create(struct l2h_workload *workload, const struct l2h_world *world, const struct l2h_config *config,
                        struct l2h_error *error);
void l2h_workload_free(struct l2h_workload *workload);

/* Shares the plan's trials. */
void l2h_workload_share(struct l2h_workload *workload, const struct l2h_plan *plan);

/* Takes the seconds [plan->trials] of an update's trials, the same on every rank. */
void l2h_workload_measure(struct l2h_workload *workload, const struct l2h_config *config, const struct l2h_plan *plan,
                          const double *seconds);

#endif
