/* SPDX-License-Identifier: GPL-2.0-only */
/* Symmetric starts of alloys: who sits where, and the exchanges that put it right. */
#include "host.h"

#include "search/moves.h"

enum { ATOMS = 27 };
static const int kinds[ATOMS] = {0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0};

static struct l2h_search_problem alloy(void)
{
  return (struct l2h_search_problem){.atoms = ATOMS, .species = 2, .species_of = kinds, .length = 1, .energy = 1};
}

static struct l2h_walker *make_walker(const struct l2h_search_problem *problem, double symmetric)
{
  struct l2h_walker_options options = standard_options(11, 1e6);
  options.numbers.symmetric = symmetric;
  return create(problem, &options);
}

/* A cube of 27 atoms, so that corners, edges, faces and the middle have neighbours of their own number. */
static void put_on_cube(struct l2h_walker *walker)
{
  for (int i = 0; i < ATOMS; i++) {
    const double x[3] = {i % 3, i / 3 % 3, i / 9};
    memcpy(walker->working + 3 * i, x, sizeof x);
  }
  memcpy(walker->from, walker->working, sizeof(double) * 3 * ATOMS);
}

/* A walker in the middle of a symmetric walk, whose score says `weight` of each feature. */
static struct l2h_walker *at_cube(const double weight[L2H_EXCHANGE_FEATURES])
{
  const struct l2h_search_problem problem = alloy();
  struct l2h_walker *walker = make_walker(&problem, 1);
  assert_true(walker->state->symmetric);
  walker->state->fresh = false;
  memcpy(walker->state->exchange_score[0].weight, weight, sizeof walker->state->exchange_score[0].weight);
  put_on_cube(walker);
  return walker;
}

/* Places 0, 1, 2 ... along x are given out: each to one atom; orbits to one species wherever one has atoms enough. */
static void orbits_are_of_one_species(void **state)
{
  (void)state;
  const int three[ATOMS] = {2, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 2, 2, 1, 0, 0, 1, 0, 0, 1, 0, 2, 1, 0};
  const int size[] = {6, 8, 1, 4, 3}; /* 22, and 5 outside */
  bool first[3] = {false};
  int mixed = 0;
  for (int species = 2; species <= 3; species++) {
    struct l2h_search_problem problem = alloy();
    problem.species = species;
    problem.species_of = species == 2 ? kinds : three;
    struct l2h_walker *walker = make_walker(&problem, 1);
    for (int time = 0; time < 200; time++) {
      int kind_at[ATOMS], given[ATOMS] = {0}, left[3] = {0}, at = 0;
      for (int i = 0; i < ATOMS; i++) {
        walker->working[3 * i] = i;
        walker->working[3 * i + 1] = walker->working[3 * i + 2] = 0.5 * i;
        left[problem.species_of[i]]++;
      }
      l2h_decorate(walker, 5, size);
      for (int i = 0; i < ATOMS; i++) {
        const int place = (int)walker->working[3 * i];
        assert_true(walker->working[3 * i + 1] == 0.5 * place && walker->working[3 * i + 2] == 0.5 * place);
        given[place]++;
        kind_at[place] = problem.species_of[i];
      }
      for (int i = 0; i < ATOMS; i++)
        assert_int_equal(given[i], 1);
      for (int orbit = 0; orbit < 5; at += size[orbit++]) {
        bool fits = false, alike = true;
        for (int s = 0; s < species; s++)
          fits = fits || left[s] >= size[orbit];
        for (int i = at; i < at + size[orbit]; i++) {
          alike = alike && kind_at[i] == kind_at[at];
          left[kind_at[i]]--;
        }
        assert_true(alike || !fits);
      }
      first[kind_at[0]] = true;
      mixed += kind_at[22] != kind_at[23] || kind_at[23] != kind_at[24];
    }
    l2h_walker_free(walker);
  }
  assert_true(first[0] && first[1] && !first[2]); /* four atoms of the third species are no orbit of six */
  assert_true(mixed > 50);
}

/* Where the score says that species 0 gains by neighbours, the other goes to the corners; each atom takes the place of
   another, and what is learned from is the sum of all. */
