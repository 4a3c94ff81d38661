/* SPDX-License-Identifier: GPL-2.0-only */
/* The policy: a head of zeros is the numbers; what it shifts, and by what; its rows in a weights file; what the walker
   shows it. */
#include "host.h"

#include "search/moves.h"

#define ATOMS 13

static struct l2h_search_problem cluster(void)
{
  return (struct l2h_search_problem){.atoms = ATOMS, .species = 1, .length = 1, .energy = 1};
}

static struct l2h_error error;

/* Every question and the end alike. */
static bool same_search(const struct l2h_walker_options *a, const struct l2h_walker_options *b)
{
  const struct l2h_search_problem problem = cluster();
  struct host one = {.atoms = ATOMS, .length = 1, .energy = 1}, other = one;
  struct l2h_walker *walker = create(&problem, a), *second = create(&problem, b);
  bool same = true;
  while (same && l2h_walker_ask(walker)) {
    const double *const question = l2h_walker_ask(second);
    same = question && memcmp(l2h_walker_ask(walker), question, sizeof(double) * 3 * ATOMS) == 0;
    if (same)
      same = host_step(&one, walker) == host_step(&other, second);
  }
  same = same && !l2h_walker_ask(second);
  l2h_walker_free(walker);
  l2h_walker_free(second);
  return same;
}

static void a_head_of_zeros_is_the_numbers(void **state)
{
  (void)state;
  const struct l2h_walker_options by_hand = standard_options(3, 1500);
  struct l2h_walker_options led = standard_options(3, 1500);
  struct l2h_policy policy;
  l2h_policy_standard(&policy);
  led.policy = &policy;
  led.numbers.kick = 7; /* the policy's hold instead */
  assert_true(same_search(&by_hand, &led));
  assert_false(l2h_policy_has_head(&policy));
  policy.head[L2H_SEARCH_NUMBER_kick][L2H_CONTEXT_returns] = 0.3;
  assert_true(l2h_policy_has_head(&policy));
  assert_false(same_search(&by_hand, &led));
}

/* By hand: kick 0.388 exp(0.5 * 2 - 0.25 * 2); the chance to compress, whose logit is that of (0.63 + 0.05)/1.1, one
   lower; a number without a head stays. */
static void the_head_shifts_numbers_by_features(void **state)
{
  (void)state;
  struct l2h_policy policy;
  struct l2h_search_numbers numbers;
  double feature[L2H_CONTEXTS] = {0};
  l2h_policy_standard(&policy);
  policy.head[L2H_SEARCH_NUMBER_kick][L2H_CONTEXT_size] = 0.5;
  policy.head[L2H_SEARCH_NUMBER_kick][L2H_CONTEXT_stall] = -0.25;
  policy.head[L2H_SEARCH_NUMBER_compress][L2H_CONTEXT_alloy] = -1;
  policy.head[L2H_SEARCH_NUMBER_displace][L2H_CONTEXT_alloy] = -100;
  feature[L2H_CONTEXT_size] = feature[L2H_CONTEXT_stall] = 2;
  l2h_policy_numbers(&policy, feature, &numbers);
  assert_true(fabs(numbers.kick - 0.388 * exp(0.5)) < 1e-12);
  assert_true(numbers.compress == 0.63 && numbers.displace == 1 && numbers.patience == 30);
  feature[L2H_CONTEXT_alloy] = 1;
  l2h_policy_numbers(&policy, feature, &numbers);
  const double logit = log((0.68 / 1.1) / (1 - 0.68 / 1.1)) - 1;
  assert_true(fabs(numbers.compress - (1.1 / (1 + exp(-logit)) - 0.05)) < 1e-12);
  assert_true(numbers.displace == 0.01); /* some hop is always left */
  l2h_policy_fix(&policy, L2H_SEARCH_NUMBER_kick, 0.2);
  l2h_policy_numbers(&policy, feature, &numbers);
  assert_true(numbers.kick == 0.2);
}

