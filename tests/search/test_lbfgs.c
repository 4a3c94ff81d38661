/* SPDX-License-Identifier: GPL-2.0-only */
#include "host.h"

#include "search/kernels.h"
#include "search/lbfgs.h"
#include "made_springs.h"

typedef double function(void *context, const double *x, double *gradient);

struct end {
  enum l2h_lbfgs_status status;
  double energy, position[3 * MOST];
  long evaluations;
};

/* Runs to the end by the kernels given, guided by springs or NULL; counts evaluations. */
static struct end guided_quench(const struct l2h_search_kernels *kernels, struct l2h_springs *springs, int coordinates,
                                const double *start, double rms, double iterations, function *evaluate, void *context)
{
  static double array[(3 * MOST + 16) * (5 + 2 * L2H_LBFGS_VECTORS)];
  struct l2h_lbfgs run;
  struct end end = {.status = L2H_LBFGS_RUNNING};
  double gradient[3 * MOST];
  memset(array, 0, sizeof array);
  assert_true(l2h_lbfgs_doubles(coordinates) <= sizeof array / sizeof *array);
  l2h_lbfgs_begin(&run, array, coordinates, start, rms, iterations);
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  while (end.status == L2H_LBFGS_RUNNING) {
    const double energy = evaluate(context, v.trial, gradient);
    end.evaluations++;
    end.status = kernels->lbfgs_tell(&run, array, coordinates, springs, energy, gradient);
  }
  end.energy = run.energy;
  memcpy(end.position, v.position, sizeof(double) * (size_t)coordinates);
  return end;
}

static struct end quench(const struct l2h_search_kernels *kernels, int coordinates, const double *start, double rms,
                         double iterations, function *evaluate, void *context)
{
  return guided_quench(kernels, NULL, coordinates, start, rms, iterations, evaluate, context);
}

static double rosenbrock(void *context, const double *x, double *g)
{
  (void)context;
  const double a = 1 - x[0], b = x[1] - x[0] * x[0];
  g[0] = -2 * a - 400 * x[0] * b;
  g[1] = 200 * b;
  g[2] = 2 * x[2];
  return a * a + 100 * b * b + x[2] * x[2];
}

static double lennard_jones(void *context, const double *x, double *gradient)
{
  struct host *host = context;
  const double energy = host_evaluate(host, x);
  memcpy(gradient, host->gradient, sizeof(double) * 3 * (size_t)host->atoms);
  return energy;
}

/* Its minimum is 0 at (1, 1, 0), at the end of a bent valley. */
static void rosenbrock_is_solved(void **state)
{
  (void)state;
  const double start[3] = {-1.2, 1, 0.5};
  const struct end end = quench(l2h_search_kernels_at(0), 3, start, 1e-8, 500, rosenbrock, NULL);
  assert_int_equal(end.status, L2H_LBFGS_CONVERGED);
  assert_true(end.energy < 1e-12);
  assert_true(fabs(end.position[0] - 1) < 1e-6 && fabs(end.position[1] - 1) < 1e-6);
}

/* A tetrahedron and a pentagonal bipyramid, shaken: -6 by counting bonds, -16.505384 in the Cambridge Cluster
   Database. */
static void known_minima_are_met(void **state)
{
  (void)state;
  const double bipyramid[7][3] = {{0, 0, 0.55},     {0, 0, -0.55},     {0.85, 0, 0},      {0.263, 0.808, 0},
                                  {-0.688, 0.5, 0}, {-0.688, -0.5, 0}, {0.263, -0.808, 0}};
  const double tetrahedron[4][3] = {{0, 0, 0}, {1, 0, 0}, {0.5, 0.8, 0}, {0.5, 0.3, 0.8}};
  struct host host = {.atoms = 7, .length = 1, .energy = 1};
  struct end end = quench(l2h_search_kernels_at(0), 21, bipyramid[0], 1e-6, 500, lennard_jones, &host);
  assert_int_equal(end.status, L2H_LBFGS_CONVERGED);
  assert_true(fabs(end.energy + 16.505384) < 1e-6);
  host.atoms = 4;
  end = quench(l2h_search_kernels_at(0), 12, tetrahedron[0], 1e-6, 500, lennard_jones, &host);
  assert_true(fabs(end.energy + 6) < 1e-9);
}

