/* SPDX-License-Identifier: GPL-2.0-only */
#include "host.h"

#include <pthread.h>

#include "core/weights.h"
#include "search/kernels.h"
#include "search/lent_quench.h"
#include "made_springs.h"

static struct l2h_search_problem cluster(int atoms)
{
  return (struct l2h_search_problem){.atoms = atoms, .species = 1, .length = 1, .energy = 1};
}

static void find(struct host *host, struct l2h_walker *walker, struct l2h_walker_report *report)
{
  while (l2h_walker_ask(walker))
    host_step(host, walker);
  l2h_walker_make_report(walker, report);
}

/* Cambridge Cluster Database. */
static void global_minima_are_met(void **state)
{
  (void)state;
  const struct {
    int atoms;
    double energy;
  } known[] = {{2, -1}, {3, -3}, {4, -6}, {6, -12.712062}, {13, -44.326801}, {19, -72.659782}};
  for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
    const struct l2h_search_problem problem = cluster(known[k].atoms);
    struct l2h_walker_options options = standard_options(1, 20000);
    struct host host = {.atoms = known[k].atoms, .length = 1, .energy = 1};
    struct l2h_walker_report report;
    options.stop.has_energy = true;
    options.stop.energy = known[k].energy;
    struct l2h_walker *walker = create(&problem, &options);
    find(&host, walker, &report);
    assert_int_equal(report.stop, L2H_STOP_ENERGY);
    assert_true(report.lowest_tight && fabs(report.lowest - known[k].energy) < 1e-5);
    assert_true(fabs(host_evaluate(&host, l2h_walker_lowest(walker)) - report.lowest) < 1e-10);
    assert_int_equal(l2h_walker_last_event(walker)->flags & L2H_MET_ENERGY, L2H_MET_ENERGY);
    l2h_walker_free(walker);
  }
}

static void accounting_is_exact(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster(13);
  struct l2h_walker_options options = standard_options(3, 3000);
  struct host host = {.atoms = 13, .length = 1, .energy = 1};
  struct l2h_walker_report report;
  options.numbers.patience = 5;
  struct l2h_walker *walker = create(&problem, &options);
  double hops = 0, accepted = 0, gained = 0, restarts = 0, lowest = INFINITY;
  while (l2h_walker_ask(walker)) {
    const double energy = host_evaluate(&host, l2h_walker_ask(walker));
    const unsigned flags = l2h_walker_tell(walker, energy, host.gradient, NULL);
    const struct l2h_walker_event *event = l2h_walker_last_event(walker);
    assert_int_equal(event->flags, flags);
    l2h_walker_make_report(walker, &report);
    assert_true(report.counts.evaluations == (double)host.evaluations);
    assert_true(report.counts.total == report.counts.evaluations + report.counts.probes);
    assert_true(report.counts.evaluations <= 3000);
    if (!(flags & L2H_HOP_ENDED))
      continue;
    assert_true(event->hop == (long)hops);
    hops++;
    accepted += (flags & L2H_ACCEPTED) > 0;
    gained += (flags & L2H_GAINED) > 0;
    restarts += (flags & L2H_RESTARTS) > 0;
    const double there = host_evaluate(&host, event->positions); /* the event's positions have the event's energy */
    host.evaluations--;
    assert_true(fabs(there - event->energy) < 1e-10);
    if (flags & L2H_LOWEST)
      assert_true(event->energy < lowest);
    lowest = fmin(lowest, event->energy);
    assert_true(report.lowest <= lowest);
  }
  assert_int_equal(report.stop, L2H_STOP_EVALUATIONS);
  double evaluations = 0, change_accepted = 0, change_gains = 0, tried = 0;
  for (int m = 0; m < L2H_MOVES; m++) {
    evaluations += report.moves[m].evaluations;
    assert_true(report.moves[m].gains <= report.moves[m].accepted && report.moves[m].accepted <= report.moves[m].tried);
    if (m != L2H_MOVE_compress && m != L2H_MOVE_repair) {
      tried += report.moves[m].tried;
      change_accepted += report.moves[m].accepted;
      change_gains += report.moves[m].gains;
    }
  }
  assert_true(evaluations == report.counts.evaluations);
  assert_true(report.hops == hops && tried == hops + 1); /* one is on its way */
  assert_true(change_accepted == accepted && change_gains == gained);
  assert_true(report.restarts == restarts && restarts > 3);
  assert_true(report.moves[L2H_MOVE_start].tried == restarts + 1);
  assert_true(report.counts.probes > 1 && report.counts.total <= 3000 + 100);
  l2h_walker_free(walker);
}

