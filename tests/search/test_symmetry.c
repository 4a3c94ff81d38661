/* SPDX-License-Identifier: GPL-2.0-only */
/* Point groups, and starts that are symmetric. */
#include "host.h"

#include "search/moves.h"
#include "search/symmetry.h"

static double distance(const double *a, const double *b)
{
  return sqrt(pow(a[0] - b[0], 2) + pow(a[1] - b[1], 2) + pow(a[2] - b[2], 2));
}

static void turn(const double (*operation)[3], const double *x, double *out)
{
  for (int c = 0; c < 3; c++)
    out[c] = operation[c][0] * x[0] + operation[c][1] * x[1] + operation[c][2] * x[2];
}

/* Whether each of `count` points has one of them as its image. */
static bool is_invariant(const double (*operation)[3], int count, const double (*x)[3], double tolerance)
{
  for (int i = 0; i < count; i++) {
    double y[3];
    bool found = false;
    turn(operation, x[i], y);
    for (int j = 0; j < count && !found; j++)
      found = distance(x[j], y) < tolerance;
    if (!found)
      return false;
  }
  return true;
}

/* Orders as any table of point groups has them. */
static int order_of(const char *name)
{
  static const struct {
    const char *name;
    int order;
  } known[] = {{"Cs", 2}, {"Ci", 2}, {"T", 12}, {"Td", 24}, {"O", 24}};
  for (size_t k = 0; k < sizeof known / sizeof *known; k++)
    if (strcmp(name, known[k].name) == 0)
      return known[k].order;
  const int n = name[1] - '0';
  const bool more = name[2] != 0, dihedral = name[0] == 'D';
  return n * (dihedral ? 2 : 1) * (more ? 2 : 1);
}

static void groups_are_groups(void **state)
{
  (void)state;
  for (int g = 0; g < l2h_symmetry_groups(); g++) {
    static struct l2h_symmetry symmetry;
    l2h_symmetry_make(g, &symmetry);
    assert_int_equal(symmetry.order, order_of(symmetry.name));
    for (int a = 0; a < symmetry.order; a++) {
      double(*const p)[3] = symmetry.operation[a];
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
          const double product = p[i][0] * p[j][0] + p[i][1] * p[j][1] + p[i][2] * p[j][2];
          assert_true(fabs(product - (i == j)) < 1e-14);
          assert_true(a > 0 || p[i][j] == (i == j));
        }
      for (int b = 0; b < symmetry.order;
           b++) { /* two of them in a row are one of them, seen at a point of no symmetry */
        const double x[3] = {0.3, 0.71, 1.13};
        double y[3], z[3], one[3];
        int alike = 0;
        turn(symmetry.operation[b], x, y);
        turn(p, y, z);
        for (int k = 0; k < symmetry.order; k++) {
          turn(symmetry.operation[k], x, one);
          alike += distance(z, one) < 1e-12;
        }
        assert_int_equal(alike, 1);
      }
    }
  }
}

static void orbits_are_whole_and_apart(void **state)
{
  (void)state;
  const double apart = 0.7;
  uint64_t seed = 5;
  bool merged = false, general = false;
  for (int g = 0; g < l2h_symmetry_groups(); g++) {
    static struct l2h_symmetry symmetry;
    l2h_symmetry_make(g, &symmetry);
    for (int time = 0; time < 300; time++) {
      double x[3], before[3], orbit[L2H_SYMMETRY_MOST][3];
      for (int c = 0; c < 3; c++)
        before[c] = x[c] = 5 * (sample(&seed) - 0.5);
      const int count = l2h_symmetry_orbit(&symmetry, apart, x, orbit);
      assert_int_equal(symmetry.order % count, 0);
      assert_memory_equal(x, orbit[0], sizeof x);
      for (int i = 0; i < count; i++)
        for (int j = 0; j < i; j++)
          assert_true(distance(orbit[i], orbit[j]) >= apart);
      for (int k = 0; k < symmetry.order; k++)
        assert_true(is_invariant(symmetry.operation[k], count, orbit, 1e-6));
      assert_true(count < symmetry.order || distance(x, before) < 1e-14);
      merged = merged || count < symmetry.order;
      general = general || count == symmetry.order;
    }
  }
  assert_true(merged && general);
  struct l2h_symmetry symmetry;
  double centre[3] = {0, 0, 0}, orbit[L2H_SYMMETRY_MOST][3];
  l2h_symmetry_make(l2h_symmetry_groups() - 1, &symmetry);
  assert_int_equal(l2h_symmetry_orbit(&symmetry, apart, centre, orbit), 1);
}

