/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include <string.h>

#include "loop/workload.h"

#define MOST_RANKS 4
#define MEMBERS 16
#define STARTS 8

static const char searches[] = "seed: 1\n"
                               "episode: search\n"
                               "systems: [{name: lj:13}, {name: lj:7}]\n"
                               "horizon: 50\n"
                               "train: [numbers]\n"
                               "numbers: [kick]\n"
                               "initialization: {method: by_hand}\n"
                               "estimator: snes\n"
                               "population: 16\n"
                               "starts: 8\n"
                               "updates: 1\n"
                               "sigma: 0.3\n"
                               "learning_rate: 1\n";

static struct l2h_error error;
static struct l2h_config config;
static struct l2h_plan plan;
static struct l2h_workload workload[MOST_RANKS];

static void share(int ranks)
{
  for (int r = 0; r < ranks; r++) {
    const struct l2h_world world = {.rank = r, .ranks = ranks};
    assert_int_equal(l2h_workload_create(&workload[r], &world, 1, &config, &error), 0);
    l2h_workload_share(&workload[r], &config, &plan);
  }
}

static void forget(int ranks)
{
  for (int r = 0; r < ranks; r++)
    l2h_workload_free(&workload[r]);
}

static int set_up(void **state)
{
  (void)state;
  if (l2h_config_parse("test.yaml", searches, strlen(searches), &config, &error) != 0)
    fail_msg("%s", error.text);
  assert_int_equal(l2h_plan_create(&plan, &config, &error), 0);
  l2h_plan_make(&config, 1, &plan);
  assert_int_equal(plan.rollouts, MEMBERS * STARTS);
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  l2h_plan_free(&plan);
  return 0;
}

static void each_rollout_has_one_rank(void **state)
{
  (void)state;
  for (int ranks = 1; ranks <= MOST_RANKS; ranks++) {
    int runs[MEMBERS * STARTS] = {0};
    share(ranks);
    for (int r = 0; r < ranks; r++)
      for (int k = 0; k < workload[r].count; k++)
        runs[workload[r].rollout[k]]++;
    for (int j = 0; j < plan.rollouts; j++)
      assert_int_equal(runs[j], 1);
    forget(ranks);
  }
}

/* A search that is long for one member of a population is long for the others, too. */
static void ranks_share_the_rollouts_of_every_start(void **state)
{
  (void)state;
  for (int ranks = 2; ranks <= MOST_RANKS; ranks *= 2) {
    share(ranks);
    for (int r = 0; r < ranks; r++) {
      int from[STARTS] = {0};
      for (int k = 0; k < workload[r].count; k++)
        from[plan.rollout[workload[r].rollout[k]].start]++;
      for (int i = 0; i < STARTS; i++)
        assert_int_equal(from[i], MEMBERS / ranks);
    }
    forget(ranks);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_rollout_has_one_rank),
    cmocka_unit_test(ranks_share_the_rollouts_of_every_start),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
