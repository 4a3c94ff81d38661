/* SPDX-License-Identifier: GPL-2.0-only */
/* How theta learns from the losses of perturbed rollouts: one interface, one file an estimator in estimators/. Each
   says at its head what paper it is from and how it differs. */
#ifndef L2H_ESTIMATOR_H
#define L2H_ESTIMATOR_H

#include "rollouts/perturbation.h"
#include "loop/plan.h"
#include "loop/state.h"

/* What an update has seen. */
struct l2h_lesson {
  const struct l2h_config *config;
  const struct l2h_plan *plan;
  const struct l2h_search *search;
  const double *loss;   /* [plan->trials], shaped as the configuration says */
  const double *weight; /* [plan->starts], of mean 1 or so */
  double learning_rate;
  /* Room to work in. */
  struct l2h_direction *direction; /* [l2h_estimator_directions()] */
  double *member;                  /* [2 plan->trials] */
  double *gradient; /* [parameters]; leaves here what theta would go down, whose norm the journal tells */
};

struct l2h_estimator {
  const char *name;
  /* Most trials of an update. */
  int (*trials)(const struct l2h_config *config);
  /* Directions that learn() combines, of which it wants room. */
  int (*directions)(const struct l2h_config *config);
  /* Fills the trials, whose starts are there. */
  void (*plan)(const struct l2h_config *config, struct l2h_plan *plan);
  /* Moves state->theta; state->update is the update's number already. */
  void (*learn)(const struct l2h_lesson *lesson, struct l2h_state *state);
  /* Deviations of the perturbations in deviation[parameters]. NULL: all the same. */
  void (*deviations)(const struct l2h_state *state, double *deviation);
};

extern const struct l2h_estimator l2h_estimator_es, l2h_estimator_esmc, l2h_estimator_ga, l2h_estimator_snes;

/* That of a configuration, and by number in the order of enum l2h_estimator_kind (NULL behind the last). */
const struct l2h_estimator *l2h_estimator_of(const struct l2h_config *config);
const struct l2h_estimator *l2h_estimator_at(int number);

#endif
