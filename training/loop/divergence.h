/* SPDX-License-Identifier: GPL-2.0-only */
/* A training whose numbers have become infinite or no numbers at all learns nothing any more, and its weights could not
   be read back. */
#ifndef L2H_DIVERGENCE_H
#define L2H_DIVERGENCE_H

#include "loop/config.h"
#include "loop/training_state.h"

/* After an update: 0, or -1 with a message that names the first such number among the loss, the gradient and what goes
   into a checkpoint and into weights. All ranks find the same. */
int l2h_check_divergence(const struct l2h_config *config, const struct l2h_state *state, struct l2h_error *error);

#endif
