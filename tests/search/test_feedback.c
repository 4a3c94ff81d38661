/* SPDX-License-Identifier: GPL-2.0-only */
/* What a walk finds out about its own landscape: each rule by itself, on states made for it, and the length of kicks on
   a landscape. */
#include "host.h"

#include "search/moves.h"

enum { ATOMS = 13 };

static struct l2h_search_problem cluster(void)
{
  return (struct l2h_search_problem){.atoms = ATOMS, .species = 1, .length = 1, .energy = 1};
}

static struct l2h_walker *fresh(void)
{
  const struct l2h_search_problem problem = cluster();
  const struct l2h_walker_options options = standard_options(3, 1e6);
  return create(&problem, &options);
}

static void lengths_follow_acceptance(void **state)
{
  (void)state;
  struct l2h_walker *walker = fresh();
  const double *const amplitude = walker->state->amplitude;
  walker->state->change = L2H_MOVE_displace;
  walker->numbers.accepted = 0.5;
  assert_true(amplitude[L2H_MOVE_displace] == 1);
  l2h_feedback_take(walker, true);
  assert_true(fabs(log(amplitude[L2H_MOVE_displace]) - 0.05 * 0.5) < 1e-12);
  l2h_feedback_take(walker, false); /* half of the hops accepted: as it was */
  assert_true(fabs(log(amplitude[L2H_MOVE_displace])) < 1e-12);
  assert_true(amplitude[L2H_MOVE_burst] == 1); /* each change has its own */
  for (int hop = 0; hop < 1000; hop++)
    l2h_feedback_take(walker, false);
  assert_true(amplitude[L2H_MOVE_displace] == 0.05);
  for (int hop = 0; hop < 1000; hop++)
    l2h_feedback_take(walker, true);
  assert_true(amplitude[L2H_MOVE_displace] == 3);

  double most = 0;
  memset(walker->working, 0, sizeof(double) * 3 * ATOMS);
  for (int time = 0; time < 100; time++) {
    memset(walker->working, 0, sizeof(double) * 3 * ATOMS);
    l2h_change_displace.begin(walker);
    for (int k = 0; k < 3 * ATOMS; k++)
      most = fmax(most, fabs(walker->working[k]));
  }
  assert_true(most <= 3 * 0.388 && most > 2.9 * 0.388);
  l2h_walker_free(walker);
}

/* Kicks far too long, or far too short, for a landscape come to the share of hops that is to be accepted. */
static void kicks_find_their_length(void **state)
{
  (void)state;
  const double kicks[] = {0.1, 1};
  double reached[2];
  for (int k = 0; k < 2; k++) {
    const struct l2h_search_problem problem = {.atoms = 31, .species = 1, .length = 1, .energy = 1};
    struct l2h_walker_options options = standard_options(5, 30000);
    options.numbers.compress = options.numbers.repair = options.numbers.inward = 0;
    options.numbers.patience = 1e9;
    options.numbers.kick = kicks[k];
    struct host host = {.atoms = 31, .length = 1, .energy = 1};
    struct l2h_walker *walker = create(&problem, &options);
    while (l2h_walker_ask(walker))
      host_step(&host, walker);
    reached[k] = kicks[k] * walker->state->amplitude[L2H_MOVE_displace];
    l2h_walker_free(walker);
  }
  assert_true(reached[0] > 0.2 && reached[1] < 0.9 && fabs(log(reached[0] / reached[1])) < 0.7);
}

static void compression_fades(void **state)
{
  (void)state;
  struct l2h_walker *walker = fresh();
  assert_true(l2h_feedback_compress(walker) == 0.63);
  walker->state->memory.since_start = 100;
  assert_true(fabs(l2h_feedback_compress(walker) - 0.63 / 2) < 1e-12);
  walker->state->memory.since_start = 300;
  assert_true(fabs(l2h_feedback_compress(walker) - 0.63 / 8) < 1e-12);
  l2h_walker_free(walker);
}

static void quenches_are_as_loose_as_minima_are_apart(void **state)
{
  (void)state;
  struct l2h_walker *walker = fresh();
  struct l2h_running *rise = &walker->state->memory.rise;
  assert_true(l2h_feedback_looseness(walker) == 0.1); /* nothing is known */
  rise->count = 5;
  rise->mean = 3;
  assert_true(l2h_feedback_looseness(walker) == 0.1);
  rise->mean = 0.5;
  assert_true(fabs(l2h_feedback_looseness(walker) - 0.025) < 1e-15);
  rise->mean = 0;
  assert_true(fabs(l2h_feedback_looseness(walker) - 0.01) < 1e-15);
  walker->numbers.loose_rise = 0;
  assert_true(l2h_feedback_looseness(walker) == 0.1);
  l2h_walker_free(walker);
}

static void patience_is_lost_at_the_lowest_minimum(void **state)
{
  (void)state;
  struct l2h_walker *walker = fresh();
  struct l2h_walker_state *const books = walker->state;
  books->fresh = books->symmetric = false;
  books->start_lowest = -10;
  books->current = -9; /* away from it: the walk is not stuck */
  books->found = -8;
  for (int hop = 0; hop < 100; hop++)
    assert_int_equal(l2h_accept(walker, 0), 0);
  assert_false(l2h_is_stale(walker));
  books->current = -10;
  for (int hop = 0; hop < 29; hop++)
    l2h_accept(walker, 0);
  assert_false(l2h_is_stale(walker));
  l2h_accept(walker, 0);
  assert_true(l2h_is_stale(walker));
  books->found = -11; /* a gain */
  assert_int_equal(l2h_accept(walker, 0), L2H_ACCEPTED | L2H_GAINED);
  assert_false(l2h_is_stale(walker));
  l2h_walker_free(walker);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(lengths_follow_acceptance),
    cmocka_unit_test(kicks_find_their_length),
    cmocka_unit_test(compression_fades),
    cmocka_unit_test(quenches_are_as_loose_as_minima_are_apart),
    cmocka_unit_test(patience_is_lost_at_the_lowest_minimum),
  };
  return cmocka_run_group_tests_name("feedback", tests, NULL, NULL);
}
