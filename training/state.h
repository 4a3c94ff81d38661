/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a training stands: everything that its next update depends on, and that a checkpoint therefore holds. */
#ifndef L2H_STATE_H
#define L2H_STATE_H

#include "core/error.h"

#define L2H_STATE_VECTORS 5

/* What the last update saw. */
struct l2h_progress {
  double loss_mean, loss_best; /* of the rollouts with theta as it was, over the starts */
  double gradient_norm, learning_rate;
  double horizon, rollouts; /* learned steps of a rollout, and how many ran, on all ranks */
  double evaluations;       /* of the forces, in these rollouts */
  double sigma;             /* of the perturbations */
  double busy;              /* seconds that all threads of all ranks spent in rollouts */
  double utilisation;       /* busy / (threads of all ranks * seconds that the update took) */
};

struct l2h_state {
  int parameters;
  long update;    /* meta-updates made */
  long recorded;  /* the last of them that was validated, where due, and written down; -1 before the first */
  double seconds; /* spent, over all runs that were resumed */
  struct l2h_progress progress;
  double best_score;     /* lowest validation score, INFINITY before the first */
  long best_update;      /* when */
  double gain_score;     /* of the last validation that gained enough (patience.h), INFINITY before the first */
  long idle;             /* validations since */
  long journal_bytes;    /* length of training.csv up to the row recorded last */
  long validation_bytes; /* and of validation.csv */
  double *vectors;       /* the one allocation: [L2H_STATE_VECTORS][parameters] */
  double *theta, *first, *second; /* parameters, Adam's moments */
  double *average;                /* moving average of theta */
  double *best;                   /* what had the lowest score */
};

/* All 0, before any update. 0, or -1 when memory is short. */
int l2h_state_create(struct l2h_state *state, int parameters, struct l2h_error *error);
void l2h_state_free(struct l2h_state *state);

#endif
