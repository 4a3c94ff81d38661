/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include <omp.h>

#include "evaluation/quench.h"
#include "searches/team.h"
#include "systems/potential.h"

static const struct l2h_world world = ONE_RANK;
static struct l2h_error error;

/* Every call of the potential by anything in the library. */
static long calls;
double __real_l2h_potential(const struct l2h_system *system, const double *position, double *gradient);
double __wrap_l2h_potential(const struct l2h_system *system, const double *position, double *gradient);
double __wrap_l2h_potential(const struct l2h_system *system, const double *position, double *gradient)
{
#pragma omp atomic
  calls++;
  return __real_l2h_potential(system, position, gradient);
}

static struct l2h_team_options options_for(const struct l2h_system *system, int walkers, double evaluations)
{
  struct l2h_team_options options = {
    .job = {.system = system, .stop = {.evaluations = evaluations}, .seed = 11}, .walkers = walkers, .minima = 20};
  l2h_search_numbers_standard(&options.job.numbers);
  return options;
}

static struct l2h_team *a_team(const struct l2h_team_options *options)
{
  struct l2h_team *team = l2h_team_create(&world, options, &error);
  if (!team)
    fail_msg("%s", error.text);
  return team;
}

static void advance(struct l2h_team *team, int rounds)
{
  for (int round = 0; round < rounds && !l2h_team_over(team); round++)
    assert_int_equal(l2h_team_advance(team, &error), 0);
}

static void assert_same(const struct l2h_team *a, const struct l2h_team *b)
{
  const size_t numbers = 3 * (size_t)a->options.job.system->atoms;
  assert_memory_equal(a->report, b->report, sizeof *a->report * (size_t)a->options.walkers);
  assert_int_equal(a->rounds, b->rounds);
  assert_true(a->quenches == b->quenches);
  assert_int_equal(a->collection->count, b->collection->count);
  for (int m = 0; m < a->collection->count; m++) {
    const struct l2h_kept_minimum *x = &a->collection->minimum[m], *y = &b->collection->minimum[m];
    assert_true(memcmp(&x->met, &y->met, sizeof x->met) == 0);
    assert_memory_equal(x->position, y->position, numbers * sizeof(double));
  }
}

static void threads_do_not_show(void **state)
{
  (void)state;
  static const char *const names[] = {"lj:31", "gupta:Ag5Au8", "sw:Si8"};
  for (int s = 0; s < 3; s++) {
    const struct l2h_system system = a_system(names[s]);
    struct l2h_team_options options = options_for(&system, 5, 2500);
    options.job.numbers.exchange = 1; /* offered to the alloy alone */
    struct l2h_team *one = a_team(&options), *many = a_team(&options);
    omp_set_num_threads(1);
    advance(one, 1000);
    omp_set_num_threads(3);
    advance(many, 1000);
    assert_true(l2h_team_over(one));
    assert_same(one, many);
    l2h_team_free(one);
    l2h_team_free(many);
  }
}

/* Saved after any round, and gone on with from there, in a team of other threads. */
static void a_saved_team_goes_on(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("gupta:Ag5Au8");
  struct l2h_team_options options = options_for(&system, 4, 5000);
  options.job.numbers.exchange = 1;
  struct l2h_team *whole = a_team(&options);
  advance(whole, 1000);
  for (int rounds = 0; rounds < 5; rounds++) {
    char *bytes = NULL;
    size_t size;
    struct l2h_team *first = a_team(&options);
    omp_set_num_threads(1 + rounds % 3);
    advance(first, rounds);
    FILE *stream = open_memstream(&bytes, &size);
    assert_int_equal(l2h_team_save(first, stream, &error), 0);
    fclose(stream);
    l2h_team_free(first);
    struct l2h_team *second = a_team(&options);
    assert_int_equal(l2h_team_restore(second, bytes, size, &error), 0);
    assert_int_equal(second->rounds, rounds);
    advance(second, 1000);
    assert_same(whole, second);
    l2h_team_free(second);
    free(bytes);
  }
  l2h_team_free(whole);
}

/* A team whose budget was spent goes on with a larger one as if it had had that from the first. Rounds may lie
   elsewhere; the walkers' hops do not, nor the minima that are kept, whatever was too high in which round. */
