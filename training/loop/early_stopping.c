/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/early_stopping.h"

void l2h_early_stopping_add(const struct l2h_config *config, struct l2h_state *state, double score)
{
  if (score < state->gain_score - config->stop_gain) { /* a NaN gains nothing */
    state->gain_score = score;
    state->idle = 0;
  } else {
    state->idle++;
  }
}

bool l2h_early_stopping_due(const struct l2h_config *config, const struct l2h_state *state)
{
  return config->stop_validations > 0 && state->idle >= config->stop_validations;
}
