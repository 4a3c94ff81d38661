/* SPDX-License-Identifier: GPL-2.0-only */
/* The keys of a configuration whose rollouts are searches (`episode: search`), and those that it must not have. */
#ifndef L2H_SEARCH_CONFIG_H
#define L2H_SEARCH_CONFIG_H

#include "core/weights.h"
#include "loop/config_file.h"
#include "searches/policy_training.h"
#include "systems/system.h"

/* What a rollout is: a run of a learned optimizer, or a search (episode.h). */
enum l2h_episode_kind { L2H_OF_ROLLOUTS, L2H_OF_SEARCHES };

/* What is to be low of searches with a budget: the mean logarithm of their evaluations, or, encounter_rate.h, the mean
   first encounter. */
enum l2h_search_loss { L2H_LOSS_EVALUATIONS, L2H_LOSS_ENCOUNTER_RATE };

struct l2h_search_config {
  enum l2h_search_loss loss;
  long budget[L2H_MAX_SYSTEMS];      /* evaluations of a search of each system */
  struct l2h_policy_training policy; /* what is trained, and from where on */
  struct l2h_weights bursts;         /* whose network they use; alone: there are none */
  bool trains_network;
};

/* `episode`, and that the keys are those of such an episode. 0, or -1 with file, line and remedy; so do the others. */
int l2h_take_episode(const struct l2h_config_source *source, const struct l2h_file *file,
                     enum l2h_episode_kind *episode);
/* Budgets and energies of the systems, the latter into system[file->systems_count]. */
int l2h_take_goals(const struct l2h_config_source *source, const struct l2h_file *file, enum l2h_episode_kind episode,
                   long horizon, struct l2h_search_config *search, struct l2h_system *system);
int l2h_take_policy(const struct l2h_config_source *source, const struct l2h_file *file,
                    struct l2h_search_config *search);

#endif