/* All moves in one search: an alloy with weights, in other units than the scales. */
static const int kinds[14] = {0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0};

static struct l2h_weights *alloy_weights(void)
{
  static struct l2h_weights weights;
  struct l2h_error error;
  if (l2h_weights_read(L2H_POTENTIALS "/agau38.learned", &weights, &error) != 0)
    fail_msg("%s", error.text);
  return &weights;
}

static struct l2h_search_problem alloy_problem(void)
{
  return (struct l2h_search_problem){
    .atoms = 14, .species = 2, .species_of = kinds, .length = 2.5, .energy = 0.3, .origin = {10, 20, 30}};
}

static struct l2h_walker_options alloy_options(double evaluations)
{
  struct l2h_walker_options options = standard_options(5, evaluations);
  options.weights = alloy_weights();
  options.numbers.burst = options.numbers.exchange = 1;
  options.numbers.burst_steps = 7;
  options.numbers.patience = options.numbers.patience_long = 4;
  return options;
}

static struct host alloy_host(void)
{
  return (struct host){.atoms = 14, .length = 2.5, .energy = 0.3, .kind = kinds};
}

static void check_saving(const struct l2h_search_problem *problem, struct host host, bool made[L2H_MOVES])
{
  const struct l2h_walker_options options = alloy_options(1500);
  struct l2h_error error;
  struct host other = host;
  struct l2h_walker *walker = create(problem, &options), *next = create(problem, &options);
  const size_t bytes = l2h_walker_bytes(walker);
  char *saved = malloc(bytes), *end = malloc(bytes);
  assert_true(saved && end);
  while (l2h_walker_ask(walker)) {
    l2h_walker_save(walker, saved);
    host_step(&host, walker);
    if (l2h_walker_restore(next, saved, bytes, &error) != 0)
      fail_msg("%s", error.text);
    const unsigned flags = host_step(&other, next);
    assert_int_equal(flags, l2h_walker_last_event(walker)->flags);
    l2h_walker_save(walker, saved);
    l2h_walker_save(next, end);
    assert_memory_equal(saved, end, bytes);
    if (l2h_walker_ask(walker))
      assert_memory_equal(l2h_walker_ask(walker), l2h_walker_ask(next), sizeof(double) * 42);
    struct l2h_walker *const swap = walker; /* and on from the one that was restored */
    walker = next;
    next = swap;
  }
  assert_null(l2h_walker_ask(next));
  struct l2h_walker_report report;
  l2h_walker_make_report(walker, &report);
  for (int m = 0; m < L2H_MOVES; m++)
    made[m] = made[m] || report.moves[m].tried > 0;
  l2h_walker_free(walker);
  l2h_walker_free(next);
  free(saved);
  free(end);
}

/* Saved after every evaluation and gone on with in another walker, the search is the same, bit for bit: of an alloy,
   and of a cluster of one species, which have all moves between them. */
static void saved_anywhere_it_goes_on_bit_for_bit(void **state)
{
  (void)state;
  struct l2h_search_problem problem = alloy_problem();
  struct host host = alloy_host();
  bool made[L2H_MOVES] = {false};
  check_saving(&problem, host, made);
  problem.species_of = host.kind = NULL;
  check_saving(&problem, host, made);
  for (int m = 0; m < L2H_MOVES; m++)
    assert_true(made[m]);
}

