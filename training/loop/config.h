/* SPDX-License-Identifier: GPL-2.0-only */
/* A training configuration: a YAML file, read through a strict schema. docs/trainer.md lists the keys. */
#ifndef L2H_CONFIG_H
#define L2H_CONFIG_H

#include <stdbool.h>

#include "estimators/estimator.h"
#include "loop/config_file.h"
#include "loop/initialization.h"
#include "loop/search_config.h"
#include "systems/system.h"

enum l2h_normalization { L2H_BY_KNOWN, L2H_BY_ADAM };
enum l2h_initialization { L2H_FROM_PAPER, L2H_FROM_WARM_START, L2H_FROM_WEIGHTS };

/* A number that is multiplied by `factor` every `every` updates. */
struct l2h_decay {
  double factor;
  long every;
};

struct l2h_config {
  char name[64]; /* the file's, without folder and .yaml */
  uint64_t seed;
  enum l2h_episode_kind episode;
  int systems;
  struct l2h_system system[L2H_MAX_SYSTEMS];
  double weight[L2H_MAX_SYSTEMS]; /* in the meta-loss, mean 1 */
  bool paper_scales;              /* inputs in Angstrom and eV, as the paper has them, not in the systems' own scales */
  int estimator;                  /* number of it, see l2h_config_estimator() */
  struct l2h_estimator_settings settings; /* for it: starts, and the values of its own keys */
  long horizon;                           /* learned steps that the weights are for, and validated with */
  struct l2h_search_config search;        /* episodes of searches alone */
  int horizons;
  long trained_horizon[L2H_MAX_HORIZONS]; /* of the rollouts; horizon alone where nothing else is said */
  bool best_loss;                         /* the loss is of the lowest structure met, not of the last */
  bool rank_losses;                       /* shaping: ranks */
  bool balance; /* losses of a system are divided by their spread, so that systems count alike */
  enum l2h_normalization normalization; /* what energies are divided by: training/loop/normalization.h */
  double sigma;                         /* of the perturbations */
  double learning_rate;
  struct l2h_decay decay, sigma_decay; /* of the two */
  long updates;
  struct l2h_model model;
  enum l2h_initialization initialization;
  double alpha, beta, gamma; /* Eq. 2, at the start */
  struct l2h_warm_start warm_start;
  struct l2h_network network; /* L2H_FROM_WEIGHTS: where training begins */
  double step_limit;          /* in length scales */
  long quench;                /* gradient descent steps between the last learned step and the loss; 0: none */
  double average;             /* decay of the moving average of theta; 0: none */
  long validate_every;        /* updates; 0: never */
  int validate_starts;        /* a system */
  double checkpoint_seconds;  /* least time between two checkpoints; 0: one an update */
  long stop_validations;      /* in a row without a gain, and training ends (early_stopping.h); 0: never */
  double stop_gain;           /* in score, that counts as one */
  char contributor[128];
  char hash[17]; /* of what decides the weights: all but updates, checkpoint, stop, contributor and name */
};

static inline const struct l2h_estimator *l2h_config_estimator(const struct l2h_config *config)
{
  return l2h_estimator_at(config->estimator);
}

/* `path` stands in messages. 0, or -1 with file, line and remedy. */
int l2h_config_parse(const char *path, const char *text, size_t length, struct l2h_config *config,
                     struct l2h_error *error);

/* Sets `hash` anew; config_hash.c says what goes into it. */
void l2h_config_set_hash(struct l2h_config *config);

/* Another seed, as if it stood in the file. */
void l2h_config_set_seed(struct l2h_config *config, uint64_t seed);

#endif