static void random_cluster(int atoms, double *x)
{
  uint64_t seed = 5;
  for (int k = 0; k < 3 * atoms; k++)
    x[k] = 3.2 * sample(&seed);
}

/* No line search: all but a few evaluations are iterations. And from a dense random start, with pairs far up the
   repulsion, to a minimum. */
static void an_iteration_takes_an_evaluation(void **state)
{
  (void)state;
  double start[3 * MOST];
  struct host host = {.atoms = 38, .length = 1, .energy = 1};
  random_cluster(38, start);
  const struct end end = quench(l2h_search_kernels_at(0), 114, start, 1e-3, 1000, lennard_jones, &host);
  assert_int_equal(end.status, L2H_LBFGS_CONVERGED);
  assert_true(end.energy < -140 && end.energy > -173.93);
  const struct end cut = quench(l2h_search_kernels_at(0), 114, start, 1e-3, 100, lennard_jones, &host);
  assert_int_equal(cut.status, L2H_LBFGS_EXHAUSTED);
  assert_true(cut.evaluations >= 101 && cut.evaluations <= 120);
}

/* Beyond a steep wall the landscape is concave: what was learned of the wall must not shorten the steps for ever. */
static void steep_starts_are_left(void **state)
{
  (void)state;
  double start[39];
  struct host host = {.atoms = 13, .length = 1, .energy = 1};
  uint64_t seed = 7;
  for (int run = 0; run < 400; run++) {
    for (int k = 0; k < 39; k++)
      start[k] = 3 * sample(&seed);
    const struct end end = quench(l2h_search_kernels_at(0), 39, start, 1e-2, 600, lennard_jones, &host);
    assert_int_equal(end.status, L2H_LBFGS_CONVERGED);
  }
}

static void instruction_sets_agree_bit_for_bit(void **state)
{
  (void)state;
  double start[3 * MOST];
  struct host host = {.atoms = 38, .length = 1, .energy = 1};
  const struct l2h_search_kernels *kernels;
  random_cluster(38, start);
  const struct end best = quench(l2h_search_kernels_at(0), 114, start, 1e-3, 1000, lennard_jones, &host);
  for (int k = 1; (kernels = l2h_search_kernels_at(k)); k++) {
    const struct end other = quench(kernels, 114, start, 1e-3, 1000, lennard_jones, &host);
    assert_int_equal(other.evaluations, best.evaluations);
    assert_memory_equal(other.position, best.position, sizeof(double) * 114);
  }
}

static double parabola(void *stiffness, const double *x, double *g)
{
  const double k = *(const double *)stiffness;
  for (int c = 0; c < 3; c++)
    g[c] = k * x[c];
  return k / 2 * (x[0] * x[0] + x[1] * x[1] + x[2] * x[2]);
}

/* The first step goes too far. What it finds there tells a guided quench where the minimum of a parabola is: as a pair
   of differences where the energy rises a little, along the step where it rises more. */
static void steps_that_go_too_far_are_no_waste(void **state)
{
  (void)state;
  const double start[3] = {0.05, 0, 0};
  struct l2h_springs springs;
  void *const room = make_springs(&springs, 1);
  for (int far = 0; far < 2; far++) {
    double stiffness = far ? 2000 : 100;
    const struct end end = guided_quench(l2h_search_kernels_at(0), &springs, 3, start, 1e-6, 100, parabola, &stiffness);
    assert_int_equal(end.status, L2H_LBFGS_CONVERGED);
    assert_int_equal(end.evaluations, 3);
    assert_true(fabs(end.position[0]) < 1e-12);
  }
  free(room);
}

/* Springs serve a potential in its own units, and one three times as stiff: the scale is found on the way. They end in
   minima as any quench does, and take three quarters of its evaluations at most (0.55 and 0.54 as this was written). */
static void springs_save_evaluations(void **state)
{
  (void)state;
  struct l2h_springs springs;
  void *const memory = make_springs(&springs, 38);
  for (double energy = 1; energy < 4; energy += 2) {
    struct host host = {.atoms = 38, .length = 1, .energy = energy};
    long with = 0, without = 0;
    uint64_t seed = 5;
    for (int run = 0; run < 30; run++) {
      double start[114];
      for (int k = 0; k < 114; k++)
        start[k] = 3.2 * sample(&seed);
      const struct end guided =
        guided_quench(l2h_search_kernels_at(0), &springs, 114, start, 1e-3, 1000, lennard_jones, &host);
      const struct end plain = quench(l2h_search_kernels_at(0), 114, start, 1e-3, 1000, lennard_jones, &host);
      assert_int_equal(guided.status, L2H_LBFGS_CONVERGED);
      assert_true(guided.energy < -140 * energy && guided.energy > -173.93 * energy);
      with += guided.evaluations;
      without += plain.evaluations;
    }
    assert_true((double)with < 0.75 * (double)without);
  }
  free(memory);
}

