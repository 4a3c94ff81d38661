/* SPDX-License-Identifier: GPL-2.0-only */
/* The one interface to rollouts: runs batches of them on a device. */
#ifndef L2H_RUNNER_H
#define L2H_RUNNER_H

#include "rollouts/backend.h"

struct l2h_runner;

/* Room for batches of up to `starts` starts of up to `atoms` atoms, with weights of `species` species. All memory that
   run() needs is taken here. NULL with a message when memory is short. */
struct l2h_runner *l2h_runner_create(const struct l2h_device *device, int starts, int atoms, int species,
                                     struct l2h_error *error);
void l2h_runner_free(struct l2h_runner *runner);

/* Doubles that one rollout's positions take. */
int l2h_runner_room(const struct l2h_runner *runner);

/* Runs a batch over all threads. A rollout's result depends on nothing but the rollout and the kind of device. */
void l2h_runner_run(struct l2h_runner *runner, const struct l2h_rollout_batch *batch);

#endif
