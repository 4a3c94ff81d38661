/* SPDX-License-Identifier: GPL-2.0-only */
/* Every move: what it needs, and what it conserves. */
#include "host.h"

#include "search/moves.h"

static const bool *no_atoms_frozen = NULL;

static struct l2h_search_problem cluster(int atoms)
{
  return (struct l2h_search_problem){.atoms = atoms, .species = 1, .length = 1, .energy = 1};
}

static void read_weights(const char *path, struct l2h_weights *weights)
{
  struct l2h_error error;
  if (l2h_weights_read(path, weights, &error) != 0)
    fail_msg("%s", error.text);
}

/* Runs hops until the budget and counts which moves were made. */
static struct l2h_walker_report run(const struct l2h_search_problem *problem, const struct l2h_walker_options *options,
                                    struct host *host)
{
  struct l2h_walker_report report;
  struct l2h_walker *walker = create(problem, options);
  while (l2h_walker_ask(walker))
    host_step(host, walker);
  l2h_walker_make_report(walker, &report);
  l2h_walker_free(walker);
  return report;
}

static void moves_are_offered_where_they_fit(void **state)
{
  (void)state;
  static struct l2h_weights weights;
  const int kinds[12] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
  read_weights(L2H_POTENTIALS "/agau38.learned", &weights);
  struct l2h_walker_options options = standard_options(1, 2000);
  options.numbers.burst = options.numbers.exchange = options.numbers.inward = 1;
  options.numbers.burst_steps = 5;
  struct host host = {.atoms = 12, .length = 1, .energy = 1};
  struct l2h_search_problem problem = cluster(12);

  struct l2h_walker_report report = run(&problem, &options, &host);
  assert_true(report.moves[L2H_MOVE_displace].tried > 0);
  assert_true(report.moves[L2H_MOVE_compress].tried > 0 && report.moves[L2H_MOVE_repair].tried > 0);
  assert_true(report.moves[L2H_MOVE_burst].tried == 0);    /* no weights */
  assert_true(report.moves[L2H_MOVE_exchange].tried == 0); /* one species */
  assert_true(report.moves[L2H_MOVE_inward].tried > 0);

  problem.species = 2;
  problem.species_of = host.kind = kinds;
  options.weights = &weights;
  options.numbers.order_patience = 5;
  report = run(&problem, &options, &host);
  assert_true(report.moves[L2H_MOVE_compress].tried > 0); /* of symmetric starts */
  assert_true(report.moves[L2H_MOVE_repair].tried == 0);
  assert_true(report.moves[L2H_MOVE_exchange].tried > 0 && report.moves[L2H_MOVE_inward].tried == 0);
  options.numbers.symmetric = 0;
  report = run(&problem, &options, &host);
  options.numbers.symmetric = 0.8;
  for (int m = 0; m < L2H_MOVES; m++)
    assert_true((report.moves[m].tried > 0) == (m <= L2H_MOVE_exchange)); /* two species */

  const bool frozen[12] = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}; /* all that is free is of species 0 */
  double start[36];
  for (int k = 0; k < 36; k++)
    start[k] = 1.1 * (k % 3 == 0 ? k / 3 % 3 : k % 3 == 1 ? k / 9 % 2 : k / 18);
  problem.frozen = frozen;
  problem.start = start;
  report = run(&problem, &options, &host);
  assert_true(report.moves[L2H_MOVE_exchange].tried == 0 && report.moves[L2H_MOVE_repair].tried > 0);
  assert_true(report.moves[L2H_MOVE_inward].tried > 0);

  problem.frozen = no_atoms_frozen;
  for (int k = 0; k < 3; k++)
    problem.cell[k][k] = 3;
  host.cell = 3;
  report = run(&problem, &options, &host); /* a glass has bursts and kicks (and exchanges) */
  assert_true(report.moves[L2H_MOVE_compress].tried == 0 && report.moves[L2H_MOVE_repair].tried == 0);
  assert_true(report.moves[L2H_MOVE_inward].tried == 0);
  assert_true(report.moves[L2H_MOVE_burst].tried > 0 && report.moves[L2H_MOVE_displace].tried > 0);

  problem = cluster(3); /* no triplet to put a fourth atom on */
  host = (struct host){.atoms = 3, .length = 1, .energy = 1};
  options.weights = NULL;
  report = run(&problem, &options, &host);
  assert_true(report.moves[L2H_MOVE_repair].tried == 0 && report.moves[L2H_MOVE_compress].tried > 0);
}

