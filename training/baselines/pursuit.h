/* SPDX-License-Identifier: GPL-2.0-only */
/* A method that is not learned, run from many starts over all threads and ranks. */
#ifndef L2H_PURSUIT_H
#define L2H_PURSUIT_H

#include "evaluation/evaluation.h"
#include "baselines/method.h"

struct l2h_pursuit {
  const struct l2h_system *system;
  const struct l2h_method *method;
  const double *parameter; /* [l2h_method_parameters()], the same for all starts; NULL: parameters_of() says */
  /* Parameters of one start, for tuning; `context` is its own. May be NULL. */
  void (*parameters_of)(const void *context, int start, double *parameter);
  const void *context;
  uint64_t seed;
  uint32_t purpose, update; /* of the starts, which are number 0 to starts - 1 */
  int starts;
  long steps; /* force evaluations of a run; the quench at its end comes on top, as it does for a learned optimizer */
  /* Instead of one run: on and on until the known global minimum is met, or `most` evaluations are spent. Methods that
     do not hop by themselves begin again after each run, from start number + starts, + 2 starts ... */
  bool until_found;
  double most;
  double *position; /* [starts][3 atoms]: where each ended; NULL: not wanted */
};

/* All ranks call it, and all get outcome[starts] (and position), the same for any number of ranks and threads. 0, or -1
   with a message when memory is short. */
int l2h_pursue(const struct l2h_world *world, const struct l2h_pursuit *pursuit, struct l2h_outcome *outcome,
               struct l2h_error *error);

#endif
