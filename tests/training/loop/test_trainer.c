/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/loop/training_runs.h"

#include <omp.h>

#include "loop/checkpoint.h"
#include "rollouts/parameters.h"
#include "loop/trainer.h"
#include "rollouts/device.h"

#define FILE_NAME "test_trainer.tmp"

static const char text[] = "seed: 3\n"
                           "systems: [{name: lj:13}, {name: lj:7}]\n"
                           "estimator: esmc\n"
                           "horizon: 60\n"
                           "starts: 10\n"
                           "updates: 10\n"
                           "sigma: 0.05\n"
                           "learning_rate: 0.01\n"
                           "decay: {factor: 0.9, every: 2}\n"
                           "inputs: [gradients, decays, radial, progress]\n"
                           "initialization: {method: warm_start}\n"
                           "average: 0.7\n"
                           "validate: {every: 3, starts: 12}\n";

static const struct l2h_world world = ONE_RANK;
static volatile sig_atomic_t stop;
static struct l2h_config config;
static struct l2h_error error;

/* ---- what the trainer's own code allocates: its calls arrive here through the linker's --wrap ---- */

static int allocations;

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void *__real_aligned_alloc(size_t, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
void *__wrap_aligned_alloc(size_t, size_t);

void *__wrap_malloc(size_t size)
{
  allocations++;
  return __real_malloc(size);
}
void *__wrap_calloc(size_t count, size_t size)
{
  allocations++;
  return __real_calloc(count, size);
}
void *__wrap_realloc(void *old, size_t size)
{
  allocations++;
  return __real_realloc(old, size);
}
void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
  allocations++;
  return __real_aligned_alloc(alignment, size);
}

/* ---- */

static int set_up(void **state)
{
  (void)state;
  if (l2h_config_parse("test.yaml", text, strlen(text), &config, &error) != 0)
    fail_msg("%s", error.text);
  return 0;
}

static const struct trained trained = {&world, &config, &stop, 3};

static void one_seed_is_one_training(void **state)
{
  (void)state;
  struct l2h_state none, some;
  assert_threads_change_nothing(&trained, 5);
  train(&trained, &none, 0);
  train(&trained, &some, 5);
  assert_true(memcmp(none.theta, some.theta, sizeof(double) * (size_t)none.parameters) != 0); /* it did move */
  l2h_state_free(&none);
  l2h_state_free(&some);
}

static void resumed_is_uninterrupted(void **state)
{
  (void)state;
  assert_resumed_is_uninterrupted(&trained, 7, FILE_NAME);
}

static void another_seed_is_another_training(void **state)
{
  (void)state;
  struct l2h_state one, other;
  train(&trained, &one, 1);
  config.seed++;
  train(&trained, &other, 1);
  config.seed--;
  assert_true(one.progress.loss_mean != other.progress.loss_mean);
  l2h_state_free(&one);
  l2h_state_free(&other);
}

static void a_stop_changes_nothing(void **state)
{
  (void)state;
  assert_a_stop_changes_nothing(&trained, 2);
}

static void an_update_allocates_nothing(void **state)
{
  (void)state;
  struct l2h_state training;
  struct l2h_trainer *trainer = begin_training(&trained, &training);
  assert_true(l2h_trainer_update(trainer, &training));
  assert_true(allocations > 0); /* the counter counts */
  allocations = 0;
  for (int i = 0; i < 3; i++)
    assert_true(l2h_trainer_update(trainer, &training));
  assert_int_equal(allocations, 0);
  l2h_trainer_free(trainer);
  l2h_state_free(&training);
}