/* A walker whose `from`, `minimum` and `working` are a piece of an fcc-like lattice. */
static struct l2h_walker *at_lattice(const struct l2h_search_problem *problem)
{
  const struct l2h_walker_options options = standard_options(4, 1e6);
  struct l2h_walker *walker = create(problem, &options);
  for (int i = 0; i < walker->free; i++) {
    const int a = i % 3, b = i / 3 % 3, c = i / 9;
    const double x[3] = {a + 0.5 * (b % 2) + 0.5 * (c % 2), 0.866 * b + 0.289 * (c % 2), 0.816 * c};
    memcpy(walker->from + 3 * i, x, sizeof x);
    memcpy(walker->minimum + 3 * i, x, sizeof x);
    memcpy(walker->working + 3 * i, x, sizeof x);
  }
  return walker;
}

static void displace_kicks_every_coordinate_within_its_range(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster(20);
  struct l2h_walker *walker = at_lattice(&problem);
  double mean = 0, least = 1, most = -1;
  for (int time = 0; time < 200; time++) {
    memcpy(walker->working, walker->from, sizeof(double) * 60);
    assert_false(l2h_change_displace.begin(walker)); /* no evaluation */
    for (int k = 0; k < 60; k++) {
      const double kick = walker->working[k] - walker->from[k];
      assert_true(kick != 0);
      mean += kick / (200 * 60);
      least = fmin(least, kick);
      most = fmax(most, kick);
    }
  }
  assert_true(least >= -0.388 - 1e-12 && least < -0.38 && most <= 0.388 + 1e-12 && most > 0.38);
  assert_true(fabs(mean) < 4 * 0.388 / sqrt(3 * 200 * 60)); /* 4 standard errors of a uniform number */
  l2h_walker_free(walker);
}

static void exchange_swaps_two_atoms_of_two_species(void **state)
{
  (void)state;
  const int kinds[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1};
  struct l2h_search_problem problem = cluster(12);
  problem.species = 2;
  problem.species_of = kinds;
  struct l2h_walker *walker = at_lattice(&problem);
  bool chosen[12] = {false};
  for (int time = 0; time < 200; time++) {
    int moved[12], count = 0;
    memcpy(walker->working, walker->from, sizeof(double) * 36);
    assert_false(l2h_change_exchange.begin(walker));
    for (int i = 0; i < 12; i++)
      if (memcmp(walker->working + 3 * i, walker->from + 3 * i, sizeof(double) * 3) != 0)
        moved[count++] = i;
    assert_int_equal(count, 2);
    assert_int_not_equal(kinds[moved[0]], kinds[moved[1]]);
    assert_memory_equal(walker->working + 3 * moved[0], walker->from + 3 * moved[1], sizeof(double) * 3);
    assert_memory_equal(walker->working + 3 * moved[1], walker->from + 3 * moved[0], sizeof(double) * 3);
    chosen[moved[0]] = chosen[moved[1]] = true;
  }
  for (int i = 0; i < 12; i++)
    assert_true(chosen[i]); /* 9 x 3 pairs, 200 draws: one atom left out with a chance below 1e-9 */
  l2h_walker_free(walker);
}

