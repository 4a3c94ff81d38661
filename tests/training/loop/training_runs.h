/* SPDX-License-Identifier: GPL-2.0-only */
/* Trainings that tests stop, resume and compare. */
#ifndef L2H_TEST_TRAINING_RUNS_H
#define L2H_TEST_TRAINING_RUNS_H

#include "tests/training/testing.h"

#include "loop/trainer.h"
#include "rollouts/device.h"

/* A trainer and the state that it begins with. */
static inline struct l2h_trainer *begin_training(const struct l2h_world *world, const struct l2h_config *config,
                                                 const volatile sig_atomic_t *stop, struct l2h_state *state)
{
  const struct l2h_device device = l2h_device_cpu(l2h_kernels_best());
  struct l2h_error error = {""};
  struct l2h_trainer *trainer = l2h_trainer_create(world, config, &device, stop, &error);
  if (!trainer)
    fail_msg("%s", error.text);
  assert_int_equal(
    l2h_state_create(state, l2h_trainer_parameters(config), l2h_config_estimator(config)->vectors, &error), 0);
  assert_int_equal(l2h_trainer_initial(config, state, &error), 0);
  return trainer;
}

/* Updates until `updates` are made, and a validation after every `period` of them. */
static inline void train_until(struct l2h_trainer *trainer, struct l2h_state *state, long updates, long period)
{
  struct l2h_validation validation;
  while (state->update < updates) {
    assert_true(l2h_trainer_update(trainer, state));
    if (state->update % period == 0)
      assert_true(l2h_trainer_validate(trainer, state, &validation));
  }
}

static inline void assert_same_training(const struct l2h_state *a, const struct l2h_state *b)
{
  assert_int_equal(a->update, b->update);
  assert_int_equal(a->best_update, b->best_update);
  assert_true(a->best_score == b->best_score);
  assert_int_equal(a->numbers, b->numbers);
  assert_memory_equal(a->vectors, b->vectors, a->numbers * sizeof(double));
}

#endif