static void a_series_goes_on_while_it_helps(void **state)
{
  (void)state;
  const double weight[L2H_EXCHANGE_FEATURES] = {-3, 0, 0};
  struct l2h_walker *walker = at_cube(weight);
  double before[L2H_MAX_SPECIES], after[L2H_MAX_SPECIES], change = 0, told = 0;
  int given[ATOMS] = {0};
  bool middle = false;
  assert_true(l2h_order(walker));
  assert_true(walker->state->series >= 3);
  for (int i = 0; i < ATOMS; i++) {
    const int place = (int)(walker->working[3 * i] + 3 * walker->working[3 * i + 1] + 9 * walker->working[3 * i + 2]);
    given[place]++;
    middle = middle || (place == 13 && kinds[i] == 0);
    l2h_exchange_count(walker, i, after);
    if (kinds[i] == 0)
      change += (after[0] + after[1]) / 12;
    memcpy(walker->gradient, walker->working, sizeof(double) * 3 * ATOMS);
    memcpy(walker->working, walker->from, sizeof(double) * 3 * ATOMS);
    l2h_exchange_count(walker, i, before);
    memcpy(walker->working, walker->gradient, sizeof(double) * 3 * ATOMS);
    if (kinds[i] == 0)
      change -= (before[0] + before[1]) / 12;
  }
  for (int i = 0; i < ATOMS; i++)
    assert_int_equal(given[i], 1);
  assert_true(middle);
  told = walker->state->exchange_feature[0];
  assert_true(told > 0 && fabs(told - change) < 1e-12);
  for (int a = 0; a < ATOMS; a++) /* and nothing is left to gain */
    for (int b = 0; b < ATOMS; b++)
      if (kinds[a] < kinds[b]) {
        double feature[L2H_EXCHANGE_FEATURES];
        l2h_exchange_count(walker, a, before);
        l2h_exchange_count(walker, b, after);
        assert_true(l2h_exchange_rise(walker, a, b, before, after, feature) > -0.06);
      }
  memcpy(walker->from, walker->working, sizeof(double) * 3 * ATOMS);
  assert_false(l2h_order(walker));
  assert_memory_equal(walker->from, walker->working, sizeof(double) * 3 * ATOMS);
  l2h_walker_free(walker);
}

/* A series that was not accepted is not made again from the same minimum; from another it is. */
static void a_series_that_failed_is_not_made_again(void **state)
{
  (void)state;
  const double weight[L2H_EXCHANGE_FEATURES] = {-3, 0, 0};
  struct l2h_walker *walker = at_cube(weight);
  walker->state->current = walker->state->start_lowest = walker->state->lowest = -50;
  walker->state->found = -49;
  assert_true(l2h_order(walker));
  assert_int_equal(l2h_accept(walker, 0), 0);
  put_on_cube(walker);
  for (int time = 0; time < 3; time++) {
    assert_false(l2h_order(walker));
    assert_int_equal(l2h_accept(walker, 0), 0);
  }
  assert_true(walker->state->unlucky == 4);
  walker->state->found = -51;
  assert_int_equal(l2h_accept(walker, 0), L2H_ACCEPTED | L2H_GAINED);
  assert_true(walker->state->unlucky == 0);
  put_on_cube(walker);
  assert_true(l2h_order(walker));
  walker->state->symmetric = false; /* and in plain walks none is */
  walker->state->series_failed = false;
  assert_false(l2h_order(walker));
  l2h_walker_free(walker);
}

/* How many exchanges without a gain a start so far above the lowest is worth. */
static int worth(struct l2h_walker *walker, double above)
{
  walker->state->lowest = -10;
  walker->state->start_lowest = -10 + above;
  walker->state->memory.since_start = 1;
  for (int unlucky = 0; unlucky < 200; unlucky++) {
    walker->state->unlucky = unlucky;
    if (l2h_is_stale(walker))
      return unlucky;
  }
  return 200;
}