static void bad_policies_are_refused(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster();
  struct l2h_walker_options options = standard_options(1, 100);
  struct l2h_policy policy;
  l2h_policy_standard(&policy);
  options.policy = &policy;
  policy.head[L2H_SEARCH_NUMBER_kick][L2H_CONTEXT_age] = NAN;
  assert_null(l2h_walker_create(&problem, &options, &error));
  assert_non_null(strstr(error.text, "shift of kick by age"));
  l2h_policy_standard(&policy);
  policy.numbers.repair = 2;
  assert_null(l2h_walker_create(&problem, &options, &error));
  assert_non_null(strstr(error.text, "repair is 2"));
}

/* ---- rows of a file ---- */

static void rows_bring_a_policy_back(void **state)
{
  (void)state;
  static struct l2h_weights weights;
  struct l2h_policy written, read;
  uint64_t seed = 4;
  l2h_policy_standard(&written);
  written.numbers.kick = 1.0 / 3;
  written.numbers.patience = 17.25;
  for (int k = 0; k < L2H_CONTEXTS; k++)
    written.head[L2H_SEARCH_NUMBER_kick][k] = written.head[L2H_SEARCH_NUMBER_repair][k] = sample(&seed) - 0.5;
  assert_int_equal(l2h_policy_to_weights(&written, &weights, &error), 0);
  assert_int_equal(weights.policy_rows, L2H_SEARCH_NUMBERS + 2 * L2H_CONTEXTS);
  assert_int_equal(l2h_policy_from_weights("x", &weights, &read, &error), 0);
  assert_memory_equal(&written, &read, sizeof read);
  assert_int_equal(l2h_policy_of_bursts("x", &weights, &read, &error), 0);
  assert_memory_equal(&written, &read, sizeof read);
  weights.policy_rows = 0; /* rows that a file lacks are as by hand */
  assert_int_equal(l2h_policy_from_weights("x", &weights, &read, &error), 0);
  l2h_policy_standard(&written);
  assert_memory_equal(&written, &read, sizeof read);
  written.numbers.burst = written.numbers.displace; /* and, for a search by bursts, as many of these as kicks */
  assert_int_equal(l2h_policy_of_bursts("x", &weights, &read, &error), 0);
  assert_memory_equal(&written, &read, sizeof read);
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    for (int k = 0; k < L2H_CONTEXTS; k++)
      written.head[row][k] = 1;
  if (L2H_SEARCH_NUMBERS * (1 + L2H_CONTEXTS) > L2H_POLICY_ROWS)
    assert_int_equal(l2h_policy_to_weights(&written, &weights, &error), -1);
}

static void refused(struct l2h_policy_row first, struct l2h_policy_row second, const char *said)
{
  static struct l2h_weights weights;
  struct l2h_policy policy;
  weights.policy_rows = 2;
  weights.policy[0] = first;
  weights.policy[1] = second;
  assert_int_equal(l2h_policy_from_weights("a.learned", &weights, &policy, &error), -1);
  if (strncmp(error.text, "a.learned:12: ", 14) != 0 || !strstr(error.text, said))
    fail_msg("the message is '%s', expected '%s'", error.text, said);
}

static void unknown_rows_are_named_with_their_line(void **state)
{
  (void)state;
  const struct l2h_policy_row good = {"number", "kick", "", 0.4, 11};
  refused(good, (struct l2h_policy_row){"number", "kicks", "", 0.4, 12}, "unknown number of a search 'kicks'");
  refused(good, (struct l2h_policy_row){"shift", "kick", "mood", 1, 12}, "unknown feature of a search 'mood'");
  refused(good, (struct l2h_policy_row){"number", "kick", "", 0.4, 12}, "a second time");
  refused(good, (struct l2h_policy_row){"number", "repair", "", 1.5, 12}, "repair is 1.5: give it a value from 0 to 1");
  refused(good, (struct l2h_policy_row){"shift", "kick", "", 1, 12}, "'shift NAME FEATURE VALUE'");
  refused(good, (struct l2h_policy_row){"shove", "kick", "age", 1, 12}, "'number NAME VALUE'");
}

/* Where a network knows fewer species than there are, a policy does without bursts; weights alone are left to be
   refused. */