/* Up to inward_most of the weakest atoms end near the middle; the others stay, but where they were in the way. */
static void inward_puts_weak_atoms_in_the_middle(void **state)
{
  (void)state;
  enum { ATOMS = 27, TIMES = 200 };
  const struct l2h_search_problem problem = cluster(ATOMS);
  struct l2h_walker *walker = at_lattice(&problem);
  double middle[3] = {0}, binding[ATOMS], mean_all = 0, mean_moved = 0;
  int moved_at_all = 0;
  bool many = false;
  walker->numbers.inward_most = 3;
  for (int i = 0; i < ATOMS; i++)
    for (int c = 0; c < 3; c++)
      middle[c] += walker->from[3 * i + c] / ATOMS;
  for (int i = 0; i < ATOMS; i++) {
    binding[i] = 0;
    for (int j = 0; j < ATOMS; j++) {
      double r2 = 0;
      for (int c = 0; c < 3; c++)
        r2 += pow(walker->from[3 * i + c] - walker->from[3 * j + c], 2);
      binding[i] += i == j ? 0 : l2h_site_pair(r2);
    }
    mean_all += binding[i] / ATOMS;
  }
  for (int time = 0; time < TIMES; time++) {
    const double probes = walker->state->counts.probes;
    int moved = 0;
    memcpy(walker->working, walker->from, sizeof(double) * 3 * ATOMS);
    assert_false(l2h_change_inward.begin(walker));
    for (int i = 0; i < ATOMS; i++) {
      double step2 = 0, from_middle2 = 0, before2 = 0;
      for (int c = 0; c < 3; c++) {
        step2 += pow(walker->working[3 * i + c] - walker->from[3 * i + c], 2);
        from_middle2 += pow(walker->working[3 * i + c] - middle[c], 2);
        before2 += pow(walker->from[3 * i + c] - middle[c], 2);
      }
      if (before2 < 2.25 || step2 < 0.6 * 0.6) /* what is in the middle may be pushed aside */
        continue;
      moved++;
      mean_moved += binding[i];
      assert_true(from_middle2 < 1.5 * 1.5);
    }
    assert_true(moved <= 3);
    assert_true(walker->state->counts.probes - probes >= 0.5 * moved);
    many = many || moved == 3;
    moved_at_all += moved;
  }
  assert_true(many && moved_at_all > TIMES);
  assert_true(mean_moved / moved_at_all > mean_all + 1); /* a bond weaker than the mean */
  l2h_walker_free(walker);
}

/* Told rises that are linear in the surroundings, the score finds them out, and proposes exchanges that cost little. */
static void exchange_learns_what_exchanges_cost(void **state)
{
  (void)state;
  const int kinds[20] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  const double truth[L2H_EXCHANGE_FEATURES] = {1.5, -0.4, 0.7};
  struct l2h_search_problem problem = cluster(20);
  problem.species = 2;
  problem.species_of = kinds;
  struct l2h_walker *walker = at_lattice(&problem);
  double mean[2] = {0};
  for (int time = 0; time < 600; time++) {
    double rise = 0;
    memcpy(walker->working, walker->from, sizeof(double) * 60);
    l2h_change_exchange.begin(walker);
    for (int k = 0; k < L2H_EXCHANGE_FEATURES; k++)
      rise += truth[k] * walker->state->exchange_feature[k];
    walker->numbers.exchange_candidates = time < 200 ? 1 : 6; /* at random first */
    if (time < 200)
      mean[0] += rise / 200;
    else
      mean[1] += rise / 400;
    l2h_exchange_learn(walker, rise);
  }
  assert_int_equal(walker->state->exchange_pair, 0);
  for (int k = 0; k < L2H_EXCHANGE_FEATURES; k++) /* exact rises: only the prior is still seen */
    assert_true(fabs(walker->state->exchange_score[0].weight[k] - truth[k]) < 0.05);
  assert_true(mean[1] < mean[0] - 0.2);
  l2h_walker_free(walker);
}

