/* SPDX-License-Identifier: GPL-2.0-only */
/* The keys of a configuration whose rollouts are searches (`episode: search`), and those that it must not have. */
#ifndef L2H_SEARCH_CONFIG_H
#define L2H_SEARCH_CONFIG_H

#include "loop/config.h"

/* `episode` itself, before all other keys. 0, or -1 with file, line and remedy; so do the others. */
int l2h_take_episode(const struct l2h_config_source *source, const struct l2h_file *file, struct l2h_config *config);
/* Budgets and energies of the systems, which must be known. */
int l2h_take_goals(const struct l2h_config_source *source, const struct l2h_file *file, struct l2h_config *config);
/* What is trained, and from where on. */
int l2h_take_policy(const struct l2h_config_source *source, const struct l2h_file *file, struct l2h_config *config);

#endif
