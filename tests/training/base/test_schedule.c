/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "base/schedule.h"

#define MOST_PIECES 100000
#define MOST_WORKERS 10000

static double cost[MOST_PIECES];
static int owner[MOST_PIECES], again[MOST_PIECES];

static struct l2h_schedule *room(void)
{
  struct l2h_error error;
  struct l2h_schedule *schedule = l2h_schedule_create(MOST_PIECES, MOST_WORKERS, &error);
  assert_non_null(schedule);
  return schedule;
}

/* The same numbers on every machine: between least and 1. */
static void draw_costs(uint64_t seed, int count, double least)
{
  uint64_t x = seed;
  for (int i = 0; i < count; i++) {
    x = x * 6364136223846793005u + 1442695040888963407u;
    cost[i] = least + (1 - least) * (double)(x >> 11) * 0x1p-53;
  }
}

/* The largest load of a worker: when the last one is done. */
static double makespan_of(int count, const double *costs, int workers, const int *owners)
{
  static double load[MOST_WORKERS];
  double largest = 0;
  memset(load, 0, (size_t)workers * sizeof *load);
  for (int i = 0; i < count; i++) {
    load[owners[i]] += costs[i];
    largest = fmax(largest, load[owners[i]]);
  }
  return largest;
}

/* Graham's worst case for three workers: 11 where 9 is best, the whole 4/3 - 1/9. */
static void a_worst_case_by_hand(void **state)
{
  (void)state;
  struct l2h_schedule *schedule = room();
  const double worst[7] = {5, 5, 4, 4, 3, 3, 3};
  const int by_hand[7] = {0, 1, 2, 2, 0, 1, 0}, best[7] = {0, 1, 0, 1, 2, 2, 2};
  l2h_schedule_share(schedule, 7, worst, 3, owner);
  assert_memory_equal(owner, by_hand, sizeof by_hand);
  assert_near(makespan_of(7, worst, 3, owner), 11, 0);
  assert_near(makespan_of(7, worst, 3, best), 9, 0);
  l2h_schedule_free(schedule);
}

static void the_order_falls_and_ties_rise(void **state)
{
  (void)state;
  struct l2h_schedule *schedule = room();
  const double some[8] = {2, 7, 2, 0, 7, 9, 2, 0};
  const int by_hand[8] = {5, 1, 4, 0, 2, 6, 3, 7};
  l2h_schedule_order(schedule, 8, some, owner);
  assert_memory_equal(owner, by_hand, sizeof by_hand);
  draw_costs(3, MOST_PIECES, 0);
  l2h_schedule_order(schedule, MOST_PIECES, cost, owner);
  for (int i = 1; i < MOST_PIECES; i++)
    assert_true(cost[owner[i - 1]] >= cost[owner[i]]);
  l2h_schedule_free(schedule);
}

static void equal_costs_are_dealt_round(void **state)
{
  (void)state;
  struct l2h_schedule *schedule = room();
  for (int i = 0; i < 12; i++)
    cost[i] = 1;
  l2h_schedule_share(schedule, 12, cost, 4, owner);
  for (int i = 0; i < 12; i++)
    assert_int_equal(owner[i], i % 4);
  l2h_schedule_share(schedule, 12, cost, 5, owner); /* 12 over 5: someone has three */
  assert_near(makespan_of(12, cost, 5, owner), 3, 0);
  l2h_schedule_free(schedule);
}

static void fewer_pieces_than_workers(void **state)
{
  (void)state;
  struct l2h_schedule *schedule = room();
  const double some[3] = {1, 4, 2};
  const int by_hand[3] = {2, 0, 1};
  l2h_schedule_share(schedule, 3, some, 1000, owner);
  assert_memory_equal(owner, by_hand, sizeof by_hand);
  assert_near(makespan_of(3, some, 1000, owner), 4, 0);
  l2h_schedule_share(schedule, 0, some, 5, owner);
  assert_near(makespan_of(0, some, 5, owner), 0, 0);
  l2h_schedule_share(schedule, 3, some, 1, owner);
  assert_near(makespan_of(3, some, 1, owner), 7, 0);
  l2h_schedule_free(schedule);
}

