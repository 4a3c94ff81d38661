/* SPDX-License-Identifier: GPL-2.0-only */
/* From the energies that rollouts end with to what an estimator compares. */
#ifndef L2H_LOSS_H
#define L2H_LOSS_H

#include "loop/plan.h"

/* The meta-loss of an energy (section 3.3): divided by the system's scale; what is not even bound counts as 0. */
double l2h_loss(const struct l2h_system *system, double energy);

/* weight[plan->starts]: the configuration's, and with `balance: spread` over the spread of the group's losses. */
void l2h_loss_weights(const struct l2h_config *config, const struct l2h_plan *plan, const double *loss, double *weight);

/* What l2h_loss_ranks() works in, one a trial. */
struct l2h_ranked {
  double loss;
  int group, trial;
};

/* loss[plan->trials] become ranks among the trials of a group, from -1/2 (the lowest) to 1/2; equals share the mean of
   theirs. room[plan->trials]. */
void l2h_loss_ranks(const struct l2h_plan *plan, double *loss, struct l2h_ranked *room);

#endif
