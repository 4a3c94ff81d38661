/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "evaluation/evaluation.h"

static void a_summary_by_hand(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  const struct l2h_outcome outcome[4] = {{-41, 100}, {-44.326801, 200}, {-43, 300}, {-44.326401, 400}};
  const struct l2h_summary summary = l2h_summarize(&system, 4, outcome);
  assert_near(summary.mean, -43.1633005, 1e-9);
  /* squares about the mean: 4.6798690 + 1.3537333 + 0.0266671 + 1.3528027; over 3, over 4, the root */
  assert_near(summary.error, sqrt(7.4130720 / 12), 1e-6);
  assert_near(summary.min, -44.326801, 0);
  assert_int_equal(summary.hits, 2);
  assert_near(summary.evaluations, 1000, 0);
}

static void one_start_has_no_error_and_equal_ones_none(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:151");
  const struct l2h_outcome outcome[2] = {{-880, 1}, {-880, 1}};
  assert_true(isnan(l2h_summarize(&system, 1, outcome).error));
  assert_near(l2h_summarize(&system, 2, outcome).error, 0, 0);
  assert_int_equal(l2h_summarize(&system, 2, outcome).hits, -1); /* no minimum is known */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_summary_by_hand),
    cmocka_unit_test(one_start_has_no_error_and_equal_ones_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