/* What it is told of: neighbours counted one by one, of the atoms where they were. */
static void exchange_sees_its_surroundings(void **state)
{
  (void)state;
  const int kinds[12] = {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  struct l2h_search_problem problem = cluster(12);
  problem.species = 2;
  problem.species_of = kinds;
  struct l2h_walker *walker = at_lattice(&problem);
  double expected[L2H_EXCHANGE_FEATURES] = {0};
  walker->numbers.exchange_candidates = 1;
  memcpy(walker->working, walker->from, sizeof(double) * 36);
  l2h_change_exchange.begin(walker);
  for (int i = 0; i < 12; i++) {
    if (memcmp(walker->working + 3 * i, walker->from + 3 * i, sizeof(double) * 3) == 0)
      continue;
    double all = 0, alike = 0;
    for (int j = 0; j < 12; j++) {
      double r2 = 0;
      for (int c = 0; c < 3; c++)
        r2 += pow(walker->from[3 * i + c] - walker->from[3 * j + c], 2);
      if (j != i && r2 < 1.35 * 1.35) {
        all++;
        alike += kinds[j] == 0;
      }
    }
    const double sign = kinds[i] == 0 ? -1 : 1;
    expected[0] += sign * all / 12;
    expected[1] += sign * all * all / 144;
    expected[2] += sign * alike / 12;
  }
  for (int k = 0; k < L2H_EXCHANGE_FEATURES; k++)
    assert_true(fabs(walker->state->exchange_feature[k] - expected[k]) < 1e-12);
  l2h_walker_free(walker);
}

static void penalty_is_its_formula_and_its_gradient(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster(20);
  struct l2h_walker *walker = at_lattice(&problem);
  double gradient[60] = {0}, none[60], x[60], expected = 0;
  l2h_compress_begin(walker, walker->from);
  const double d2 = walker->state->diameter2;
  double diameter2 = 0;
  for (int i = 0; i < 20; i++)
    for (int j = 0; j < i; j++) {
      double r2 = 0;
      for (int c = 0; c < 3; c++)
        r2 += pow(walker->from[3 * i + c] - walker->from[3 * j + c], 2);
      diameter2 = fmax(diameter2, r2);
      expected += r2 > d2 ? 2.762 * (r2 - d2) * (r2 - d2) : 0;
    }
  assert_true(d2 <= diameter2 && d2 >= 0.52 * 0.52 * diameter2);
  double least = INFINITY, most = 0;
  for (int time = 0; time < 200; time++) {
    l2h_compress_begin(walker, walker->from);
    least = fmin(least, sqrt(walker->state->diameter2 / diameter2));
    most = fmax(most, sqrt(walker->state->diameter2 / diameter2));
  }
  assert_true(least >= 0.52 && least < 0.54 && most <= 1 && most > 0.98);
  walker->state->diameter2 = d2;
  const double penalty = l2h_compress_penalty(walker, walker->from, 1, gradient);
  assert_true(penalty > 0 && fabs(penalty - expected) < 1e-10 * expected);
  memcpy(x, walker->from, sizeof x);
  for (int k = 0; k < 60; k++) { /* central differences: error h^2 times a third derivative of some 1e2 */
    const double h = 1e-5, at = x[k];
    x[k] = at + h;
    const double up = l2h_compress_penalty(walker, x, 0, memset(none, 0, sizeof none));
    x[k] = at - h;
    const double down = l2h_compress_penalty(walker, x, 0, memset(none, 0, sizeof none));
    x[k] = at;
    assert_true(fabs((up - down) / (2 * h) - gradient[k]) < 1e-6 * (1 + fabs(gradient[k])));
  }
  l2h_compress_penalty(walker, walker->from, -1, gradient); /* what was put on comes off, to the last bit */
  for (int k = 0; k < 60; k++)
    assert_true(gradient[k] == 0);
  l2h_walker_free(walker);
}

/* One or two atoms go elsewhere, to where they touch three; the others are where they were, bit for bit. */
static void repair_moves_weak_atoms_to_better_sites(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster(20); /* two layers of 9 and a pair on top: the weakest */
  struct l2h_walker *walker = at_lattice(&problem);
  bool one = false, two = false;
  walker->minimum[57] += 3; /* and one of that pair has left */
  for (int time = 0; time < 20; time++) {
    int moved = 0;
    const double probes = walker->state->counts.probes;
    assert_true(l2h_repair(walker, 0, NULL));
    assert_true(walker->state->counts.probes > probes + 0.5);
    for (int i = 0; i < 20; i++)
      if (memcmp(walker->working + 3 * i, walker->minimum + 3 * i, sizeof(double) * 3) != 0) {
        int touching = 0;
        for (int j = 0; j < 20; j++) {
          double r2 = 0;
          for (int c = 0; c < 3; c++)
            r2 += pow(walker->working[3 * i + c] - walker->working[3 * j + c], 2);
          touching += j != i && r2 < 1.1;
        }
        assert_true(touching >= 3);
        assert_true(i >= 18);
        moved++;
      }
    one = one || moved == 1;
    two = two || moved == 2;
  }
  assert_true(one && two);
  l2h_walker_free(walker);
}

/* The host's energies of atoms say who is weak, where it has them, and cost nothing. */
static void repair_believes_the_hosts_energies(void **state)
{
  (void)state;
  struct l2h_search_problem problem = cluster(18);
  double energies[18];
  struct l2h_walker *walker = at_lattice(&problem);
  walker->numbers.repair_most = 1;
  for (int i = 0; i < 18; i++)
    energies[i] = i == 4 ? -0.1 : -3;
  const double probes = walker->state->counts.probes;
  l2h_repair(walker, 0, energies);
  assert_true(walker->state->counts.probes - probes == (double)walker->sites.count / 18);
  assert_true(memcmp(walker->sites.place + 12, walker->minimum + 12, sizeof(double) * 3) != 0);
  const double before = walker->state->counts.probes;
  l2h_repair(walker, 0, NULL); /* scored as pairs: half an evaluation, and the sites */
  assert_true(walker->state->counts.probes == before + 0.5 + (double)walker->sites.count / 18);
  l2h_walker_free(walker);

  bool frozen[18] = {true}; /* the host's atom 4 is the walker's third */
  double start[54];
  for (int k = 0; k < 54; k++)
    start[k] = k;
  frozen[1] = true;
  problem.frozen = frozen;
  problem.start = start;
  walker = at_lattice(&problem);
  walker->numbers.repair_most = 1;
  l2h_repair(walker, 0, energies);
  for (int i = 0; i < walker->free; i++)
    assert_int_equal(memcmp(walker->sites.place + 3 * i, walker->minimum + 3 * i, sizeof(double) * 3) != 0, i == 2);
  l2h_walker_free(walker);
}

/* A burst is so many steps of the optimizer, bounded as its weights say, and each is an evaluation. */
static void burst_takes_learned_steps(void **state)
{
  (void)state;
  static struct l2h_weights weights;
  read_weights(L2H_POTENTIALS "/lj13.learned", &weights);
  const struct l2h_search_problem problem = cluster(13);
  struct l2h_walker_options options = standard_options(2, 1e6);
  options.weights = &weights;
  options.numbers.burst = 1;
  options.numbers.displace = options.numbers.inward = options.numbers.compress = options.numbers.repair = 0;
  options.numbers.burst_steps = 12;
  struct host host = {.atoms = 13, .length = 1, .energy = 1};
  struct l2h_walker *walker = create(&problem, &options);
  while (!(host_step(&host, walker) & L2H_HOP_ENDED))
    ;
  assert_int_equal(walker->state->stage, L2H_STAGE_CHANGE);
  for (int step = 0; step < 12; step++) {
    double before[39];
    bool moved = false;
    assert_int_equal(walker->state->stage, L2H_STAGE_CHANGE);
    assert_int_equal(walker->state->burst_step, step);
    for (int k = 0; k < 2 * 3 * L2H_DECAYS * 16; k++) /* fresh at first, and then not */
      assert_true(walker->moments[k] == 0 || step > 0);
    assert_true(walker->moments[0] != 0 || step == 0);
    memcpy(before, l2h_walker_ask(walker), sizeof before);
    host_step(&host, walker);
    for (int k = 0; k < 39 && step < 11; k++) {
      const double move = l2h_walker_ask(walker)[k] - before[k];
      assert_true(fabs(move) <= weights.step_limit * (1 + 1e-6));
      moved = moved || move != 0;
    }
    assert_true(moved || step == 11);
  }
  assert_int_equal(walker->state->stage, L2H_STAGE_QUENCH);
  while (walker->state->stage != L2H_STAGE_CHANGE)
    host_step(&host, walker);
  for (int k = 0; k < 2 * 3 * L2H_DECAYS * 16; k++) /* and fresh again for the next */
    assert_true(walker->moments[k] == 0);
  l2h_walker_free(walker);
}

/* What is lower always, what is higher by a temperature in one of e cases, at no temperature never; a start always. */
static void metropolis_accepts_by_its_temperature(void **state)
{
  (void)state;
  enum { TIMES = 20000 };
  const struct l2h_search_problem problem = cluster(20);
  struct l2h_walker *walker = at_lattice(&problem);
  int higher = 0;
  for (int time = 0; time < TIMES; time++) {
    walker->state->fresh = false;
    walker->state->current = walker->state->start_lowest = -10;
    walker->state->found = -9.5;
    higher += (l2h_accept(walker, 0.5) & L2H_ACCEPTED) > 0;
    walker->state->current = -10;
    assert_int_equal(l2h_accept(walker, 0), 0);
    assert_true(walker->state->current == -10);
    walker->state->found = -10.5;
    assert_int_equal(l2h_accept(walker, 0), L2H_ACCEPTED | L2H_GAINED);
    assert_true(walker->state->current == -10.5 && walker->state->start_lowest == -10.5 && walker->state->stale == 0);
    walker->state->found = -1;
    walker->state->fresh = true;
    assert_int_equal(l2h_accept(walker, 0), L2H_ACCEPTED | L2H_GAINED);
  }
  for (int c = 0; c < 3; c++) { /* what is accepted is centred */
    double sum = 0;
    for (int i = 0; i < 20; i++)
      sum += walker->from[3 * i + c];
    assert_true(fabs(sum) < 1e-12);
  }
  assert_true(fabs(walker->minimum[3] - walker->minimum[0] - (walker->from[3] - walker->from[0])) < 1e-12);
  assert_true(fabs(higher / (double)TIMES - exp(-1)) < 4 * sqrt(0.25 / TIMES)); /* 4 standard errors */
  l2h_walker_free(walker);
}

/* Radial functions in a skewed cell so small that atoms see images of themselves, against a sum over many images. */
static void burst_sees_periodic_images(void **state)
{
  (void)state;
  static struct l2h_weights weights;
  read_weights(L2H_POTENTIALS "/lj13.learned", &weights);
  const double start[6] = {0.1, 0.2, 0.3, 0.9, 0.2, 0.3};
  struct l2h_search_problem problem = cluster(2);
  problem.start = start;
  const double cell[3][3] = {{1.6, 0, 0}, {0.3, 1.2, 0}, {0.2, 0.1, 1.1}};
  memcpy(problem.cell, cell, sizeof cell);
  struct l2h_walker_options options = standard_options(2, 1e6);
  options.weights = &weights;
  options.numbers.burst = 1;
  options.numbers.displace = options.numbers.symmetric = 0;
  struct l2h_walker *walker = create(&problem, &options);
  const double zero[6] = {0};
  l2h_walker_tell(walker, 0, zero, NULL); /* a flat potential: the start is a minimum; the burst begins */
  assert_int_equal(walker->state->stage, L2H_STAGE_CHANGE);
  memcpy(walker->working, start, sizeof start);
  l2h_walker_tell(walker, 0, zero, NULL);
  double phi[2][L2H_RADIALS] = {{0}};
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++)
      for (int a = -4; a <= 4; a++)
        for (int b = -4; b <= 4; b++)
          for (int e = -4; e <= 4; e++) {
            double r2 = 0;
            for (int c = 0; c < 3; c++)
              r2 += pow(start[3 * i + c] - start[3 * j + c] + a * cell[0][c] + b * cell[1][c] + e * cell[2][c], 2);
            if (r2 > 0)
              l2h_radial_add(r2, phi[i]);
          }
  for (int i = 0; i < 2; i++)
    for (int k = 0; k < L2H_RADIALS; k++) {
      const double found = walker->atoms_of_burst.radial[k * walker->atoms_of_burst.stride + i];
      assert_true(fabs(found - phi[i][k]) < 1e-5 * (1 + phi[i][k])); /* single precision */
    }
  l2h_walker_free(walker);
}

