/* SPDX-License-Identifier: GPL-2.0-only */
/* What an optimizer is worth: rollouts from many starts, each quenched to a minimum, and the sum of it. */
#ifndef L2H_EVALUATION_H
#define L2H_EVALUATION_H

#include "base/world.h"
#include "evaluation/outcome.h"
#include "evaluation/quench.h"
#include "rollouts/runner.h"

/* Starts number 0 to starts - 1 of a purpose and seed, unless `number` names others. */
struct l2h_evaluation {
  const struct l2h_system *system;
  uint64_t seed;
  uint32_t purpose; /* L2H_HELD_OUT_STARTS or L2H_VALIDATION_STARTS */
  int starts;
  const uint32_t *number; /* [starts], or NULL */
  long steps;             /* of a rollout */
  enum l2h_quench quench;
  const volatile sig_atomic_t *stop; /* see l2h_rollout_batch; may be NULL */
  double *position;                  /* [starts][3 atoms]: where each ended; NULL: not wanted */
};

struct l2h_evaluator;

/* Room for evaluations of up to `starts` starts of up to `atoms` atoms, shared by the ranks. Takes all memory that a
   run needs but liblbfgs's own. NULL with a message of what is short. */
struct l2h_evaluator *l2h_evaluator_create(const struct l2h_world *world, const struct l2h_device *device, int starts,
                                           int atoms, int species, struct l2h_error *error);
void l2h_evaluator_free(struct l2h_evaluator *evaluator);

/* All ranks call it, and all get outcome[starts], the same for any number of ranks and threads. */
void l2h_evaluate(struct l2h_evaluator *evaluator, const struct l2h_weights *weights,
                  const struct l2h_evaluation *evaluation, struct l2h_outcome *outcome);

/* Until the known global minimum is met or `most` evaluations are spent (until_found.h). All ranks call it. 0, or -1 on
   every rank where memory is short on one. */
int l2h_evaluate_until_found(struct l2h_evaluator *evaluator, const struct l2h_weights *weights,
                             const struct l2h_evaluation *evaluation, double most, struct l2h_outcome *outcome,
                             struct l2h_error *error);

#endif
