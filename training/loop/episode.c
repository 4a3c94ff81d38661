/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/episode.h"

const struct l2h_episode *l2h_episode_of(const struct l2h_config *config)
{
  return config->episode == L2H_OF_SEARCHES ? &l2h_episode_search : &l2h_episode_rollout;
}