static void patience_falls_with_the_distance_to_the_lowest(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = alloy();
  struct l2h_walker *walker = make_walker(&problem, 1);
  walker->numbers.order_patience = 60;
  walker->numbers.order_promise = 0.01;
  assert_int_equal(worth(walker, 0), 60);
  assert_int_equal(worth(walker, 0.0099), 31);
  assert_int_equal(worth(walker, 0.0499), 11);
  assert_int_equal(worth(walker, 1), 1);
  walker->state->memory.since_start = 0; /* a start whose atoms are not in order says little */
  walker->state->start_lowest = -3;
  assert_false(l2h_is_stale(walker));
  walker->state->start_lowest = -1;
  assert_true(l2h_is_stale(walker));
  walker->state->symmetric = false;
  walker->state->stale = walker->numbers.patience_long - 1;
  assert_false(l2h_is_stale(walker));
  l2h_walker_free(walker);
}

/* The walk from a given structure ends after patience_long hops, as soon as it stalls; no other plain walk does. */
static void a_given_start_makes_room(void **state)
{
  (void)state;
  double start[3 * ATOMS];
  struct l2h_search_problem problem = alloy();
  for (int i = 0; i < ATOMS; i++)
    for (int c = 0; c < 3; c++)
      start[3 * i + c] = c == 0 ? i % 3 : c == 1 ? i / 3 % 3 : i / 9;
  problem.start = start;
  for (int other = 0; other < 4; other++) {
    problem.restart_from_start = other == 1;
    struct l2h_walker *walker = make_walker(&problem, other == 2 ? 0 : 0.8);
    assert_false(walker->state->symmetric);
    walker->state->restarts = other == 3;
    walker->state->memory.since_start = walker->numbers.patience_long;
    walker->state->stale = walker->numbers.patience;
    assert_int_equal(l2h_is_stale(walker), other == 0);
    walker->state->stale--;
    assert_false(l2h_is_stale(walker));
    walker->state->stale++;
    walker->state->memory.since_start--;
    assert_false(l2h_is_stale(walker));
    l2h_walker_free(walker);
  }
}

/* All that follows on a symmetric start are exchanges, and none that costs energy is accepted; its first quench may be
   compressed, and nothing is repaired. Where exchanges are ruled out no start is symmetric. Energies met are those of
   the potential, so no atom has become another. */
static void symmetric_starts_are_put_in_order(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = alloy();
  struct host host = {.atoms = ATOMS, .length = 1, .energy = 1, .kind = kinds};
  struct l2h_walker_options options = standard_options(12, 20000);
  struct l2h_walker_report report;
  for (int symmetric = 0; symmetric < 2; symmetric++) {
    double last = 0;
    int starts = 0, compressed = 0, series = 0, kicks = 0;
    options.numbers.symmetric = symmetric;
    struct l2h_walker *walker = create(&problem, &options);
    while (l2h_walker_ask(walker)) {
      const bool exchange = walker->state->change == L2H_MOVE_exchange;
      const int exchanges = exchange ? (int)walker->state->series : 0;
      const unsigned flags = host_step(&host, walker);
      const struct l2h_walker_event *event = l2h_walker_last_event(walker);
      if (!(flags & L2H_HOP_ENDED))
        continue;
      starts += event->move == L2H_MOVE_start;
      kicks += event->move == L2H_MOVE_displace;
      compressed += event->compressed;
      series += exchanges > 1;
      assert_true(event->move == L2H_MOVE_start || event->move == L2H_MOVE_exchange || !symmetric);
      assert_true(event->repairs == 0 && (event->move == L2H_MOVE_start || !event->compressed));
      if (symmetric && event->move == L2H_MOVE_exchange)
        assert_int_equal((flags & L2H_ACCEPTED) > 0, event->energy < last);
      if (flags & L2H_ACCEPTED)
        last = event->energy;
      assert_true(fabs(host_evaluate(&host, event->positions) - event->energy) < 1e-9);
    }
    l2h_walker_make_report(walker, &report);
    double evaluations = 0;
    for (int m = 0; m < L2H_MOVES; m++)
      evaluations += report.moves[m].evaluations;
    assert_true(evaluations == report.counts.evaluations);
    if (symmetric)
      assert_true(starts > 20 && compressed > 5 && series > 5 && kicks == 0);
    else
      assert_true(compressed == 0 && series == 0 && kicks > 20);
    l2h_walker_free(walker);
  }
  options.numbers.symmetric = 1;
  options.numbers.exchange = 0;
  struct l2h_walker *walker = create(&problem, &options);
  assert_false(walker->state->symmetric);
  l2h_walker_free(walker);
}