/* ---- which group a start draws ---- */

static struct l2h_search_numbers uniform(void)
{
  struct l2h_search_numbers numbers;
  l2h_search_numbers_standard(&numbers);
  return numbers;
}

/* By hand all are as likely: the group is the whole part of the mark times their number, also at the edges between two,
   as it was before there were weights. */
static void groups_by_hand_are_as_likely(void **state)
{
  (void)state;
  const struct l2h_search_numbers numbers = uniform();
  const int groups = l2h_symmetry_groups();
  uint64_t seed = 6;
  for (int time = 0; time < 20000; time++) {
    const double mark = sample(&seed);
    assert_int_equal(l2h_symmetry_at(mark, &numbers), (int)(mark * groups));
  }
  for (int g = 0; g < groups; g++) {
    const double edge = (double)g / groups;
    assert_int_equal(l2h_symmetry_at(edge, &numbers), (int)(edge * groups));
  }
  assert_int_equal(l2h_symmetry_at(1, &numbers), groups - 1);
}

static int group_named(const char *name)
{
  struct l2h_symmetry symmetry;
  for (int g = 0; g < l2h_symmetry_groups(); g++) {
    l2h_symmetry_make(g, &symmetry);
    if (strcmp(symmetry.name, name) == 0)
      return g;
  }
  fail_msg("no group %s", name);
  return -1;
}

/* Evenly spaced marks: each group has its share of them, to one more or less, and one without weight none. */
static void groups_are_drawn_by_their_weights(void **state)
{
  (void)state;
  enum { MARKS = 100000 };
  static const struct {
    const char *name;
    double weight;
  } some[] = {{"C1", 0.5}, {"Ci", 0.125}, {"C2v", 0.5}, {"D2", 2}, {"C3", 0},    {"D3d", 0},
              {"O", 3},    {"Td", 0.75},  {"C4v", 1},   {"D4", 4}, {"C5", 16},   {"D5", 16},
              {"C5v", 4},  {"D5d", 4},    {"D5h", 4},   {"C6", 1}, {"C6v", 0.25}};
  struct l2h_search_numbers numbers = uniform();
  numbers.group_none = 0.5;
  numbers.group_two = 2;
  numbers.group_three = 0;
  numbers.group_four = 4;
  numbers.group_five = 16;
  numbers.group_six = 1;
  numbers.group_cubic = 3;
  numbers.group_mirror = 0.25;
  for (size_t k = 0; k < sizeof some / sizeof *some; k++)
    assert_true(l2h_symmetry_weight(group_named(some[k].name), &numbers) == some[k].weight);
  double sum = 0;
  int drawn[64] = {0};
  for (int g = 0; g < l2h_symmetry_groups(); g++)
    sum += l2h_symmetry_weight(g, &numbers);
  for (int k = 0; k < MARKS; k++)
    drawn[l2h_symmetry_at((k + 0.5) / MARKS, &numbers)]++;
  for (int g = 0; g < l2h_symmetry_groups(); g++) {
    assert_true(fabs(drawn[g] - MARKS * l2h_symmetry_weight(g, &numbers) / sum) <= 1);
    assert_true(drawn[g] == 0 || l2h_symmetry_weight(g, &numbers) > 0);
  }
}

static struct l2h_walker *make_walker(int atoms, double symmetric, const struct l2h_search_problem *other)
{
  const struct l2h_search_problem cluster = {.atoms = atoms, .species = 1, .length = 1, .energy = 1};
  struct l2h_walker_options options = standard_options(7, 1e6);
  options.numbers.symmetric = symmetric;
  return create(other ? other : &cluster, &options);
}

/* How many operations other than the identity, of all groups, leave the start as it is. */
static int operations_of(const struct l2h_walker *walker)
{
  int count = 0;
  for (int g = 0; g < l2h_symmetry_groups(); g++) {
    struct l2h_symmetry symmetry;
    l2h_symmetry_make(g, &symmetry);
    for (int k = 1; k < symmetry.order; k++)
      count += is_invariant(symmetry.operation[k], walker->free, (const double(*)[3])walker->working, 1e-3);
  }
  return count;
}