static void refuse(struct l2h_walker *walker, const char *state, size_t bytes, const char *words)
{
  struct l2h_error error = {""};
  double before[42];
  memcpy(before, l2h_walker_ask(walker), sizeof before);
  assert_int_equal(l2h_walker_restore(walker, state, bytes, &error), -1);
  if (!strstr(error.text, words))
    fail_msg("the message does not say '%s': %s", words, error.text);
  assert_memory_equal(before, l2h_walker_ask(walker), sizeof before);
}

static void foreign_states_are_refused(void **state)
{
  (void)state;
  struct l2h_search_problem problem = alloy_problem();
  struct l2h_walker_options options = alloy_options(1500);
  struct host host = alloy_host();
  struct l2h_walker *walker = create(&problem, &options);
  const size_t bytes = l2h_walker_bytes(walker);
  char *saved = malloc(bytes), *broken = malloc(bytes);
  assert_true(saved && broken);
  for (int k = 0; k < 200; k++)
    host_step(&host, walker);
  l2h_walker_save(walker, saved);
  refuse(walker, saved, 10, "cut");
  refuse(walker, saved, bytes - 8, "cut");
  for (size_t at = 40; at < bytes; at += 97) { /* after the head */
    memcpy(broken, saved, bytes);
    broken[at] = (char)(broken[at] ^ 4);
    refuse(walker, broken, bytes, "damaged");
  }
  memcpy(broken, saved, bytes);
  broken[0] = 'x';
  refuse(walker, broken, bytes, "no saved search");
  for (int k = 0; k < 8; k++)
    broken[k] = saved[7 - k];
  refuse(walker, broken, bytes, "byte order");
  memcpy(broken, saved, bytes);
  broken[8]++;
  refuse(walker, broken, bytes, "version");

  for (int change = 0; change < 5; change++) {
    struct l2h_search_problem other = alloy_problem();
    struct l2h_walker_options others = alloy_options(1500);
    int same[14] = {0};
    if (change == 0)
      others.seed++;
    if (change == 1)
      others.number++;
    if (change == 2)
      others.numbers.kick *= 1.0000001;
    if (change == 3)
      other.length *= 2;
    if (change == 4)
      other.species_of = same;
    struct l2h_walker *stranger = create(&other, &others);
    refuse(stranger, saved, bytes, "another search");
    l2h_walker_free(stranger);
  }
  l2h_walker_free(walker);
  free(saved);
  free(broken);
}

/* A search with a small budget, given more, is that with the larger one. */
static void a_larger_budget_goes_on(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = alloy_problem();
  struct l2h_walker_options options = alloy_options(300);
  struct l2h_error error;
  struct host host = alloy_host();
  struct l2h_walker_report part, whole;
  struct l2h_walker *walker = create(&problem, &options);
  find(&host, walker, &part);
  assert_int_equal(part.stop, L2H_STOP_EVALUATIONS);
  assert_true(l2h_walker_tell(walker, 0, host.gradient, NULL) == 0); /* over: nothing happens */
  options.stop.evaluations = 900;
  assert_int_equal(l2h_walker_set_stop(walker, &options.stop, &error), 0);
  find(&host, walker, &part);
  l2h_walker_free(walker);
  walker = create(&problem, &options);
  find(&host, walker, &whole);
  assert_memory_equal(&part, &whole, sizeof part);
  l2h_walker_free(walker);
}

struct job {
  struct l2h_walker *walker;
  struct host host;
};

static void *work(void *argument)
{
  struct job *job = argument;
  while (l2h_walker_ask(job->walker))
    host_step(&job->host, job->walker);
  return NULL;
}

