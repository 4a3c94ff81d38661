/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs of a baseline where memory is short: an error and no result, whichever allocation it is that fails. */
#include "tests/training/testing.h"

#include <omp.h>

#include "tests/training/baselines/held_out_runs.h"

static const struct l2h_world world = ONE_RANK;
static struct l2h_error error;
static int until_failure = -1; /* allocations that still succeed; negative: all */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);

static bool refused(void)
{
  return until_failure >= 0 && until_failure-- == 0;
}

void *__wrap_malloc(size_t size)
{
  return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
  return refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
  return refused() ? NULL : __real_aligned_alloc(alignment, size);
}

static int run(bool until_found, struct l2h_outcome outcome[2])
{
  const struct l2h_system system = a_system("lj:5");
  double parameter[L2H_BASELINE_PARAMETERS];
  const struct l2h_baseline_runs runs = held_out_runs(&l2h_baseline_adam, &system, parameter, 1, 2, 200);
  return until_found ? l2h_baseline_run_until_found(&world, &runs, 100000, outcome, &error)
                     : l2h_baseline_run(&world, &runs, outcome, &error);
}

/* Each allocation in turn fails, until a run needs no more. */
static void every_failure_is_told(void **state)
{
  (void)state;
  struct l2h_outcome outcome[2];
  omp_set_num_threads(1);
  for (int until_found = 0; until_found < 2; until_found++) {
    int failures = 0;
    assert_int_equal(run(until_found, outcome), 0); /* what libraries keep for good is there now */
    for (int allowed = 0;; allowed++) {
      until_failure = allowed;
      const int result = run(until_found, outcome);
      const bool met = until_failure < 0;
      until_failure = -1;
      if (!met)
        break;
      assert_int_equal(result, -1);
      assert_says(error.text, "no memory for");
      failures++;
    }
    assert_true(failures >= 2); /* positions, and the run's own */
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_failure_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
