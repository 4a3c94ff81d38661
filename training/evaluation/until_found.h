/* SPDX-License-Identifier: GPL-2.0-only */
/* On and on, from start to start, until the known global minimum is met: how first encounters are measured. */
#ifndef L2H_UNTIL_FOUND_H
#define L2H_UNTIL_FOUND_H

#include "base/world.h"
#include "evaluation/outcome.h"

/* Runs from the starts number[starts]: outcome[starts]. All ranks call it. 0, or -1 on every rank with a message. */
typedef int l2h_round(void *context, int starts, const uint32_t *number, struct l2h_outcome *outcome,
                      struct l2h_error *error);

/* Seed k runs from start k, then k + seeds, k + 2 seeds ..., until it meets the known global minimum or has spent
   `most` evaluations: outcome[k] is its lowest end and all of its evaluations. All ranks call it. 0, or -1 likewise. */
int l2h_until_found(const struct l2h_world *world, const struct l2h_system *system, int seeds, double most,
                    l2h_round *run, void *context, struct l2h_outcome *outcome, struct l2h_error *error);

#endif
