/* SPDX-License-Identifier: GPL-2.0-only */
/* The plan of an update (estimator.h) from a configuration. */
#ifndef L2H_PLAN_H
#define L2H_PLAN_H

#include "loop/config.h"

/* Room for any update of the configuration. 0, or -1 when memory is short. */
int l2h_plan_create(struct l2h_plan *plan, const struct l2h_config *config, struct l2h_error *error);
void l2h_plan_free(struct l2h_plan *plan);

int l2h_plan_most_rollouts(const struct l2h_config *config);
int l2h_plan_cohorts(const struct l2h_config *config);

/* The plan of an update (1, 2, 3 ...). Systems take turns among the starts, so that each has as many copies (D.1), and
   horizons do within a system. plan->start[i].system points into the configuration. */
void l2h_plan_make(const struct l2h_config *config, long update, struct l2h_plan *plan);

#endif
