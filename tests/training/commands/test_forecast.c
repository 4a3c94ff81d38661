/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "commands/forecast.h"

/* Two systems, start by start, two rollouts each; every one takes what it always takes. */
static const int system_of[12] = {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1};
static const double steady[4] = {1, 1, 3, 3};

static struct l2h_update_model a_model_of(const double *sample)
{
  return (struct l2h_update_model){.rollouts = 12,
                                   .systems = 2,
                                   .system = system_of,
                                   .samples = 2,
                                   .sample = sample,
                                   .serial = 0.5,
                                   .collectives = 3,
                                   .bytes = 100,
                                   .latency = 0.001,
                                   .bandwidth = 1e5};
}

static struct l2h_forecast foresee(const double *sample, int ranks, int threads)
{
  const struct l2h_update_model model = a_model_of(sample);
  struct l2h_forecast forecast;
  struct l2h_error error;
  assert_int_equal(l2h_forecast(&model, ranks, threads, 20, &forecast, &error), 0);
  return forecast;
}

/* Six of 1 second and six of 3: 24 seconds of work. A round of a collective takes 1 ms and 100 / 1e5 s. */
static void steady_costs_by_hand(void **state)
{
  (void)state;
  const struct l2h_forecast one = foresee(steady, 1, 1), four = foresee(steady, 2, 2), five = foresee(steady, 5, 1),
                            many = foresee(steady, 1000, 1);
  assert_near(one.rolling, 24, 1e-12);
  assert_near(one.collectives, 0, 0);
  assert_near(one.seconds, 24.5, 1e-12);
  assert_near(one.utilisation, 1, 1e-12);
  assert_near(four.rolling, 6, 1e-12); /* 3 3, 3 3, 3 1 1 1, 3 1 1 1 */
  assert_near(four.utilisation, 1, 1e-12);
  assert_near(four.collectives, 3 * 0.002, 1e-15);
  assert_near(five.rolling, 6, 1e-12); /* 3 3, and four times 3 with at most two of the six 1 */
  assert_near(five.utilisation, 24. / 30, 1e-12);
  assert_near(five.collectives, 3 * 3 * 0.002, 1e-15);
  assert_near(many.rolling, 3, 1e-12);
  assert_near(many.seconds, 3.5 + 3 * 10 * 0.002, 1e-12);
}

/* Costs that vary about the same mean end later, never before the mean would, and the same at each call. */
static void jitter_costs_time(void **state)
{
  (void)state;
  const double varied[4] = {0.5, 1.5, 2, 4};
  const struct l2h_forecast even = foresee(steady, 4, 1), uneven = foresee(varied, 4, 1), again = foresee(varied, 4, 1);
  assert_true(uneven.rolling > even.rolling);
  assert_true(uneven.rolling < 12); /* every rollout the dearest of its system */
  assert_true(uneven.utilisation < 1 && uneven.utilisation > 0.5);
  assert_memory_equal(&uneven, &again, sizeof again);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(steady_costs_by_hand),
    cmocka_unit_test(jitter_costs_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
