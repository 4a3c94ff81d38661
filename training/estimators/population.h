/* SPDX-License-Identifier: GPL-2.0-only */
/* What estimators share whose members all run from the same starts: member m's rollouts are number m starts to
   (m + 1) starts - 1, in the order of the starts. */
#ifndef L2H_POPULATION_H
#define L2H_POPULATION_H

#include "estimators/estimator.h"

/* Adds a member's rollouts to the plan. */
void l2h_population_add(struct l2h_plan *plan, int sign, uint32_t perturbation);

/* mean[m] of `members`: the weighted mean loss of each. */
void l2h_population_means(const struct l2h_update_input *input, int members, double *mean);

#endif
