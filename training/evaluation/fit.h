/* SPDX-License-Identifier: GPL-2.0-only */
/* Making weights fit a system that they were not trained on: in which scales they see it, and which of their species
   its own are. */
#ifndef L2H_FIT_H
#define L2H_FIT_H

#include "core/weights.h"
#include "systems/system.h"

struct l2h_fit {
  double length, energy; /* scales in the system's units; 0: those that systems/scales.h takes */
  const char *species;   /* "2,1": species 1 of the system is the weights' 2, and so on; NULL: each is its own */
};

/* Changes the weights so. 0, or -1 with a message: species that the weights do not know, one twice, or too few. */
int l2h_fit(const struct l2h_fit *fit, const struct l2h_system *system, struct l2h_weights *weights,
            struct l2h_error *error);

/* Whether the scales that the weights see the system in are far from its own, as with weights of gold on copper; then
   `why` says so, and what to do about it. */
bool l2h_fit_is_doubtful(const struct l2h_weights *weights, const struct l2h_system *system, struct l2h_error *why);

#endif
