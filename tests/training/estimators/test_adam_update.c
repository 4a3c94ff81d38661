/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "estimators/adam_update.h"

/* Algorithm 1 of Kingma and Ba by hand: gradient 2, then -1, rate 0.1. After the first step both corrected moments are
   the gradient's own, so it moves by the rate. */
static void two_steps_by_hand(void **state)
{
  (void)state;
  double theta = 1, mean = 0, square = 0;
  const struct l2h_adam adam = {&mean, &square};
  const double gradient[] = {2, -1};
  l2h_adam(1, 1, 0.1, &gradient[0], &adam, &theta);
  assert_near(mean, 0.2, 1e-15);
  assert_near(square, 0.004, 1e-15);
  assert_near(theta, 0.9, 1e-8);
  l2h_adam(1, 2, 0.1, &gradient[1], &adam, &theta);
  assert_near(mean, 0.08, 1e-15);
  assert_near(square, 0.004996, 1e-15);
  const double m = 0.08 / (1 - 0.81), v = 0.004996 / (1 - 0.998001);
  assert_near(theta, 0.9 - 0.1 * m / sqrt(v), 1e-8);
}

static void it_finds_the_bottom_of_a_bowl(void **state)
{
  (void)state;
  double theta[2] = {1, -2}, mean[2] = {0}, square[2] = {0}, gradient[2];
  const struct l2h_adam adam = {mean, square};
  for (long update = 1; update <= 2000; update++) {
    gradient[0] = 2 * theta[0];
    gradient[1] = 20 * theta[1];
    l2h_adam(2, update, 0.01, gradient, &adam, theta);
  }
  assert_near(theta[0], 0, 1e-3);
  assert_near(theta[1], 0, 1e-3);
}

static void the_rate_decays_in_steps(void **state)
{
  (void)state;
  assert_near(l2h_decayed(0.01, 0.98, 10, 1), 0.01, 0);
  assert_near(l2h_decayed(0.01, 0.98, 10, 10), 0.01, 0);
  assert_near(l2h_decayed(0.01, 0.98, 10, 11), 0.0098, 1e-16);
  assert_near(l2h_decayed(0.01, 0.98, 10, 900), 0.01 * pow(0.98, 89), 1e-15);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(two_steps_by_hand),
    cmocka_unit_test(it_finds_the_bottom_of_a_bowl),
    cmocka_unit_test(the_rate_decays_in_steps),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