static void bursts_are_offered_where_the_network_suits(void **state)
{
  (void)state;
  static struct l2h_weights weights;
  weights.model.species = 1;
  assert_null(l2h_policy_network(NULL, 1));
  assert_ptr_equal(l2h_policy_network(&weights, 2), &weights);
  weights.policy_rows = 1;
  assert_ptr_equal(l2h_policy_network(&weights, 1), &weights);
  assert_null(l2h_policy_network(&weights, 2));
  weights.alone = 1;
  assert_null(l2h_policy_network(&weights, 1));
}

/* ---- what the walker shows ---- */

static void features_are_bounded_and_named(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster();
  const struct l2h_walker_options options = standard_options(8, 3000);
  struct host host = {.atoms = ATOMS, .length = 1, .energy = 1};
  struct l2h_walker *walker = create(&problem, &options);
  double feature[L2H_CONTEXTS], least[L2H_CONTEXTS], most[L2H_CONTEXTS];
  for (int k = 0; k < L2H_CONTEXTS; k++) {
    least[k] = INFINITY;
    most[k] = -INFINITY;
    assert_int_equal(l2h_context_named(l2h_context_name(k)), k);
  }
  while (l2h_walker_ask(walker)) {
    host_step(&host, walker);
    l2h_context_look(walker, feature);
    for (int k = 0; k < L2H_CONTEXTS; k++) {
      assert_true(feature[k] >= -2 && feature[k] <= 2);
      least[k] = fmin(least[k], feature[k]);
      most[k] = fmax(most[k], feature[k]);
    }
  }
  assert_true(fabs(most[L2H_CONTEXT_size] - log(ATOMS / 38.0)) < 1e-12);
  assert_true(most[L2H_CONTEXT_alloy] == 0 && most[L2H_CONTEXT_periodic] == 0);
  for (int k = L2H_CONTEXT_periodic + 1; k < L2H_CONTEXTS; k++) /* the others move */
    if (!(least[k] < most[k]))
      fail_msg("%s never moves", l2h_context_name(k));
  l2h_walker_free(walker);
}

/* A row of atoms is a rod, of asphericity 1; an octahedron none. Energies and bonds by hand. */
static void shape_binding_and_disorder_by_hand(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = {.atoms = 6, .species = 1, .length = 1, .energy = 1};
  const struct l2h_walker_options options = standard_options(1, 1000);
  struct l2h_walker *walker = create(&problem, &options);
  double feature[L2H_CONTEXTS];
  walker->state->fresh = false;
  walker->state->current = -24;
  for (int i = 0; i < 6; i++) {
    for (int c = 0; c < 3; c++)
      walker->from[3 * i + c] = c == 0 ? i : 0;
  }
  l2h_context_look(walker, feature);
  assert_true(fabs(feature[L2H_CONTEXT_shape] - 2) < 1e-12);
  assert_true(fabs(feature[L2H_CONTEXT_binding]) < 1e-12);       /* -24 over 6, halved, and less 2 */
  assert_true(fabs(feature[L2H_CONTEXT_disorder] + 0.5) < 1e-6); /* all bonds are 1 */
  memset(walker->from, 0, sizeof(double) * 18);
  for (int i = 0; i < 6; i++)
    walker->from[3 * i + i / 2] = i % 2 ? 0.6 : -0.6; /* edges 0.85, diagonals 1.2 */
  l2h_context_look(walker, feature);
  assert_true(fabs(feature[L2H_CONTEXT_shape]) < 1e-7);
  const double edge = 0.6 * sqrt(2), mean = (12 * edge + 3 * 1.2) / 15,
               square = (12 * edge * edge + 3 * 1.44) / 15 - mean * mean;
  assert_true(fabs(feature[L2H_CONTEXT_disorder] - (10 * sqrt(square) / mean - 0.5)) < 1e-7);
  l2h_walker_free(walker);
}

