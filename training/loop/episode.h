/* SPDX-License-Identifier: GPL-2.0-only */
/* What one rollout of a training is, and what theta stands for in it: a run of a learned optimizer
   (rollout_episode.c), or a search under a policy (search_episode.c). The trainer knows no more of them than this. */
#ifndef L2H_EPISODE_H
#define L2H_EPISODE_H

#include <signal.h>

#include "base/world.h"
#include "evaluation/evaluation.h"
#include "loop/config.h"
#include "loop/training_state.h"

/* The rollouts of an update that this rank runs. Arrays over [plan->rollouts] unless they say otherwise. */
struct l2h_episode_batch {
  const struct l2h_plan *plan;
  const struct l2h_plan *next; /* of the update that will probably follow */
  const struct l2h_perturbations *perturbations;
  const double *theta;
  const double *goal; /* [systems], l2h_state.goal */
  int count;
  const int *order;    /* [count]: which, the most costly first */
  double *energy;      /* that each ends with */
  double *evaluations; /* that it took */
  double *seconds;     /* of a processor */
};

/* What a rollout came to. */
struct l2h_result {
  double horizon, energy, evaluations;
};

struct l2h_validation {
  int hits, starts; /* over the systems whose global minimum, or goal, is known */
  double score;     /* weighted mean over the systems; the lower the better */
  double system_score[L2H_MAX_SYSTEMS];
  struct l2h_summary system[L2H_MAX_SYSTEMS]; /* of each, in the configuration's order */
};

struct l2h_episode {
  /* Length of theta, and its first value: 0, or -1 with a message. */
  int (*parameters)(const struct l2h_config *config);
  int (*initial)(const struct l2h_config *config, double *theta, struct l2h_error *error);
  /* What theta stands for into weights that are all 0. */
  void (*describe)(const struct l2h_config *config, const double *theta, struct l2h_weights *weights);

  /* Takes what runs need; NULL with a message. stop ends runs early once it is set. */
  void *(*create)(const struct l2h_world *world, const struct l2h_config *config, const struct l2h_device *device,
                  const volatile sig_atomic_t *stop, struct l2h_error *error);
  void (*destroy)(void *own); /* own may be NULL */
  void (*run)(void *own, const struct l2h_episode_batch *batch);
  /* The loss of a rollout on a system, of those that count how far it came. encounters: of this update's rollouts and,
     fading, of earlier ones with the same goal; none are counted where rollouts have no goal. */
  double (*loss)(const struct l2h_config *config, int system, double goal, const struct l2h_encounters *encounters,
                 const struct l2h_result *result);
  /* The goal of a system before anything is met, INFINITY for none, and what an energy that was met makes of it: true
     where it is now lower. Both NULL where rollouts have no goal. */
  double (*first_goal)(const struct l2h_system *system);
  bool (*meet)(const struct l2h_system *system, double energy, double *goal);
  /* Measures theta on validation starts, all ranks together: outcome[systems][validate_starts] there, the same on
     every rank. false: stopped. */
  bool (*measure)(void *own, const double *theta, const double *goal, struct l2h_outcome *outcome);
  /* The score of a system's outcomes. */
  double (*score)(const struct l2h_config *config, int system, double goal, const struct l2h_outcome *outcome,
                  const struct l2h_summary *summary);
};

const struct l2h_episode *l2h_episode_of(const struct l2h_config *config);

extern const struct l2h_episode l2h_episode_rollout, l2h_episode_search;

#endif