/* One after the other, in turns, and in threads: the same. And another number is another search. */
static void walkers_share_nothing(void **state)
{
  (void)state;
  enum { WALKERS = 4 };
  const struct l2h_search_problem problem = alloy_problem();
  struct job jobs[3][WALKERS];
  pthread_t threads[WALKERS];
  for (int way = 0; way < 3; way++)
    for (int w = 0; w < WALKERS; w++) {
      struct l2h_walker_options options = alloy_options(800);
      options.number = (uint32_t)w;
      jobs[way][w] = (struct job){create(&problem, &options), alloy_host()};
    }
  for (int w = 0; w < WALKERS; w++)
    work(&jobs[0][w]);
  for (bool going = true; going;) {
    going = false;
    for (int w = 0; w < WALKERS; w++)
      if (l2h_walker_ask(jobs[1][w].walker)) {
        host_step(&jobs[1][w].host, jobs[1][w].walker);
        going = true;
      }
  }
  for (int w = 0; w < WALKERS; w++)
    assert_int_equal(pthread_create(&threads[w], NULL, work, &jobs[2][w]), 0);
  for (int w = 0; w < WALKERS; w++)
    pthread_join(threads[w], NULL);
  const size_t bytes = l2h_walker_bytes(jobs[0][0].walker);
  char *one = malloc(bytes), *other = malloc(bytes);
  assert_true(one && other);
  for (int w = 0; w < WALKERS; w++) {
    l2h_walker_save(jobs[0][w].walker, one);
    for (int way = 1; way < 3; way++) {
      l2h_walker_save(jobs[way][w].walker, other);
      assert_memory_equal(one, other, bytes);
    }
  }
  assert_memory_not_equal(l2h_walker_lowest(jobs[0][0].walker), l2h_walker_lowest(jobs[0][1].walker),
                          sizeof(double) * 42);
  for (int way = 0; way < 3; way++)
    for (int w = 0; w < WALKERS; w++)
      l2h_walker_free(jobs[way][w].walker);
  free(one);
  free(other);
}

/* Frozen atoms are asked for where the start has them, to the last bit, in every question and every minimum, also -0;
   the free ones move, and sit on the others. */
static void frozen_atoms_stay(void **state)
{
  (void)state;
  enum { ATOMS = 30 };
  bool frozen[ATOMS];
  double start[3 * ATOMS];
  uint64_t seed = 6;
  for (int i = 0; i < ATOMS; i++) { /* two layers, and six atoms on them; frozen ones between free ones */
    const int layer = i % 5 == 4 ? 2 : i % 2, at = i % 5 == 4 ? i / 5 : i / 2;
    frozen[i] = layer == 0;
    start[3 * i] = 7.1 + at % 4 + 0.5 * (layer % 2);
    start[3 * i + 1] = -0.0 + at / 4 + 0.5 * (layer % 2);
    start[3 * i + 2] = 0.71 * layer + 0.01 * sample(&seed);
  }
  start[1] = -0.0;
  assert_true(frozen[0]);
  struct l2h_search_problem problem = cluster(ATOMS);
  problem.frozen = frozen;
  problem.start = start;
  problem.restart_from_start = true;
  struct l2h_walker_options options = standard_options(7, 3000);
  options.numbers.patience = 1;
  struct host host = {.atoms = ATOMS, .length = 1, .energy = 1};
  struct l2h_walker *walker = create(&problem, &options);
  long moved = 0;
  for (bool first = true; l2h_walker_ask(walker); first = false) {
    const double *const asked = l2h_walker_ask(walker);
    for (int i = 0; i < ATOMS; i++) {
      if (frozen[i])
        assert_memory_equal(asked + 3 * i, start + 3 * i, sizeof(double) * 3);
      else
        moved += memcmp(asked + 3 * i, start + 3 * i, sizeof(double) * 3) != 0;
    }
    if (first) /* the start as given, to rounding */
      for (int k = 0; k < 3 * ATOMS; k++)
        assert_true(fabs(asked[k] - start[k]) < 1e-12);
    const unsigned flags = host_step(&host, walker);
    for (int i = 0; i < ATOMS && flags & L2H_HOP_ENDED; i++)
      if (frozen[i]) {
        assert_memory_equal(l2h_walker_last_event(walker)->positions + 3 * i, start + 3 * i, sizeof(double) * 3);
        assert_memory_equal(l2h_walker_lowest(walker) + 3 * i, start + 3 * i, sizeof(double) * 3);
      }
  }
  struct l2h_walker_report report;
  l2h_walker_make_report(walker, &report);
  assert_true(moved > 1000 && report.restarts > 1);
  assert_true(report.moves[L2H_MOVE_compress].tried > 0 && report.moves[L2H_MOVE_repair].accepted > 0);
  l2h_walker_free(walker);
}