static double distance2(const double *position, int i, int j)
{
  double r2 = 0;
  for (int c = 0; c < 3; c++)
    r2 += pow(position[3 * i + c] - position[3 * j + c], 2);
  return r2;
}

/* Places in a sphere become places of about the density of a cluster; what is held or given stays where it is. */
static void packed_places_are_apart_and_compact(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster(40);
  const struct l2h_walker_options options = standard_options(6, 1e6);
  struct l2h_walker *walker = create(&problem, &options);
  const double radius = cbrt(40 * 3 / (4 * 3.14159265358979324));
  for (int time = 0; time < 50; time++) {
    int close = 0;
    for (int i = 0; i < walker->free; i++) {
      double x[3];
      l2h_draw_in_ball(walker, x);
      for (int c = 0; c < 3; c++)
        walker->working[3 * i + c] = radius * x[c];
    }
    l2h_part(walker);
    l2h_pack(walker);
    for (int i = 0; i < walker->free; i++) {
      const double *const x = walker->working + 3 * i;
      assert_true(sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]) < radius + 0.5);
      for (int j = 0; j < i; j++) {
        const double r2 = distance2(walker->working, i, j);
        assert_true(r2 > 0.7 * 0.7); /* 0.5 before */
        close += r2 < 0.9 * 0.9;
      }
    }
    assert_true(close < 20);
  }
  l2h_walker_free(walker);
}