/* What is delivered: the best validated, else the average. The latest is to be had as well. */
static void the_best_is_kept(void **state)
{
  (void)state;
  struct l2h_state training;
  static struct l2h_weights weights;
  static double theta[L2H_MAX_PARAMETERS];
  struct l2h_validation validation;
  struct l2h_trainer *trainer = begin_training(&trained, &training);
  train_until(&trained, trainer, &training, 2);
  l2h_trainer_weights(&config, &training, &weights);
  l2h_parameters_from_network(&config.model, &weights.network, theta);
  for (int k = 0; k < training.parameters; k++)
    assert_near(theta[k], training.average[k], 1e-6);
  assert_int_equal(weights.updates, 2);

  assert_true(l2h_trainer_validate(trainer, &training, &validation));
  assert_int_equal(validation.starts, 24);
  assert_int_equal(validation.system[0].hits + validation.system[1].hits, validation.hits);
  assert_true(validation.system[0].mean < validation.system[1].mean); /* of 13 atoms, and of 7 */
  assert_true(validation.score > -1.0001 && validation.score < -0.5);
  assert_int_equal(training.best_update, 2);
  training.best_score = -2; /* nothing beats that */
  train_until(&trained, trainer, &training, 3);
  l2h_trainer_weights(&config, &training, &weights);
  assert_int_equal(weights.updates, 2);
  assert_string_equal(weights.configuration, config.hash);
  l2h_trainer_latest(&config, &training, &weights);
  assert_int_equal(weights.updates, 3);
  l2h_trainer_free(trainer);
  l2h_state_free(&training);
}

/* Balanced, a system's share in an update does not depend on the unit of its losses; unbalanced, it does. */
static void balance_takes_the_spread_out(void **state)
{
  (void)state;
  const double scale = config.system[1].loss_scale;
  for (int balance = 0; balance < 2; balance++) {
    struct l2h_state one, other;
    double apart = 0;
    config.balance = balance;
    struct l2h_trainer *trainer = begin_training(&trained, &one);
    train_until(&trained, trainer, &one, 2);
    l2h_trainer_free(trainer);
    config.system[1].loss_scale = 3 * scale;
    trainer = begin_training(&trained, &other);
    train_until(&trained, trainer, &other, 2);
    l2h_trainer_free(trainer);
    config.system[1].loss_scale = scale;
    for (int k = 0; k < one.parameters; k++)
      apart = fmax(apart, fabs(one.theta[k] - other.theta[k]));
    assert_true(balance ? apart < 1e-9 : apart > 1e-4);
    l2h_state_free(&one);
    l2h_state_free(&other);
  }
  config.balance = false;
}

/* Twenty updates on seven atoms and a short horizon lower the loss by more than its noise (0.01). */
static void training_improves(void **state)
{
  (void)state;
  static const char settings[] =
    "seed: 1\nsystems: [{name: lj:7}]\nestimator: esmc\nhorizon: 60\nstarts: 60\nupdates: 20\n"
    "sigma: 0.05\nlearning_rate: 0.01\ninputs: [gradients, decays, radial, progress]\n"
    "initialization: {method: warm_start}\n";
  struct l2h_state training;
  double early = 0, late = 0;
  assert_int_equal(l2h_config_parse("test.yaml", settings, strlen(settings), &config, &error), 0);
  struct l2h_trainer *trainer = begin_training(&trained, &training);
  while (training.update < 40) {
    assert_true(l2h_trainer_update(trainer, &training));
    *(training.update <= 5 ? &early : &late) +=
      training.update <= 5 || training.update > 35 ? training.progress.loss_mean / 5 : 0;
  }
  if (!(late < early - 0.03))
    fail_msg("the loss went from %g to %g", early, late);
  l2h_trainer_free(trainer);
  l2h_state_free(&training);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_seed_is_one_training),         cmocka_unit_test(resumed_is_uninterrupted),
    cmocka_unit_test(another_seed_is_another_training), cmocka_unit_test(a_stop_changes_nothing),
    cmocka_unit_test(an_update_allocates_nothing),      cmocka_unit_test(the_best_is_kept),
    cmocka_unit_test(balance_takes_the_spread_out),     cmocka_unit_test(training_improves),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
