/* SPDX-License-Identifier: GPL-2.0-only */
/* From the energies that rollouts end with to what an estimator compares. */
#ifndef L2H_LOSS_H
#define L2H_LOSS_H

#include "loop/plan.h"

/* The meta-loss of an energy (section 3.3): divided by the system's scale; what is not even bound counts as 0. */
double l2h_loss(const struct l2h_system *system, double energy);

/* weight[plan->starts]: those of the systems, and with `balance: spread` over the spread of the cohort's losses. */
void l2h_loss_weights(const struct l2h_config *config, const struct l2h_plan *plan, const double *loss, double *weight);

/* What l2h_loss_ranks() works in, one a rollout. */
struct l2h_ranked {
  double loss;
  int cohort, rollout;
};

/* loss[plan->rollouts] become ranks among the rollouts of a cohort, from -1/2 (the lowest) to 1/2; equals share the
   mean of theirs. room[plan->rollouts]. */
void l2h_loss_ranks(const struct l2h_plan *plan, double *loss, struct l2h_ranked *room);

#endif