/* A free cluster keeps its start's centre, and scales of powers of two change nothing but the units. */
static void units_and_places_do_not_matter(void **state)
{
  (void)state;
  double start[39];
  uint64_t seed = 3;
  for (int k = 0; k < 39; k++)
    start[k] = 2.4 * sample(&seed);
  struct l2h_search_problem problem;
  struct l2h_walker_options options;
  struct host host;
  struct l2h_walker_report one, two;
  struct l2h_walker *walker;
  for (uint64_t searched = 1; searched <= 10; searched++) {
    problem = cluster(13);
    options = standard_options(searched, 500);
    host = (struct host){.atoms = 13, .length = 1, .energy = 1};
    walker = create(&problem, &options);
    find(&host, walker, &one);
    l2h_walker_free(walker);
    problem.length = 4;
    problem.energy = 0.125;
    host = (struct host){.atoms = 13, .length = 4, .energy = 0.125};
    walker = create(&problem, &options);
    find(&host, walker, &two);
    l2h_walker_free(walker);
    assert_true(one.lowest == two.lowest / 0.125 && one.hops == two.hops && one.counts.total == two.counts.total);
  }

  problem = cluster(13);
  problem.start = start;
  host = (struct host){.atoms = 13, .length = 1, .energy = 1};
  walker = create(&problem, &options);
  find(&host, walker, &one);
  for (int c = 0; c < 3; c++) {
    double centre = 0, lowest = 0;
    for (int i = 0; i < 13; i++) {
      centre += start[3 * i + c] / 13;
      lowest += l2h_walker_lowest(walker)[3 * i + c] / 13;
    }
    assert_true(fabs(centre - lowest) < 1); /* drifts within a hop alone */
  }
  l2h_walker_free(walker);
}

/* No potential is asked for the energy of atoms that lie on one another. */
static void overlapping_atoms_are_parted(void **state)
{
  (void)state;
  const double start[15] = {0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0.01, 0, 1, 0, 0.2};
  struct l2h_search_problem problem = cluster(5);
  const struct l2h_walker_options options = standard_options(1, 100);
  for (int given = 0; given < 2; given++) {
    problem.atoms = given ? 5 : MOST;
    problem.start = given ? start : NULL;
    struct l2h_walker *walker = create(&problem, &options);
    const double *x = l2h_walker_ask(walker);
    for (int i = 0; i < problem.atoms; i++)
      for (int j = 0; j < i; j++) {
        double r2 = 0;
        for (int c = 0; c < 3; c++)
          r2 += pow(x[3 * i + c] - x[3 * j + c], 2);
        assert_true(r2 > 0.4 * 0.4);
      }
    l2h_walker_free(walker);
  }
}

static void small_and_periodic_systems_run(void **state)
{
  (void)state;
  for (int atoms = 1; atoms <= 4; atoms++) {
    const struct l2h_search_problem problem = cluster(atoms);
    const struct l2h_walker_options options = standard_options(1, 300);
    struct host host = {.atoms = atoms, .length = 1, .energy = 1};
    struct l2h_walker_report report;
    struct l2h_walker *walker = create(&problem, &options);
    find(&host, walker, &report);
    const double known[] = {0, 0, -1, -3, -6};
    assert_true(fabs(report.lowest - known[atoms]) < 1e-6);
    l2h_walker_free(walker);
  }
  struct l2h_search_problem problem = cluster(32);
  for (int k = 0; k < 3; k++)
    problem.cell[k][k] = 3.2;
  const struct l2h_walker_options options = standard_options(1, 2000);
  struct host host = {.atoms = 32, .length = 1, .energy = 1, .cell = 3.2};
  struct l2h_walker_report report;
  struct l2h_walker *walker = create(&problem, &options);
  find(&host, walker, &report);
  assert_true(report.hops > 5 && report.lowest < -100);
  l2h_walker_free(walker);
}