/* Once the patience of a first walk is owed, it and symmetric starts take turns by their share, and it goes on from
   where it was; neither waits for the other's end. Over a save as well. */
static void a_walk_and_symmetric_starts_take_turns(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = alloy();
  struct host host = {.atoms = ATOMS, .length = 1, .energy = 1, .kind = kinds};
  struct l2h_walker_options options = standard_options(14, 60000);
  struct l2h_error error;
  options.numbers.patience_long = 100;
  options.numbers.order_patience = 10;
  options.numbers.symmetric_alloy = 0.6;
  struct l2h_walker *walker = create(&problem, &options);
  const size_t bytes = l2h_walker_bytes(walker);
  void *saved = malloc(bytes);
  double first_plain = 0, pauses = 0;
  assert_non_null(saved);
  while (l2h_walker_ask(walker)) {
    const bool was_paused = walker->state->is_paused;
    host_step(&host, walker);
    if (first_plain == 0 && walker->state->plain_hops > 0)
      first_plain = walker->state->hops;
    if (!walker->state->is_paused || was_paused)
      continue;
    pauses++;
    l2h_walker_save(walker, saved);
    l2h_walker_free(walker);
    walker = create(&problem, &options);
    assert_int_equal(l2h_walker_restore(walker, saved, bytes, &error), 0);
  }
  const double hops = walker->state->hops, plain = walker->state->plain_hops;
  assert_true(pauses > 10);
  assert_true(fabs(first_plain - 100 / 0.4) < 20); /* a start is first put in order */
  assert_true(fabs(plain + 100 - 0.4 * hops) < 20);
  l2h_walker_free(walker);
  free(saved);
}

/* Saved at every question of some series and gone on with elsewhere, the walk is the same to the last bit. */
static void saved_in_a_series_it_goes_on(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = alloy();
  struct host host = {.atoms = ATOMS, .length = 1, .energy = 1, .kind = kinds}, other = host;
  struct l2h_walker_options options = standard_options(13, 20000);
  struct l2h_error error;
  options.numbers.order_patience = 20;
  options.numbers.symmetric = 1;
  struct l2h_walker *walker = create(&problem, &options), *next = create(&problem, &options);
  const size_t bytes = l2h_walker_bytes(walker);
  char *saved = malloc(bytes), *end = malloc(bytes);
  bool series = false, failed = false;
  assert_true(saved && end);
  while (l2h_walker_ask(walker)) {
    series = series || walker->state->series > 1;
    failed = failed || walker->state->series_failed;
    l2h_walker_save(walker, saved);
    host_step(&host, walker);
    if (l2h_walker_restore(next, saved, bytes, &error) != 0)
      fail_msg("%s", error.text);
    host_step(&other, next);
    l2h_walker_save(walker, saved);
    l2h_walker_save(next, end);
    assert_memory_equal(saved, end, bytes);
    struct l2h_walker *const swap = walker; /* and on from the one that was restored */
    walker = next;
    next = swap;
  }
  assert_true(series && failed);
  l2h_walker_free(walker);
  l2h_walker_free(next);
  free(saved);
  free(end);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(orbits_are_of_one_species),
    cmocka_unit_test(a_series_goes_on_while_it_helps),
    cmocka_unit_test(a_series_that_failed_is_not_made_again),
    cmocka_unit_test(patience_falls_with_the_distance_to_the_lowest),
    cmocka_unit_test(a_given_start_makes_room),
    cmocka_unit_test(symmetric_starts_are_put_in_order),
    cmocka_unit_test(a_walk_and_symmetric_starts_take_turns),
    cmocka_unit_test(saved_in_a_series_it_goes_on),
  };
  return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