/* What was scheduled before leaves no trace. */
static void the_same_costs_give_the_same_shares(void **state)
{
  (void)state;
  struct l2h_schedule *schedule = room(), *another = room();
  draw_costs(1, 5000, 0.2);
  l2h_schedule_share(another, 5000, cost, 77, owner);
  draw_costs(2, 300, 0);
  l2h_schedule_share(schedule, 300, cost, 8, again);
  draw_costs(1, 5000, 0.2);
  l2h_schedule_share(schedule, 5000, cost, 77, again);
  assert_memory_equal(owner, again, 5000 * sizeof owner[0]);
  l2h_schedule_free(schedule);
  l2h_schedule_free(another);
}

/* No schedule is faster than its costliest piece, than its work spread evenly, nor than two of the first workers + 1
   pieces on one worker; Graham's bound must hold against the best, which is at least the largest of these. It may not
   hold against this lower bound in general; it does for these costs, by a wide margin for many pieces a worker. */
static void it_keeps_grahams_bound(void **state)
{
  (void)state;
  struct l2h_schedule *schedule = room();
  const int counts[] = {5, 31, 192, 3072, MOST_PIECES}, workers[] = {2, 7, 64, 1000, MOST_WORKERS};
  for (int c = 0; c < 5; c++)
    for (int w = 0; w < 5; w++) {
      const int n = counts[c], m = workers[w];
      double sum = 0, costliest = 0;
      draw_costs((uint64_t)(10 * c + w), n, 0.1);
      for (int i = 0; i < n; i++) {
        sum += cost[i];
        costliest = fmax(costliest, cost[i]);
      }
      l2h_schedule_share(schedule, n, cost, m, owner);
      for (int i = 0; i < n; i++)
        assert_in_range(owner[i], 0, m - 1);
      double best = fmax(costliest, sum / m);
      if (n > m) {
        l2h_schedule_order(schedule, n, cost, again);
        best = fmax(best, cost[again[m - 1]] + cost[again[m]]);
      }
      const double makespan = makespan_of(n, cost, m, owner);
      assert_true(makespan >= best * (1 - 1e-12)); /* sums in another order */
      assert_true(makespan <= (4. / 3 - 1. / (3 * m)) * best * (1 + 1e-12));
    }
  l2h_schedule_free(schedule);
}

/* Each rank's threads, taking its pieces by falling cost, end when the schedule over all threads says. */
static void a_rank_is_its_threads(void **state)
{
  (void)state;
  struct l2h_schedule *schedule = room();
  const int count = 192, ranks = 5, threads = 4;
  static int mine[192], thread[192];
  static double share[192];
  draw_costs(9, count, 0.1);
  l2h_schedule_share(schedule, count, cost, ranks * threads, owner);
  const double foreseen = makespan_of(count, cost, ranks * threads, owner);
  l2h_schedule_share_ranks(schedule, count, cost, ranks, threads, mine);
  double last = 0;
  for (int r = 0; r < ranks; r++) {
    int size = 0;
    for (int i = 0; i < count; i++)
      if (mine[i] == r)
        share[size++] = cost[i];
    l2h_schedule_share(schedule, size, share, threads, thread);
    last = fmax(last, makespan_of(size, share, threads, thread));
  }
  assert_near(last, foreseen, 0);
  l2h_schedule_share_ranks(schedule, ranks, cost, ranks, threads, mine); /* as many pieces as ranks: one each */
  for (int i = 0; i < ranks; i++)
    for (int k = 0; k < i; k++)
      assert_int_not_equal(mine[i], mine[k]);
  l2h_schedule_free(schedule);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_worst_case_by_hand),
    cmocka_unit_test(the_order_falls_and_ties_rise),
    cmocka_unit_test(equal_costs_are_dealt_round),
    cmocka_unit_test(fewer_pieces_than_workers),
    cmocka_unit_test(the_same_costs_give_the_same_shares),
    cmocka_unit_test(it_keeps_grahams_bound),
    cmocka_unit_test(a_rank_is_its_threads),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