/* Where no start has an energy, the search ends and says so; where some answers are bad, it goes on. */
static void bad_potentials_do_not_hang_it(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster(8);
  const struct l2h_walker_options options = standard_options(2, 0); /* no budget */
  struct host host = {.atoms = 8, .length = 1, .energy = 1};
  struct l2h_walker_report report;
  struct l2h_walker *walker = create(&problem, &options);
  int failed = 0;
  while (l2h_walker_ask(walker)) {
    assert_true(++failed <= L2H_FAILURES);
    assert_true(l2h_walker_tell(walker, NAN, host.gradient, NULL) & L2H_FAILED);
    assert_null(l2h_walker_last_event(walker)->positions);
  }
  l2h_walker_make_report(walker, &report);
  assert_int_equal(report.stop, L2H_STOP_FAILED);
  assert_int_equal(failed, L2H_FAILURES);
  assert_null(l2h_walker_lowest(walker));
  l2h_walker_free(walker);

  struct l2h_walker_options bounded = standard_options(2, 5000);
  uint64_t seed = 1;
  walker = create(&problem, &bounded);
  while (l2h_walker_ask(walker)) {
    double energy = host_evaluate(&host, l2h_walker_ask(walker));
    const double dice = sample(&seed);
    if (dice < 0.05)
      energy = NAN;
    else if (dice < 0.1)
      energy = INFINITY;
    else if (dice < 0.15)
      host.gradient[5] = NAN;
    else if (dice < 0.2)
      host.gradient[7] = -INFINITY;
    l2h_walker_tell(walker, energy, host.gradient, NULL);
  }
  l2h_walker_make_report(walker, &report);
  assert_int_equal(report.stop, L2H_STOP_EVALUATIONS);
  assert_true(fabs(report.lowest + 19.821489) < 1e-2); /* the global minimum all the same */
  l2h_walker_free(walker);
}

static void the_lowest_is_confirmed_from_new_starts(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster(13);
  struct l2h_walker_options options = standard_options(2, 0);
  struct host host = {.atoms = 13, .length = 1, .energy = 1};
  struct l2h_walker_report report;
  options.stop.confirm = 4;
  options.numbers.patience = 10;
  struct l2h_walker *walker = create(&problem, &options);
  long met = 0, starts = 0;
  bool met_here = false;
  while (l2h_walker_ask(walker)) {
    const unsigned flags = host_step(&host, walker);
    const bool lowest = flags & L2H_HOP_ENDED && fabs(l2h_walker_last_event(walker)->energy + 44.326801) < 1e-3;
    met += lowest && !met_here;
    met_here = met_here || lowest;
    if (flags & L2H_RESTARTS) {
      met_here = false;
      starts++;
    }
  }
  l2h_walker_make_report(walker, &report);
  assert_int_equal(report.stop, L2H_STOP_CONFIRMED);
  assert_int_equal(report.meetings, 4);
  assert_true(met >= 3 && met <= 4); /* the last may be met in a hop that has not ended */
  assert_true(starts >= 3);
  assert_true(report.lowest_tight && fabs(report.lowest + 44.326801) < 1e-6);
  l2h_walker_free(walker);

  struct l2h_walker_report reports[3] = {
    {.lowest = -5, .meetings = 2}, {.lowest = -4, .meetings = 9}, {.lowest = -5.0005, .meetings = 1}};
  assert_int_equal(l2h_walkers_meetings(3, reports, 1e-3), 3);
}

static void refuse_to_create(struct l2h_search_problem problem, struct l2h_walker_options options, const char *words)
{
  struct l2h_error error = {""};
  assert_null(l2h_walker_create(&problem, &options, &error));
  if (!strstr(error.text, words))
    fail_msg("the message does not say '%s': %s", words, error.text);
}

