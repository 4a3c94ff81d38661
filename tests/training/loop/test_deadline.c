/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "loop/deadline.h"

static void the_slowest_of_the_last_decides(void **state)
{
  (void)state;
  struct l2h_deadline deadline = {.limit = 100};
  assert_false(l2h_deadline_is_near(&deadline, 99, false)); /* nothing known yet: try */
  assert_true(l2h_deadline_is_near(&deadline, 101, false));
  l2h_deadline_add_update(&deadline, 10);
  l2h_deadline_add_update(&deadline, 3);
  assert_false(l2h_deadline_is_near(&deadline, 89, false));
  assert_true(l2h_deadline_is_near(&deadline, 91, false));
  for (int i = 0; i < L2H_DEADLINE_MEMORY; i++)
    l2h_deadline_add_update(&deadline, 3); /* the slow one is forgotten */
  assert_false(l2h_deadline_is_near(&deadline, 96, false));
  assert_true(l2h_deadline_is_near(&deadline, 98, false));
}

static void a_validation_counts_where_it_is_due(void **state)
{
  (void)state;
  struct l2h_deadline deadline = {.limit = 100};
  l2h_deadline_add_update(&deadline, 5);
  l2h_deadline_add_validation(&deadline, 20);
  assert_false(l2h_deadline_is_near(&deadline, 90, false));
  assert_true(l2h_deadline_is_near(&deadline, 90, true));
  assert_false(l2h_deadline_is_near(&deadline, 74, true));
}

static void without_a_limit_it_is_never_near(void **state)
{
  (void)state;
  struct l2h_deadline deadline = {.limit = 0};
  l2h_deadline_add_update(&deadline, 1e9);
  assert_false(l2h_deadline_is_near(&deadline, 1e9, true));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_slowest_of_the_last_decides),
    cmocka_unit_test(a_validation_counts_where_it_is_due),
    cmocka_unit_test(without_a_limit_it_is_never_near),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
