/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a training stands: everything that its next update depends on, and that a checkpoint therefore holds. */
#ifndef L2H_TRAINING_STATE_H
#define L2H_TRAINING_STATE_H

#include <stddef.h>

#include "core/error.h"
#include "loop/config_file.h"
#include "loop/encounter_rate.h"

/* What the last update saw, and what it cost. */
struct l2h_progress {
  double loss_mean, loss_best; /* of the rollouts with theta as it was, or, where there are none, of the perturbed */
  double gradient_norm, learning_rate, sigma;
  double horizon;               /* mean over the rollouts */
  double rollouts, evaluations; /* how many, and of how many force evaluations */
  double busy;                  /* seconds of processors that they took, all threads of all ranks together */
  double utilisation;           /* busy / (threads of all ranks * seconds of the update) */
};

struct l2h_state {
  int parameters;
  int kept_vectors; /* that the estimator keeps */
  long update;      /* meta-updates made */
  long recorded;    /* the last of them that was validated, where due, and written down; -1 before the first */
  double seconds;   /* spent, over all runs that were resumed */
  struct l2h_progress progress;
  double cpu_seconds; /* of these, what rollouts took of all processors together */
  double best_score;  /* lowest validation score, INFINITY before the first */
  long best_update;   /* when */
  double gain_score;  /* of the last validation that gained enough (early_stopping.h), INFINITY before the first */
  long idle;          /* validations since */
  double goal[L2H_MAX_SYSTEMS]; /* energies that searches look for (episode.h); INFINITY: none yet */
  struct l2h_encounters encounters[L2H_MAX_SYSTEMS]; /* with them */
  long journal_bytes;                                /* length of training.csv up to the row recorded last */
  long validation_bytes;                             /* and of validation.csv */
  size_t numbers;                                    /* in the one allocation: */
  double *vectors;                                   /* [3 + kept_vectors][parameters] */
  double *theta;                                     /* [parameters] */
  double *kept;                                      /* [kept_vectors][parameters]: the estimator's */
  double *average;                                   /* [parameters]: moving average of theta */
  double *best;                                      /* [parameters]: what had the lowest score */
};

/* All 0, before any update. 0, or -1 when memory is short. */
int l2h_state_create(struct l2h_state *state, int parameters, int kept_vectors, struct l2h_error *error);

/* Takes all that `from`, of the same size, has, but its memory. */
void l2h_state_copy_scalars(struct l2h_state *state, const struct l2h_state *from);
void l2h_state_free(struct l2h_state *state);

#endif