static void bad_problems_are_refused(void **state)
{
  (void)state;
  const int kinds_of_three[3] = {0, 1, 2};
  const bool all[3] = {true, true, true}, some[3] = {true, false, false};
  const double start[9] = {0, 0, 0, 1, 0, NAN, 0, 1, 0};
  struct l2h_search_problem problem = cluster(0);
  struct l2h_walker_options options = standard_options(1, 10);
  refuse_to_create(problem, options, "0 atoms");
  problem = cluster(3);
  problem.species_of = kinds_of_three;
  refuse_to_create(problem, options, "atom 2");
  problem.species = 5;
  refuse_to_create(problem, options, "5 species");
  problem = cluster(3);
  problem.length = 0;
  refuse_to_create(problem, options, "length scale");
  problem = cluster(3);
  problem.energy = NAN;
  refuse_to_create(problem, options, "energy scale");
  problem = cluster(3);
  problem.frozen = all;
  refuse_to_create(problem, options, "frozen");
  problem.frozen = some;
  refuse_to_create(problem, options, "start");
  problem.start = start;
  refuse_to_create(problem, options, "coordinate 3 of atom 2");
  problem = cluster(3);
  problem.restart_from_start = true;
  refuse_to_create(problem, options, "start");
  problem = cluster(3);
  problem.cell[0][0] = problem.cell[1][0] = 3;
  refuse_to_create(problem, options, "plane");
  problem = cluster(3);
  options.numbers.compress = 1.5;
  refuse_to_create(problem, options, "compress");
  options = standard_options(1, 10);
  options.numbers.displace = 0;
  options.numbers.exchange = options.numbers.burst = 1; /* one species, no weights */
  refuse_to_create(problem, options, "no hop");
  options = standard_options(1, -1);
  refuse_to_create(problem, options, "evaluations");
  options = standard_options(1, 10);
  options.stop.tolerance = NAN;
  refuse_to_create(problem, options, "tolerance");
  options.stop.tolerance = 0;
  problem.species = 3;
  options.weights = alloy_weights();
  refuse_to_create(problem, options, "species");
}

/* A quench lent, by the answers of the same host, so many of them at most. */
static double answer_lent(struct host *host, const struct l2h_lent_quench *quench, double most)
{
  const int n = quench->atoms, stride = L2H_PADDED(n);
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(quench->vectors, 3 * n);
  struct l2h_springs springs;
  void *const memory = make_springs(&springs, n);
  double answers = 0, place[3 * MOST], plane[3 * (MOST + L2H_LANES)], pull[3 * (MOST + L2H_LANES)];
  most = fmin(most, quench->most);
  do {
    for (int k = 0; k < 3 * n; k++) {
      place[k] = quench->origin[k % 3] + quench->length * v.trial[k];
      plane[k % 3 * stride + k / 3] = v.trial[k];
    }
    double energy = host_evaluate(host, place) / quench->energy;
    for (int k = 0; k < 3 * n; k++)
      host->gradient[k] *= quench->length / quench->energy;
    if (quench->strength > 0) {
      energy += l2h_search_kernels_at(0)->penalty(n, stride, plane, quench->diameter2, quench->strength, pull);
      for (int k = 0; k < 3 * n; k++)
        host->gradient[k] += pull[k % 3 * stride + k / 3];
    }
    answers++;
    l2h_lbfgs_tell(quench->run, quench->vectors, 3 * n, quench->guided ? &springs : NULL, energy, host->gradient);
  } while (quench->run->status == L2H_LBFGS_RUNNING && answers < most);
  free(memory);
  return answers;
}

