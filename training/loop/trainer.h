/* SPDX-License-Identifier: GPL-2.0-only */
/* Meta-training: one update after the other, from a configuration and a state. Knows nothing of files. */
#ifndef L2H_TRAINER_H
#define L2H_TRAINER_H

#include "loop/episode.h"

struct l2h_trainer;

/* Takes all memory that updates need. stop: see l2h_rollout_batch (backend.h). NULL with a message. */
struct l2h_trainer *l2h_trainer_create(const struct l2h_world *world, const struct l2h_config *config,
                                       const struct l2h_device *device, const volatile sig_atomic_t *stop,
                                       struct l2h_error *error);
void l2h_trainer_free(struct l2h_trainer *trainer);

/* Length of theta. */
int l2h_trainer_parameters(const struct l2h_config *config);

/* theta, its average and the goals before the first update. */
int l2h_trainer_initial(const struct l2h_config *config, struct l2h_state *state, struct l2h_error *error);

/* One meta-update of the state, on all ranks alike. false: it was stopped, and the state is as before. Allocates
   nothing. */
bool l2h_trainer_update(struct l2h_trainer *trainer, struct l2h_state *state);

/* The rollouts of the last update, on all ranks. Valid until the next update. */
struct l2h_trained_rollouts {
  const struct l2h_plan *plan;
  const double *seconds; /* [plan->rollouts], of a processor */
};
struct l2h_trained_rollouts l2h_trainer_rollouts(const struct l2h_trainer *trainer);

/* Measures the candidate weights on the validation starts and keeps them in the state if they are the best yet.
   false: it was stopped, and the state is as before. */
bool l2h_trainer_validate(struct l2h_trainer *trainer, struct l2h_state *state, struct l2h_validation *validation);

/* The weights that training would deliver now: the best validated, else the average, else the last. */
void l2h_trainer_weights(const struct l2h_config *config, const struct l2h_state *state, struct l2h_weights *weights);

/* The weights as they stand after the last update, averaged where there is an average, however they score. */
void l2h_trainer_latest(const struct l2h_config *config, const struct l2h_state *state, struct l2h_weights *weights);

#endif