static void memory_by_hand(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster();
  const struct l2h_walker_options options = standard_options(1, 1000);
  struct l2h_walker *walker = create(&problem, &options);
  double feature[L2H_CONTEXTS];
  walker->state->fresh = false;
  walker->state->compressed = false;
  l2h_context_look(walker, feature);
  assert_true(feature[L2H_CONTEXT_acceptance] == 0 && feature[L2H_CONTEXT_returns] == 0); /* nothing known yet */
  l2h_context_remember(walker, 2, false);
  l2h_context_remember(walker, 0, true);
  l2h_context_remember(walker, -1, true);
  walker->state->compressed = true;
  l2h_context_remember(walker, 1, false);
  l2h_context_look(walker, feature);
  assert_true(fabs(feature[L2H_CONTEXT_acceptance]) < 1e-12);              /* half of four */
  assert_true(fabs(feature[L2H_CONTEXT_returns] + 0.5) < 1e-12);           /* one of four */
  assert_true(fabs(feature[L2H_CONTEXT_lowered] - (5.0 / 3 - 1)) < 1e-12); /* one of three plain hops */
  assert_true(fabs(feature[L2H_CONTEXT_lowered_compressed] + 1) < 1e-12);  /* none of one */
  assert_true(fabs(feature[L2H_CONTEXT_rise]) < 1e-12);                    /* the mean change is 1 */
  assert_true(fabs(feature[L2H_CONTEXT_age] - log(5) / 4) < 1e-12);
  for (int k = 0; k < 200; k++)
    l2h_context_remember(walker, 3, false); /* and what is long ago is forgotten */
  l2h_context_look(walker, feature);
  assert_true(fabs(feature[L2H_CONTEXT_acceptance] + 1) < 1e-3);
  l2h_walker_free(walker);
}

/* Saved after any evaluation, a search with a head goes on to the same questions. */
static void a_head_survives_being_saved(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster();
  struct l2h_walker_options options = standard_options(2, 1200);
  struct l2h_policy policy;
  uint64_t seed = 9;
  l2h_policy_standard(&policy);
  for (int k = 0; k < L2H_CONTEXTS; k++)
    policy.head[L2H_SEARCH_NUMBER_kick][k] = policy.head[L2H_SEARCH_NUMBER_loose_gradient][k] =
      policy.head[L2H_SEARCH_NUMBER_repair_rounds][k] = sample(&seed) - 0.5;
  options.policy = &policy;
  struct host host = {.atoms = ATOMS, .length = 1, .energy = 1}, other = host;
  struct l2h_walker *walker = create(&problem, &options), *next = create(&problem, &options);
  char *saved = malloc(l2h_walker_bytes(walker));
  assert_non_null(saved);
  while (l2h_walker_ask(walker)) {
    l2h_walker_save(walker, saved);
    host_step(&host, walker);
    assert_int_equal(l2h_walker_restore(next, saved, l2h_walker_bytes(walker), &error), 0);
    host_step(&other, next);
    if (l2h_walker_ask(walker))
      assert_memory_equal(l2h_walker_ask(walker), l2h_walker_ask(next), sizeof(double) * 3 * ATOMS);
    struct l2h_walker *const swap = walker;
    walker = next;
    next = swap;
  }
  l2h_walker_free(walker);
  policy.head[L2H_SEARCH_NUMBER_kick][0] += 1e-9; /* another search */
  walker = create(&problem, &options);
  assert_int_equal(l2h_walker_restore(walker, saved, l2h_walker_bytes(walker), &error), -1);
  l2h_walker_free(walker);
  l2h_walker_free(next);
  free(saved);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_head_of_zeros_is_the_numbers),
    cmocka_unit_test(the_head_shifts_numbers_by_features),
    cmocka_unit_test(bad_policies_are_refused),
    cmocka_unit_test(rows_bring_a_policy_back),
    cmocka_unit_test(unknown_rows_are_named_with_their_line),
    cmocka_unit_test(bursts_are_offered_where_the_network_suits),
    cmocka_unit_test(features_are_bounded_and_named),
    cmocka_unit_test(shape_binding_and_disorder_by_hand),
    cmocka_unit_test(memory_by_hand),
    cmocka_unit_test(a_head_survives_being_saved),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