/* A search whose quenches are lent, `most` answers at a time, is the one that is told each. */
static void check_lending(const struct l2h_search_problem *problem, const struct l2h_walker_options *options,
                          struct host host, double most)
{
  struct host other = host;
  struct l2h_lent_quench quench;
  struct l2h_walker *walker = create(problem, options), *lender = create(problem, options);
  const size_t bytes = l2h_walker_bytes(walker);
  char *one = malloc(bytes), *two = malloc(bytes);
  long lent = 0, told = 0, ended = 0;
  assert_true(one && two);
  while (l2h_walker_ask(lender)) {
    double answers = 1;
    unsigned flags, expected = 0;
    const bool lends = l2h_walker_lend(lender, &quench);
    if (lends) {
      answers = answer_lent(&other, &quench, most);
      flags = l2h_walker_take_back(lender, answers);
    } else {
      const double energy = host_evaluate(&other, l2h_walker_ask(lender));
      flags = l2h_walker_tell(lender, energy, other.gradient, NULL);
    }
    lent += lends;
    told += !lends;
    ended += (flags & L2H_HOP_ENDED) > 0;
    for (double k = 0; k < answers; k++) {
      assert_int_equal(expected, 0);
      const double energy = host_evaluate(&host, l2h_walker_ask(walker));
      expected = l2h_walker_tell(walker, energy, host.gradient, NULL);
    }
    assert_int_equal(flags, expected);
    assert_int_equal(l2h_walker_last_event(lender)->flags, expected);
    l2h_walker_save(walker, one);
    l2h_walker_save(lender, two);
    assert_memory_equal(one, two, bytes);
  }
  assert_null(l2h_walker_ask(walker));
  assert_false(l2h_walker_lend(lender, &quench));
  assert_true(ended > 3 && lent > ended && (told > 0) == (options->numbers.burst > 0));
  free(one);
  free(two);
  l2h_walker_free(walker);
  l2h_walker_free(lender);
}

static void lent_quenches_are_told_ones(void **state)
{
  (void)state;
  const struct l2h_search_problem free_cluster = cluster(13), alloy = alloy_problem();
  struct l2h_walker_options with_bursts = alloy_options(1500), options = standard_options(4, 1500);
  const struct host host = {.atoms = 13, .length = 1, .energy = 1};
  for (double most = 1; most < 1e4; most *= 9)
    check_lending(&free_cluster, &options, host, most);
  options.numbers.springs = with_bursts.numbers.springs = 0;
  for (double most = 1; most < 1e4; most *= 9)
    check_lending(&free_cluster, &options, host, most);
  options.stop.evaluations = 600.25; /* probes are no whole numbers either */
  check_lending(&free_cluster, &options, host, 1e9);
  check_lending(&alloy, &with_bursts, alloy_host(), 40);
  with_bursts.numbers.springs = 1;
  check_lending(&alloy, &with_bursts, alloy_host(), 40);
}

static void frozen_atoms_are_not_lent(void **state)
{
  (void)state;
  struct l2h_search_problem problem = cluster(13);
  struct l2h_walker_options options = standard_options(4, 100);
  struct host host = {.atoms = 13, .length = 1, .energy = 1};
  struct l2h_lent_quench quench;
  bool frozen[13] = {false, true};
  double start[3 * 13];
  uint64_t seed = 3;
  for (int k = 0; k < 39; k++)
    start[k] = k / 3 % 3 * (k % 3 == 0) + k / 9 % 3 * (k % 3 == 1) + k / 27 * (k % 3 == 2) + 0.1 * sample(&seed);
  problem.frozen = frozen;
  problem.start = start;
  problem.restart_from_start = true;
  struct l2h_walker *walker = create(&problem, &options);
  for (; l2h_walker_ask(walker); host_step(&host, walker))
    assert_false(l2h_walker_lend(walker, &quench));
  l2h_walker_free(walker);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(global_minima_are_met),
    cmocka_unit_test(accounting_is_exact),
    cmocka_unit_test(saved_anywhere_it_goes_on_bit_for_bit),
    cmocka_unit_test(foreign_states_are_refused),
    cmocka_unit_test(a_larger_budget_goes_on),
    cmocka_unit_test(walkers_share_nothing),
    cmocka_unit_test(frozen_atoms_stay),
    cmocka_unit_test(units_and_places_do_not_matter),
    cmocka_unit_test(overlapping_atoms_are_parted),
    cmocka_unit_test(small_and_periodic_systems_run),
    cmocka_unit_test(bad_potentials_do_not_hang_it),
    cmocka_unit_test(the_lowest_is_confirmed_from_new_starts),
    cmocka_unit_test(bad_problems_are_refused),
    cmocka_unit_test(lent_quenches_are_told_ones),
    cmocka_unit_test(frozen_atoms_are_not_lent),
  };
  return cmocka_run_group_tests_name("walker", tests, NULL, NULL);
}
