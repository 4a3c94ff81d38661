/* SPDX-License-Identifier: GPL-2.0-only */
/* Which rollouts of an update this rank runs, and in which order: shared over ranks and threads by what they cost, as
   measured (schedule.h). Who runs a rollout changes no result. */
#ifndef L2H_WORKLOAD_H
#define L2H_WORKLOAD_H

#include "base/schedule.h"
#include "base/world.h"
#include "loop/plan.h"

struct l2h_workload {
  int ranks, rank, threads;             /* threads a rank, of the one that has fewest */
  int count;                            /* rollouts of this rank, */
  int *rollout;                         /* [count]: which, the most costly first */
  double step_seconds[L2H_MAX_SYSTEMS]; /* a learned step of each system; guesses before the first is measured */
  double busy;                          /* seconds that rollouts took in this update, on all ranks together */
  /* Room to work in, [most rollouts] where nothing else is said. */
  struct l2h_schedule *schedule;
  int *of_start; /* [starts + 1] */
  int *bundle;   /* of a rollout */
  double *cost;  /* of bundles, and of this rank's rollouts */
  int *owner;    /* of bundles: a rank */
};

/* Room for any update of the configuration. threads: of each rank, the same on all. 0, or -1 when memory is short. */
int l2h_workload_create(struct l2h_workload *workload, const struct l2h_world *world, int threads,
                        const struct l2h_config *config, struct l2h_error *error);
void l2h_workload_free(struct l2h_workload *workload);

/* Shares the plan's rollouts. */
void l2h_workload_share(struct l2h_workload *workload, const struct l2h_config *config, const struct l2h_plan *plan);

/* Takes the seconds [plan->rollouts] of an update's rollouts, the same on every rank. */
void l2h_workload_measure(struct l2h_workload *workload, const struct l2h_config *config, const struct l2h_plan *plan,
                          const double *seconds);

#endif