static void starts_are_symmetric_where_the_number_says_so(void **state)
{
  (void)state;
  enum { ATOMS = 36, TIMES = 200 };
  const double radius = cbrt(ATOMS * 3 / (4 * 3.14159265358979324));
  for (int symmetric = 0; symmetric < 2; symmetric++) {
    struct l2h_walker *walker = make_walker(ATOMS, symmetric, NULL);
    int invariant = 0;
    for (int time = 0; time < TIMES; time++) {
      l2h_start(walker);
      assert_int_equal(walker->state->symmetric, symmetric);
      for (int i = 0; i < ATOMS; i++) {
        const double *const x = walker->working + 3 * i, origin[3] = {0, 0, 0};
        assert_true(distance(x, origin) < radius + 0.5); /* parted atoms may leave the sphere */
        for (int j = 0; j < i; j++)
          assert_true(distance(x, walker->working + 3 * j) > 0.49);
      }
      invariant += operations_of(walker) > 0;
    }
    /* C1 is drawn once in 27 times, and some groups leave a rest that lies anywhere */
    assert_true(symmetric ? invariant > TIMES / 2 : invariant == 0);
    l2h_walker_free(walker);
  }
}

static bool has_operations_of(const struct l2h_walker *walker, const char *name)
{
  static struct l2h_symmetry symmetry;
  l2h_symmetry_make(group_named(name), &symmetry);
  for (int k = 1; k < symmetry.order; k++)
    if (!is_invariant(symmetry.operation[k], walker->free, (const double(*)[3])walker->working, 1e-3))
      return false;
  return true;
}

/* Of 42 atoms five-fold orbits often leave some over, which lie anywhere; `whole` has the orbits drawn anew. */
static void starts_are_whole_where_the_number_says_so(void **state)
{
  (void)state;
  enum { TIMES = 200 };
  int whole[3];
  for (int k = 0; k < 3; k++) {
    struct l2h_walker *walker = make_walker(42, 1, NULL);
    walker->numbers.group_none = walker->numbers.group_two = walker->numbers.group_three = 0;
    walker->numbers.group_four = walker->numbers.group_six = walker->numbers.group_cubic = 0;
    walker->numbers.group_mirror = 0;
    walker->numbers.whole = k / 2.;
    whole[k] = 0;
    for (int time = 0; time < TIMES; time++) {
      l2h_start(walker);
      assert_true(walker->state->symmetric);
      whole[k] += has_operations_of(walker, "C5");
    }
    l2h_walker_free(walker);
  }
  assert_true(whole[0] < whole[1] && whole[1] < whole[2]);
  assert_true(whole[0] < 0.8 * TIMES && whole[2] > 0.8 * TIMES);
}

/* Two atoms on an axis leave 35 a rest that fits no orbit and lies anywhere. */
static void starts_are_of_the_groups_that_have_weight(void **state)
{
  (void)state;
  enum { TIMES = 100 };
  struct l2h_walker *walker = make_walker(35, 1, NULL);
  int of_five = 0, of_two = 0;
  walker->numbers.group_none = walker->numbers.group_two = walker->numbers.group_three = walker->numbers.group_four = 0;
  walker->numbers.group_six = walker->numbers.group_cubic = walker->numbers.group_mirror = 0;
  for (int time = 0; time < TIMES; time++) {
    l2h_start(walker);
    const int group = (int)walker->state->group;
    assert_true(group == group_named("C5") || group == group_named("D5"));
    of_five += has_operations_of(walker, "C5");
    of_two += has_operations_of(walker, "C2");
  }
  assert_true(of_five > TIMES / 4);
  assert_int_equal(of_two, 0);
  l2h_walker_free(walker);
}

/* The weights that a policy's head says hold for the start that it is asked for. */
static void a_policy_shifts_the_groups_by_size(void **state)
{
  (void)state;
  struct l2h_walker_options options = standard_options(7, 1e6);
  struct l2h_policy policy;
  l2h_policy_standard(&policy);
  policy.head[L2H_SEARCH_NUMBER_group_five][L2H_CONTEXT_size] = 1;
  options.policy = &policy;
  for (int atoms = 20; atoms <= 60; atoms += 20) {
    const struct l2h_search_problem problem = {.atoms = atoms, .species = 1, .length = 1, .energy = 1};
    struct l2h_walker *walker = create(&problem, &options);
    const double five = 1.05 * atoms / 38 - 0.05; /* exp(log(1 + 0.05) + log(N / 38)) - 0.05 */
    assert_true(fabs(l2h_symmetry_weight(group_named("C5"), &walker->numbers) - five) < 1e-12);
    assert_true(l2h_symmetry_weight(group_named("T"), &walker->numbers) == 1);
    l2h_walker_free(walker);
  }
}

