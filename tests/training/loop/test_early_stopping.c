/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "loop/early_stopping.h"

static struct l2h_config config;

/* After how many of these scores the training stops; 0: never. */
static long ends_after(long validations, double gain, int count, const double *score)
{
  struct l2h_state state = {.gain_score = INFINITY};
  config.stop_validations = validations;
  config.stop_gain = gain;
  for (int i = 0; i < count; i++) {
    l2h_early_stopping_add(&config, &state, score[i]);
    if (l2h_early_stopping_due(&config, &state))
      return i + 1;
  }
  return 0;
}

static void it_ends_after_validations_without_gain(void **state)
{
  (void)state;
  const double score[] = {-0.5, -0.6, -0.6, -0.55, -0.7, -0.7, -0.65, -0.69, -0.9};
  assert_int_equal(ends_after(2, 0, 9, score), 4);
  assert_int_equal(ends_after(3, 0, 9, score), 8);
  assert_int_equal(ends_after(4, 0, 9, score), 0);
  assert_int_equal(ends_after(0, 0, 9, score), 0); /* without the key */
}

static void small_gains_add_up(void **state)
{
  (void)state;
  const double slow[] = {-0.5, -0.51, -0.52, -0.53, -0.54, -0.55};
  assert_int_equal(ends_after(2, 0.015, 6, slow), 0);
  assert_int_equal(ends_after(2, 0.025, 6, slow), 3);
  assert_int_equal(ends_after(5, 0.1, 6, slow), 6);
}

static void no_number_is_no_gain(void **state)
{
  (void)state;
  const double score[] = {-0.5, NAN, NAN, -0.6};
  assert_int_equal(ends_after(2, 0, 4, score), 3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_ends_after_validations_without_gain),
    cmocka_unit_test(small_gains_add_up),
    cmocka_unit_test(no_number_is_no_gain),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
