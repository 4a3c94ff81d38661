/* SPDX-License-Identifier: GPL-2.0-only */
/* How theta learns from the losses of perturbed rollouts: one interface, one file an estimator. Each says at its head
   what paper it is from and how it differs. estimator.c lists them. */
#ifndef L2H_ESTIMATOR_H
#define L2H_ESTIMATOR_H

#include "core/error.h"
#include "rollouts/perturbation.h"
#include "rollouts/rollout.h"
#include "systems/starts.h"

#define L2H_ESTIMATOR_KEYS 4

/* A whole number that an estimator takes from the configuration, under a key that all estimators with this name share.
 */
struct l2h_estimator_key {
  const char *name;
  long least, most;
  long usual; /* where the file says nothing; 0: as many as starts */
};

/* What a configuration says to its estimator. */
struct l2h_estimator_settings {
  int starts;                     /* of an update; of one whose members share their starts, of a member */
  long value[L2H_ESTIMATOR_KEYS]; /* of the estimator's keys, in their order */
};

/* What one update runs. Made from the configuration and the number of the update alone, so every rank has the same. */
struct l2h_plan {
  int starts;
  struct l2h_start *start; /* [starts] */
  int *cohort;             /* [starts]: losses compare within a cohort, which is a system at one of the horizons */
  int rollouts;
  struct l2h_rollout *rollout; /* [rollouts] */
};

/* What an update learns from, and room to work in. */
struct l2h_update_input {
  const struct l2h_estimator_settings *settings;
  const struct l2h_plan *plan;
  const struct l2h_perturbations *perturbations;
  const double *loss;   /* [plan->rollouts], shaped as the configuration says */
  const double *weight; /* [plan->starts], of mean 1 or so */
  double learning_rate;
  long update; /* 1, 2, 3 ... */
  int parameters;
  struct l2h_direction *direction; /* [plan->rollouts], room */
  double *member;                  /* [2 plan->rollouts], room */
  double *vector;                  /* [parameters], room */
  double *gradient; /* [parameters]: leaves here what theta would go down, whose norm the journal shows */
};

struct l2h_estimator {
  const char *name;
  struct l2h_estimator_key key[L2H_ESTIMATOR_KEYS]; /* those without a name are none */
  int vectors; /* of length [parameters] that it keeps from update to update, 0 before the first */
  /* The name of a key whose value makes no sense, with a message; NULL: all do. May be NULL: so does any. */
  const char *(*refuse)(const struct l2h_estimator_settings *settings, struct l2h_error *why);
  /* Most rollouts of an update. */
  int (*rollouts)(const struct l2h_estimator_settings *settings);
  /* Adds the rollouts to a plan that has its starts; their horizons come later. */
  void (*plan)(const struct l2h_estimator_settings *settings, struct l2h_plan *plan);
  /* Moves theta[parameters]; kept[vectors][parameters] is what it keeps. */
  void (*learn)(const struct l2h_update_input *input, double *theta, double *kept);
  /* Deviations of the next update's perturbations. NULL: all 1. */
  void (*deviations)(int parameters, const double *kept, double *deviation);
};

/* By number; NULL after the last. */
const struct l2h_estimator *l2h_estimator_at(int number);

/* The names of all keys that estimators have, each once; number k, or NULL after the last. */
const char *l2h_estimator_key_name(int k);

/* A rollout more. */
void l2h_plan_add(struct l2h_plan *plan, int start, int sign, uint32_t member);

#endif