static void budgets_can_grow(void **state)
{
  (void)state;
  for (unsigned seed = 1; seed <= 4; seed++) {
    const struct l2h_system system = a_system("lj:38");
    struct l2h_team_options small = options_for(&system, 4, 500), large = options_for(&system, 4, 5000);
    small.job.seed = large.job.seed = seed;
    small.minima = large.minima = 100;
    struct l2h_team *first = a_team(&small), *whole = a_team(&large), *second = a_team(&large);
    char *bytes = NULL;
    size_t size;
    advance(first, 1000);
    advance(whole, 1000);
    assert_int_equal(l2h_team_active(first), 0);
    FILE *stream = open_memstream(&bytes, &size);
    assert_int_equal(l2h_team_save(first, stream, &error), 0);
    fclose(stream);
    assert_int_equal(l2h_team_restore(second, bytes, size, &error), 0);
    assert_int_equal(l2h_team_active(second), 4);
    advance(second, 1000);
    for (int k = 0; k < 4; k++) {
      assert_true(second->report[k].counts.total == whole->report[k].counts.total);
      assert_true(second->report[k].lowest == whole->report[k].lowest);
      assert_true(second->report[k].hops == whole->report[k].hops);
    }
    assert_int_equal(second->collection->count, whole->collection->count);
    for (int m = 0; m < whole->collection->count; m++) /* the copy that is kept may be another walker's */
      assert_true(fabs(second->collection->minimum[m].met.energy - whole->collection->minimum[m].met.energy) < 1e-8);
    l2h_team_free(first);
    l2h_team_free(second);
    l2h_team_free(whole);
    free(bytes);
  }
}

static void every_call_of_the_potential_is_counted(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:38");
  const struct l2h_team_options options = options_for(&system, 4, 2000);
  struct l2h_team *team = a_team(&options);
  double asked = 0;
  calls = 0;
  advance(team, 1000);
  for (int k = 0; k < 4; k++) {
    const struct l2h_walker_report *report = &team->report[k];
    asked += report->counts.evaluations;
    /* the last answer may end a quench, and the probes of a repair follow on it: two atoms' bindings and sites */
    assert_true(report->counts.total <= 2000 + 2 * 4 && report->counts.total > 1998);
    assert_near(report->counts.evaluations + report->counts.probes, report->counts.total, 1e-9);
  }
  assert_true(team->quenches > 0);
  assert_true(asked + team->quenches == (double)calls);
  l2h_team_free(team);
}

/* Outcomes count what their own quenches take. */
static void outcomes_are_minima(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("gupta:Au13");
  struct l2h_team_options options = options_for(&system, 6, 400);
  options.minima = 0;
  struct l2h_team *team = a_team(&options);
  struct l2h_outcome outcome[6];
  double evaluations = 0, lowest = INFINITY;
  advance(team, 1000);
  calls = 0;
  assert_int_equal(l2h_team_outcomes(team, outcome, &error), 0);
  for (int k = 0; k < 6; k++) {
    evaluations += outcome[k].evaluations - team->report[k].counts.total;
    lowest = fmin(lowest, outcome[k].energy);
    assert_true(outcome[k].energy <= team->report[k].lowest + 1e-9);
    assert_true(outcome[k].energy > team->report[k].lowest - 0.01);
  }
  assert_near(evaluations, (double)calls, 1e-6);
  assert_near(lowest, l2h_team_lowest(team), 0.01);
  l2h_team_free(team);
}