/* The chance is drawn: by hand starts are loose. */
static void starts_are_packed_where_the_number_says_so(void **state)
{
  (void)state;
  const struct l2h_search_problem problem = cluster(40);
  const struct l2h_walker_options options = standard_options(6, 1e6);
  enum { TIMES = 100 };
  int packed[3];
  for (int k = 0; k < 3; k++) {
    struct l2h_walker *walker = create(&problem, &options);
    walker->numbers.pack = k / 2.;
    packed[k] = 0;
    for (int time = 0; time < TIMES; time++) {
      l2h_start(walker);
      double least = INFINITY;
      for (int i = 0; i < walker->free; i++)
        for (int j = 0; j < i; j++)
          least = fmin(least, distance2(walker->working, i, j));
      packed[k] += least > 0.73 * 0.73;
    }
    l2h_walker_free(walker);
  }
  assert_true(packed[0] < TIMES / 2 && packed[2] > 0.9 * TIMES);
  assert_true(packed[0] + 10 < packed[1] && packed[1] + 10 < packed[2]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(moves_are_offered_where_they_fit),
    cmocka_unit_test(displace_kicks_every_coordinate_within_its_range),
    cmocka_unit_test(exchange_swaps_two_atoms_of_two_species),
    cmocka_unit_test(inward_puts_weak_atoms_in_the_middle),
    cmocka_unit_test(exchange_learns_what_exchanges_cost),
    cmocka_unit_test(exchange_sees_its_surroundings),
    cmocka_unit_test(penalty_is_its_formula_and_its_gradient),
    cmocka_unit_test(repair_moves_weak_atoms_to_better_sites),
    cmocka_unit_test(repair_believes_the_hosts_energies),
    cmocka_unit_test(burst_takes_learned_steps),
    cmocka_unit_test(burst_sees_periodic_images),
    cmocka_unit_test(packed_places_are_apart_and_compact),
    cmocka_unit_test(starts_are_packed_where_the_number_says_so),
    cmocka_unit_test(metropolis_accepts_by_its_temperature),
  };
  return cmocka_run_group_tests_name("moves", tests, NULL, NULL);
}