static void guided_instruction_sets_agree_bit_for_bit(void **state)
{
  (void)state;
  struct l2h_springs springs;
  struct host host = {.atoms = 38, .length = 1, .energy = 1};
  const struct l2h_search_kernels *kernels;
  double start[3 * MOST];
  void *const memory = make_springs(&springs, 38);
  random_cluster(38, start);
  const struct end best =
    guided_quench(l2h_search_kernels_at(0), &springs, 114, start, 1e-3, 1000, lennard_jones, &host);
  for (int k = 1; (kernels = l2h_search_kernels_at(k)); k++) {
    const struct end other = guided_quench(kernels, &springs, 114, start, 1e-3, 1000, lennard_jones, &host);
    assert_int_equal(other.evaluations, best.evaluations);
    assert_memory_equal(other.position, best.position, sizeof(double) * 114);
  }
  free(memory);
}

/* NaN beyond a wall at x = 0.5 and infinity beyond 2: the run stays inside and reports the point it last knew. */
static double walled(void *context, const double *x, double *g)
{
  const double *slope = context;
  g[0] = *slope;
  g[1] = g[2] = 0;
  return x[0] < -2 ? -INFINITY : x[0] < 0.5 ? NAN : *slope * x[0];
}

static double nothing(void *context, const double *x, double *g)
{
  (void)x;
  g[0] = g[1] = g[2] = *(double *)context;
  return *(double *)context;
}

static double flat(void *context, const double *x, double *g)
{
  (void)context, (void)x;
  g[0] = g[1] = g[2] = 0;
  return 3;
}

static double steep(void *context, const double *x, double *g)
{
  (void)context;
  for (int c = 0; c < 3; c++)
    g[c] = 1e140 * x[c];
  return 0.5e140 * (x[0] * x[0] + x[1] * x[1] + x[2] * x[2]);
}

static void bad_answers_end_a_run(void **state)
{
  (void)state;
  const double start[3] = {1, 1, 1};
  double bad = NAN, slope = 1;
  struct end end = quench(l2h_search_kernels_at(0), 3, start, 1e-3, 100, nothing, &bad);
  assert_int_equal(end.status, L2H_LBFGS_FAILED);
  assert_int_equal(end.evaluations, 1);
  bad = INFINITY;
  end = quench(l2h_search_kernels_at(0), 3, start, 1e-3, 100, nothing, &bad);
  assert_int_equal(end.status, L2H_LBFGS_FAILED);

  end = quench(l2h_search_kernels_at(0), 3, start, 1e-9, 1000, walled, &slope);
  assert_true(end.status != L2H_LBFGS_CONVERGED);
  assert_true(end.position[0] >= 0.5 && end.energy == end.position[0]);

  end = quench(l2h_search_kernels_at(0), 3, start, 1e-3, 100, flat, NULL);
  assert_int_equal(end.status, L2H_LBFGS_CONVERGED);
  assert_int_equal(end.evaluations, 1);

  end = quench(l2h_search_kernels_at(0), 3, start, 1e-3, 2000, steep, NULL); /* may not converge; must not make NaNs */
  for (int c = 0; c < 3; c++)
    assert_true(fabs(end.position[c]) <= 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rosenbrock_is_solved),
    cmocka_unit_test(known_minima_are_met),
    cmocka_unit_test(an_iteration_takes_an_evaluation),
    cmocka_unit_test(steps_that_go_too_far_are_no_waste),
    cmocka_unit_test(steep_starts_are_left),
    cmocka_unit_test(instruction_sets_agree_bit_for_bit),
    cmocka_unit_test(springs_save_evaluations),
    cmocka_unit_test(guided_instruction_sets_agree_bit_for_bit),
    cmocka_unit_test(bad_answers_end_a_run),
  };
  return cmocka_run_group_tests_name("lbfgs", tests, NULL, NULL);
}