static int ascending(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void sorted_pairs(int atoms, const double *x, double *distance)
{
  int pair = 0;
  for (int i = 0; i < atoms; i++)
    for (int j = 0; j < i; j++)
      distance[pair++] =
        sqrt(pow(x[3 * i] - x[3 * j], 2) + pow(x[3 * i + 1] - x[3 * j + 1], 2) + pow(x[3 * i + 2] - x[3 * j + 2], 2));
  qsort(distance, (size_t)pair, sizeof *distance, ascending);
}

static void minima_are_minima_and_distinct(void **state)
{
  (void)state;
  enum { ATOMS = 19, PAIRS = ATOMS * (ATOMS - 1) / 2, MOST = 25 };
  static double distance[MOST][PAIRS], gradient[3 * ATOMS];
  const struct l2h_system system = a_system("lj:19");
  struct l2h_team_options options = options_for(&system, 6, 6000);
  options.minima = MOST;
  struct l2h_team *team = a_team(&options);
  advance(team, 1000);
  const struct l2h_collection *kept = team->collection;
  assert_int_equal(kept->count, MOST);
  for (int m = 0; m < MOST; m++) {
    const struct l2h_kept_minimum *minimum = &kept->minimum[m];
    assert_near(l2h_potential(&system, minimum->position, gradient), minimum->met.energy, 1e-9);
    assert_true(l2h_gradient_rms(ATOMS, gradient) < L2H_QUENCH_RMS);
    assert_true(minimum->met.count >= 1);
    sorted_pairs(ATOMS, minimum->position, distance[m]);
    for (int other = 0; other < m; other++) {
      double sum = 0;
      for (int k = 0; k < PAIRS; k++)
        sum += pow(distance[m][k] - distance[other][k], 2);
      assert_true(kept->minimum[other].met.energy <= minimum->met.energy);
      assert_true(minimum->met.energy - kept->minimum[other].met.energy > 1e-5 || sqrt(sum / PAIRS) > 1e-3);
    }
  }
  assert_near(kept->minimum[0].met.energy, system.known_minimum, 1e-5);
  l2h_team_free(team);
}

/* The icosahedron is met from start after start: the team stops after the round that brought the K-th meeting, and not
   before. */
static void a_team_confirms(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  struct l2h_team_options options = options_for(&system, 3, 1e6);
  long before = 0;
  options.confirm = 9;
  struct l2h_team *team = a_team(&options);
  while (!l2h_team_over(team)) {
    before = l2h_team_meetings(team);
    advance(team, 1);
  }
  assert_true(before < 9 && l2h_team_meetings(team) >= 9);
  assert_int_equal(l2h_team_active(team), 3); /* their own budgets are not spent */
  assert_near(l2h_team_lowest(team), system.known_minimum, 1e-4);
  l2h_team_free(team);
}

/* Walkers that look for an energy stop each for itself, or all when so many have met it. */
static void walkers_stop_where_they_found(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  struct l2h_team_options options = options_for(&system, 8, 1e6);
  options.job.stop = l2h_job_until_found(&system, 1e6);
  struct l2h_team *all = a_team(&options);
  advance(all, 1000);
  assert_int_equal(l2h_team_found(all), 8);
  for (int k = 0; k < 8; k++) {
    assert_true(all->report[k].lowest <= system.known_minimum + L2H_HIT_ABOVE);
    assert_true(all->report[k].counts.total < 2000);
  }
  options.walkers = 60; /* a round is short for so many, so that some are still at it */
  options.confirm = 1;
  options.job.stop.energy = a_system("lj:13").known_minimum;
  struct l2h_team *first = a_team(&options);
  first->round = 40;
  advance(first, 1000);
  assert_true(l2h_team_found(first) >= 1 && l2h_team_active(first) > 0);
  l2h_team_free(all);
  l2h_team_free(first);
}

/* Global minima within some ten times their mean first encounter. */
static void known_minima_are_met(void **state)
{
  (void)state;
  static const struct {
    const char *name;
    double most;
  } known[] = {{"lj:13", 2000}, {"lj:38", 20000}, {"lj:55", 15000}};
  for (int s = 0; s < 3; s++) {
    const struct l2h_system system = a_system(known[s].name);
    struct l2h_team_options options = options_for(&system, 4, known[s].most);
    options.minima = 0;
    options.job.stop = l2h_job_until_found(&system, known[s].most);
    struct l2h_team *team = a_team(&options);
    advance(team, 1000);
    assert_int_equal(l2h_team_found(team), 4);
    l2h_team_free(team);
  }
}

/* From the minimum itself a walker has found it with its first quench; one that is given none has not. */
static void structures_are_begun_from(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:38");
  struct l2h_team_options options = options_for(&system, 4, 1e5);
  options.job.stop = l2h_job_until_found(&system, 1e5);
  struct l2h_team *finder = a_team(&options);
  advance(finder, 1000);
  static double structure[2][3 * 38];
  memcpy(structure[1], finder->collection->minimum[0].position, sizeof structure[1]);
  for (int k = 0; k < 3 * 38; k++)
    structure[0][k] = structure[1][k] + 0.02 * sin(k + 1); /* of its basin */
  l2h_team_free(finder);
  options.structures = 2;
  options.structure = structure[0];
  struct l2h_team *team = a_team(&options);
  advance(team, 1000);
  for (int k = 0; k < 4; k++) {
    assert_true(team->report[k].counts.total < 150); /* a hop's worth; from random places it takes some 1800 */
    assert_int_equal(team->report[k].stop, L2H_STOP_ENERGY);
  }
  l2h_team_free(team);
}

static void wrong_numbers_are_refused(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  struct l2h_team_options options = options_for(&system, 2, 100);
  options.job.numbers.kick = -1;
  assert_null(l2h_team_create(&world, &options, &error));
  assert_says(error.text, "kick");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(threads_do_not_show),       cmocka_unit_test(a_saved_team_goes_on),
    cmocka_unit_test(budgets_can_grow),          cmocka_unit_test(every_call_of_the_potential_is_counted),
    cmocka_unit_test(outcomes_are_minima),       cmocka_unit_test(minima_are_minima_and_distinct),
    cmocka_unit_test(a_team_confirms),           cmocka_unit_test(walkers_stop_where_they_found),
    cmocka_unit_test(known_minima_are_met),      cmocka_unit_test(structures_are_begun_from),
    cmocka_unit_test(wrong_numbers_are_refused),
  };
  return cmocka_run_group_tests_name("team", tests, NULL, NULL);
}
