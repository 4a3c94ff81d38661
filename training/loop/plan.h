/* SPDX-License-Identifier: GPL-2.0-only */
/* What one meta-update runs: its starts, and the rollouts from them. Made from the configuration and the number of the
   update alone, so that every rank has the same plan and rollouts are told by their numbers. */
#ifndef L2H_PLAN_H
#define L2H_PLAN_H

#include "loop/config.h"

struct l2h_plan_start {
  int system;
  int group;       /* of starts whose losses can be compared: a system at one of the horizons, see l2h_plan_groups() */
  uint32_t update; /* with number: which start of the training's stream (starts.h) */
  uint32_t number;
  long horizon; /* T */
};

/* One rollout. */
struct l2h_trial {
  int start;       /* index into the plan's */
  int piece;       /* trials of one piece run on one rank, next to each other */
  int sign;        /* 0: theta as it is; +1, -1: perturbed */
  uint32_t member; /* whose perturbation */
};

struct l2h_plan {
  int starts, trials, pieces;
  struct l2h_plan_start *start; /* [config->starts] */
  struct l2h_trial *trial;      /* [l2h_plan_most_trials()] */
};

/* Room for any update of the configuration. 0, or -1 when memory is short. */
int l2h_plan_create(struct l2h_plan *plan, const struct l2h_config *config, struct l2h_error *error);
void l2h_plan_free(struct l2h_plan *plan);

int l2h_plan_most_trials(const struct l2h_config *config);
int l2h_plan_groups(const struct l2h_config *config);

/* Start number i of an update (1, 2, 3 ...): systems take turns, so that each has as many copies (D.1), and horizons do
   within a system. */
struct l2h_plan_start l2h_plan_start_of(const struct l2h_config *config, long update, int i);

/* The plan of an update, as its estimator wants it. */
void l2h_plan_make(const struct l2h_config *config, long update, struct l2h_plan *plan);

#endif
