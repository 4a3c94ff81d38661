/* SPDX-License-Identifier: GPL-2.0-only */
/* Early stopping: a training ends when a number of validations in a row brought no gain (configuration key `stop`).

   All that decides it is in the state, hence in the checkpoint: a training that was interrupted ends at the same update
   as one that was not. */
#ifndef L2H_EARLY_STOPPING_H
#define L2H_EARLY_STOPPING_H

#include <stdbool.h>

#include "loop/config.h"
#include "loop/training_state.h"

/* Takes the score of a validation, once each. It gained if it lies more than config->stop_gain below the last one that
   did: small gains add up. Which weights are kept does not depend on it. */
void l2h_early_stopping_add(const struct l2h_config *config, struct l2h_state *state, double score);

/* Whether as many validations in a row as the configuration allows have gained nothing. */
bool l2h_early_stopping_due(const struct l2h_config *config, const struct l2h_state *state);

#endif
