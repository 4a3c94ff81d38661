/* SPDX-License-Identifier: GPL-2.0-only */
/* A baseline run from many starts, over all threads and ranks. */
#ifndef L2H_RUNS_H
#define L2H_RUNS_H

#include "baselines/registry.h"
#include "evaluation/evaluation.h"

struct l2h_baseline_runs {
  const struct l2h_system *system;
  const struct l2h_baseline *baseline;
  const double *parameter; /* [l2h_baseline_parameters()], the same for all starts; NULL: parameters_of() says */
  /* Parameters of one start, for tuning; `context` is its own. May be NULL. */
  void (*parameters_of)(const void *context, int start, double *parameter);
  const void *context;
  uint64_t seed;
  uint32_t purpose, update; /* of the starts */
  int starts;
  const uint32_t *number; /* [starts]: which ones; NULL: number 0 to starts - 1 */
  long steps;       /* force evaluations of a run; the quench at its end comes on top, as for a learned optimizer */
  bool until_found; /* a run ends as soon as it meets the known global minimum */
  double *position; /* [starts][3 atoms]: where each ended; NULL: not wanted */
};

/* All ranks call it, and all get outcome[starts] (and position), the same for any number of ranks and threads. 0, or -1
   on every rank, with a message, where memory is short on one. */
int l2h_baseline_run(const struct l2h_world *world, const struct l2h_baseline_runs *runs, struct l2h_outcome *outcome,
                     struct l2h_error *error);

/* On and on until the known global minimum is met or `most` evaluations are spent (evaluation/until_found.h): a
   baseline that hops by itself in one run, any other from start to start. Likewise. */
int l2h_baseline_run_until_found(const struct l2h_world *world, const struct l2h_baseline_runs *runs, double most,
                                 struct l2h_outcome *outcome, struct l2h_error *error);

#endif
