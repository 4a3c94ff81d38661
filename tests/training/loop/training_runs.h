/* SPDX-License-Identifier: GPL-2.0-only */
/* Trainings that tests stop, resume and compare, and what holds of every one. */
#ifndef L2H_TEST_TRAINING_RUNS_H
#define L2H_TEST_TRAINING_RUNS_H

#include "tests/training/testing.h"

#include <omp.h>

#include "loop/checkpoint.h"
#include "loop/trainer.h"
#include "rollouts/device.h"

/* What a test trains. */
struct trained {
  const struct l2h_world *world;
  const struct l2h_config *config;
  volatile sig_atomic_t *stop;
  long period; /* updates from validation to validation */
};

/* A trainer and the state that it begins with. */
static inline struct l2h_trainer *begin_training(const struct trained *of, struct l2h_state *state)
{
  const struct l2h_device device = l2h_device_cpu(l2h_kernels_best());
  struct l2h_error error = {""};
  struct l2h_trainer *trainer = l2h_trainer_create(of->world, of->config, &device, of->stop, &error);
  if (!trainer)
    fail_msg("%s", error.text);
  assert_int_equal(
    l2h_state_create(state, l2h_trainer_parameters(of->config), l2h_config_estimator(of->config)->vectors, &error), 0);
  assert_int_equal(l2h_trainer_initial(of->config, state, &error), 0);
  return trainer;
}

/* Updates until `updates` are made, and a validation after every period of them. */
static inline void train_until(const struct trained *of, struct l2h_trainer *trainer, struct l2h_state *state,
                               long updates)
{
  struct l2h_validation validation;
  while (state->update < updates) {
    assert_true(l2h_trainer_update(trainer, state));
    if (state->update % of->period == 0)
      assert_true(l2h_trainer_validate(trainer, state, &validation));
  }
}

/* From the beginning, and the trainer is gone again. */
static inline void train(const struct trained *of, struct l2h_state *state, long updates)
{
  struct l2h_trainer *trainer = begin_training(of, state);
  train_until(of, trainer, state, updates);
  l2h_trainer_free(trainer);
}

static inline void assert_same_training(const struct l2h_state *a, const struct l2h_state *b)
{
  assert_int_equal(a->update, b->update);
  assert_int_equal(a->best_update, b->best_update);
  assert_true(a->best_score == b->best_score);
  assert_int_equal(a->numbers, b->numbers);
  assert_memory_equal(a->vectors, b->vectors, a->numbers * sizeof(double));
  assert_memory_equal(a->goal, b->goal, sizeof a->goal);
  assert_memory_equal(a->encounters, b->encounters, sizeof a->encounters);
}

/* ---- what holds of every training ---- */

static inline void assert_threads_change_nothing(const struct trained *of, long updates)
{
  struct l2h_state one, many;
  omp_set_num_threads(1);
  train(of, &one, updates);
  for (int threads = 2; threads <= 3; threads++) {
    omp_set_num_threads(threads);
    train(of, &many, updates);
    assert_same_training(&one, &many);
    l2h_state_free(&many);
  }
  l2h_state_free(&one);
}

/* Cut after any update, and gone on with from a checkpoint in the file `path`. */
static inline void assert_resumed_is_uninterrupted(const struct trained *of, long updates, const char *path)
{
  struct l2h_state whole, part, resumed;
  struct l2h_error error;
  char kernels[16];
  train(of, &whole, updates);
  for (long cut = 0; cut <= updates; cut++) {
    train(of, &part, cut);
    assert_int_equal(l2h_checkpoint_write(path, of->config, "any", &part, &error), 0);
    struct l2h_trainer *trainer = begin_training(of, &resumed);
    assert_int_equal(l2h_checkpoint_read(path, of->config, &resumed, kernels, &error), 0);
    assert_same_training(&part, &resumed);
    train_until(of, trainer, &resumed, updates);
    l2h_trainer_free(trainer);
    assert_same_training(&whole, &resumed);
    l2h_state_free(&part);
    l2h_state_free(&resumed);
  }
  unlink(path);
  l2h_state_free(&whole);
}

/* A stop, in updates and in validations, leaves the state as it was, and the trainer able to go on. */
static inline void assert_a_stop_changes_nothing(const struct trained *of, long updates)
{
  struct l2h_state before, after;
  struct l2h_validation validation;
  train(of, &before, updates);
  struct l2h_trainer *trainer = begin_training(of, &after);
  train_until(of, trainer, &after, updates);
  *of->stop = 1;
  assert_false(l2h_trainer_update(trainer, &after));
  assert_false(l2h_trainer_validate(trainer, &after, &validation));
  *of->stop = 0;
  assert_same_training(&before, &after);
  train_until(of, trainer, &after, updates + 1);
  l2h_trainer_free(trainer);
  l2h_state_free(&before);
  l2h_state_free(&after);
}

#endif
