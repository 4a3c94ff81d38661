/* SPDX-License-Identifier: GPL-2.0-only */
/* The loss of the mean first encounter: a search's share of the change of its logarithm, and what that prefers. */
#include "tests/training/testing.h"

#include "loop/encounter_rate.h"

/* Searches of one member, cut at a budget. */
struct search {
  double evaluations;
  bool met;
};

static struct l2h_encounters all_of(int count, const struct search *search)
{
  struct l2h_encounters sum = {0};
  for (int k = 0; k < count; k++)
    l2h_encounters_add(&sum, search[k].evaluations, search[k].met);
  return sum;
}

static double loss_of(const struct l2h_encounters *all, int count, const struct search *search)
{
  double sum = 0;
  for (int k = 0; k < count; k++)
    sum += l2h_encounter_loss(all, search[k].evaluations, search[k].met);
  return sum;
}

static const struct search some[] = {{100, true}, {40, true}, {300, false}, {250, true}, {300, false}, {7, true}};
enum { SOME = sizeof some / sizeof *some };

static void losses_of_all_searches_add_up_to_0(void **state)
{
  (void)state;
  const struct l2h_encounters all = all_of(SOME, some);
  assert_near(loss_of(&all, SOME, some), 0, 1e-12);
}

/* The logarithm of the mean first encounter changes by a search's loss over their number where it counts a little more.
 */
static void a_loss_is_the_slope_of_the_logarithm(void **state)
{
  (void)state;
  const double little = 1e-6;
  const struct l2h_encounters all = all_of(SOME, some);
  for (int k = 0; k < SOME; k++) {
    const double more =
      l2h_encounter_score(all.evaluations + little * some[k].evaluations, all.met + little * some[k].met);
    const double slope = (more - l2h_encounter_score(all.evaluations, all.met)) / little;
    assert_near(l2h_encounter_loss(&all, some[k].evaluations, some[k].met) / SOME, slope, 1e-5);
  }
}

/* A member that is lucky at once in one half of its searches and fails in the other waits longer in the mean than one
   that needs 120 evaluations each time. The mean logarithm would have it the other way round. */
static void luck_does_not_outweigh_failure(void **state)
{
  (void)state;
  static const struct search lucky[] = {{5, true}, {300, false}}, steady[] = {{120, true}, {120, true}};
  struct l2h_encounters all = all_of(2, lucky);
  for (int k = 0; k < 2; k++)
    l2h_encounters_add(&all, steady[k].evaluations, steady[k].met);
  assert_true(loss_of(&all, 2, steady) < loss_of(&all, 2, lucky));
  assert_true(l2h_encounter_score(240, 2) < l2h_encounter_score(305, 1));
  assert_true(log(5) + log(300) < 2 * log(120));
}

/* Searches without memory have the same mean first encounter whatever the budget that cuts them. */
static void a_budget_does_not_bias_it(void **state)
{
  (void)state;
  enum { SEARCHES = 100000 };
  for (double budget = 50; budget < 2000; budget *= 6) {
    struct l2h_encounters all = {0};
    for (int k = 0; k < SEARCHES; k++) {
      const double needed = -200 * log((k + 0.5) / SEARCHES); /* exponential, of mean 200, evenly */
      l2h_encounters_add(&all, fmin(needed, budget), needed <= budget);
    }
    assert_near(l2h_encounter_score(all.evaluations, all.met), log(200), 1e-3);
  }
}

/* Earlier updates count for less, and a system that hardly any search has met has no such loss. */
static void what_is_past_fades(void **state)
{
  (void)state;
  struct l2h_encounters all = all_of(SOME, some);
  assert_true(l2h_encounters_enough(&all));
  const struct l2h_encounters before = all;
  l2h_encounters_fade(&all);
  assert_true(all.met > 0 && all.met < before.met && all.searches < before.searches);
  assert_near(all.evaluations / all.searches, before.evaluations / before.searches, 1e-12);
  for (int k = 0; k < 50; k++)
    l2h_encounters_fade(&all);
  assert_false(l2h_encounters_enough(&all));
}

static void none_met_has_a_score(void **state)
{
  (void)state;
  assert_true(isfinite(l2h_encounter_score(1000, 0)));
  assert_true(l2h_encounter_score(1000, 0) > l2h_encounter_score(1000, 1));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(losses_of_all_searches_add_up_to_0),
    cmocka_unit_test(a_loss_is_the_slope_of_the_logarithm),
    cmocka_unit_test(luck_does_not_outweigh_failure),
    cmocka_unit_test(a_budget_does_not_bias_it),
    cmocka_unit_test(what_is_past_fades),
    cmocka_unit_test(none_met_has_a_score),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