static void no_group_at_all_is_refused(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = {.atoms = 13, .species = 1, .length = 1, .energy = 1};
  struct l2h_walker_options options = standard_options(7, 1e6);
  struct l2h_search_numbers *const numbers = &options.numbers;
  struct l2h_error error;
  numbers->group_none = numbers->group_two = numbers->group_three = numbers->group_four = numbers->group_five =
    numbers->group_six = numbers->group_cubic = 0;
  assert_int_equal(l2h_symmetry_at(0.5, numbers), -1);
  assert_null(l2h_walker_create(&problem, &options, &error));
  assert_non_null(strstr(error.text, "group_none to group_cubic, are all 0"));
  numbers->symmetric = 0; /* then none is drawn */
  l2h_walker_free(create(&problem, &options));
  numbers->symmetric = 0.8;
  numbers->group_three = 1e-3;
  l2h_walker_free(create(&problem, &options));
}

/* A plain start has its turn when its patience is owed, no sooner and no later. */
static void symmetric_starts_have_their_share(void **state)
{
  (void)state;
  struct l2h_walker *walker = make_walker(20, 0.75, NULL);
  double hops = 0, plain = 0;
  assert_true(walker->state->symmetric); /* the first */
  for (int start = 0; start < 4000; start++) {
    const double made = walker->state->symmetric ? 2 : 40;
    hops += made;
    plain += walker->state->symmetric ? 0 : made;
    walker->state->hops = hops;
    l2h_start(walker);
    assert_int_equal(walker->state->symmetric, plain + walker->numbers.patience > 0.25 * hops);
  }
  assert_true(fabs(plain / hops - 0.25) < 0.01);
  l2h_walker_free(walker);
}

static void any_number_of_atoms_has_a_start(void **state)
{
  (void)state;
  for (int atoms = 1; atoms <= 60; atoms++) {
    struct l2h_walker *walker = make_walker(atoms, 1, NULL);
    for (int time = 0; time < 30; time++) {
      memset(walker->working, 0xff, sizeof(double) * 3 * (size_t)atoms); /* not a number */
      l2h_start(walker);
      for (int k = 0; k < 3 * atoms; k++)
        assert_true(isfinite(walker->working[k]));
    }
    l2h_walker_free(walker);
  }
}

static void symmetric_starts_need_free_atoms(void **state)
{
  (void)state;
  const bool frozen[6] = {true, false, false, false, false, false};
  double start[18];
  for (int k = 0; k < 18; k++)
    start[k] = 1.1 * (k / 3) * (k % 3 == 0);
  struct l2h_search_problem problem = {
    .atoms = 6, .species = 1, .length = 1, .energy = 1, .frozen = frozen, .start = start};
  struct l2h_walker *walker = make_walker(6, 1, &problem);
  walker->state->has_start = false;
  l2h_start(walker);
  assert_false(walker->state->symmetric);
  l2h_walker_free(walker);
}

/* How many hops without a gain a walker has patience with. */
static int patience_of(struct l2h_walker *walker, double lowest, bool symmetric)
{
  walker->state->lowest = -10;
  walker->state->start_lowest = lowest;
  walker->state->symmetric = symmetric;
  for (int stale = 0; stale < 100; stale++) {
    walker->state->stale = stale;
    if (l2h_is_stale(walker))
      return stale;
  }
  return 100;
}

static void starts_without_promise_are_given_up(void **state)
{
  (void)state;
  struct l2h_walker *walker = make_walker(6, 1, NULL);
  walker->numbers.patience = 20;
  walker->numbers.symmetric_patience = 7;
  walker->numbers.promise = 0.5;
  assert_int_equal(patience_of(walker, -10, true), 7);
  assert_int_equal(patience_of(walker, -9.6, true), 7);
  assert_int_equal(patience_of(walker, -9.4, true), 0);
  assert_int_equal(patience_of(walker, -9.4, false), 20);
  l2h_walker_free(walker);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(groups_are_groups),
    cmocka_unit_test(orbits_are_whole_and_apart),
    cmocka_unit_test(groups_by_hand_are_as_likely),
    cmocka_unit_test(groups_are_drawn_by_their_weights),
    cmocka_unit_test(starts_are_symmetric_where_the_number_says_so),
    cmocka_unit_test(starts_are_whole_where_the_number_says_so),
    cmocka_unit_test(starts_are_of_the_groups_that_have_weight),
    cmocka_unit_test(a_policy_shifts_the_groups_by_size),
    cmocka_unit_test(no_group_at_all_is_refused),
    cmocka_unit_test(symmetric_starts_have_their_share),
    cmocka_unit_test(any_number_of_atoms_has_a_start),
    cmocka_unit_test(symmetric_starts_need_free_atoms),
    cmocka_unit_test(starts_without_promise_are_given_up),
  };
  return cmocka_run_group_tests_name("symmetry", tests, NULL, NULL);
}
