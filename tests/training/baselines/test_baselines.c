/* SPDX-License-Identifier: GPL-2.0-only */
/* The baselines: their first steps by hand, their budgets, and what they promise. */
#include "tests/training/testing.h"

#include <omp.h>

#include "evaluation/first_encounter.h"
#include "baselines/parameter_file.h"
#include "systems/potential.h"
#include "tests/training/baselines/held_out_runs.h"
#include "evaluation/quench.h"

enum { ROOM = 3 * 64 };

static const struct l2h_world world = ONE_RANK;
static struct l2h_error error;

struct begun {
  struct l2h_system system;
  struct l2h_run run;
  double x[ROOM], start[ROOM], gradient[ROOM], parameter[L2H_BASELINE_PARAMETERS];
};

static void begin(const struct l2h_baseline *baseline, const char *name, long budget, struct begun *begun)
{
  begun->system = a_system(name);
  const struct l2h_start start = {&begun->system, 3, L2H_HELD_OUT_STARTS, 0, 2};
  assert_int_equal(l2h_run_create(&begun->run, &begun->system, baseline->arrays, &error), 0);
  begun->run.budget = budget;
  l2h_run_begin(&begun->run, &start, begun->x);
  memcpy(begun->start, begun->x, sizeof begun->x);
  l2h_potential(&begun->run.system, begun->x, begun->gradient);
  l2h_baseline_defaults(baseline, &begun->system, begun->parameter);
}

/* After one force evaluation Adam's corrected moments are the gradient and its square: every coordinate moves by the
   learning rate, but where the gradient is of the size of epsilon. */
static void adam_begins_with_the_sign(void **state)
{
  (void)state;
  static struct begun b;
  begin(&l2h_baseline_adam, "lj:13", 1, &b);
  l2h_baseline_adam.search(&b.run, b.parameter, b.x, b.run.room);
  for (int k = 0; k < 39; k++)
    assert_near(b.x[k] - b.start[k], -0.01 * b.gradient[k] / (fabs(b.gradient[k]) + 1e-8), 1e-15);
  l2h_run_free(&b.run);
}

/* The second step, from the moments written out. */
static void adam_goes_on_by_its_formula(void **state)
{
  (void)state;
  static struct begun b;
  double second[ROOM];
  begin(&l2h_baseline_adam, "gupta:Au13", 2, &b);
  l2h_baseline_adam.search(&b.run, b.parameter, b.x, b.run.room);
  for (int k = 0; k < 39; k++)
    b.start[k] -= 0.01 * b.gradient[k] / (fabs(b.gradient[k]) + 1e-8);
  l2h_potential(&b.run.system, b.start, second);
  for (int k = 0; k < 39; k++) {
    const double g = b.gradient[k], h = second[k];
    const double m = (0.09 * g + 0.1 * h) / (1 - 0.81), v = (0.000999 * g * g + 0.001 * h * h) / (1 - 0.998001);
    assert_near(b.x[k], b.start[k] - 0.01 * m / (sqrt(v) + 1e-8), 1e-12);
  }
  l2h_run_free(&b.run);
}

/* At rest FIRE stops first, which halves dt: v = -dt g, x += dt v, shortened to dmax. */
static void fire_begins_at_rest(void **state)
{
  (void)state;
  static struct begun b;
  double largest = 0;
  begin(&l2h_baseline_fire, "lj:13", 1, &b);
  l2h_baseline_fire.search(&b.run, b.parameter, b.x, b.run.room);
  for (int k = 0; k < 39; k++)
    largest = fmax(largest, fabs(b.gradient[k]));
  const double dt = 0.005, step = dt * dt * largest > 0.1 ? 0.1 / (dt * largest) : dt;
  for (int k = 0; k < 39; k++)
    assert_near(b.x[k] - b.start[k], -step * dt * b.gradient[k], 1e-13);
  l2h_run_free(&b.run);
}

static void sign_anneal_falls_to_nothing(void **state)
{
  (void)state;
  static struct begun b;
  begin(&l2h_baseline_sign_anneal, "sw:Si8", 4, &b);
  b.parameter[1] = 0; /* no memory: the sign of the gradient itself */
  l2h_baseline_sign_anneal.search(&b.run, b.parameter, b.x, b.run.room);
  for (int t = 0; t < 4; t++) {
    l2h_potential(&b.run.system, b.start, b.gradient);
    for (int k = 0; k < 24; k++)
      b.start[k] -= 0.04 * (1 - t / 4.0) * (b.gradient[k] > 0 ? 1 : -1);
  }
  for (int k = 0; k < 24; k++)
    assert_near(b.x[k], b.start[k], 1e-12);
  l2h_run_free(&b.run);
}

/* Langevin dynamics held at one low temperature in a minimum of 13 atoms: each of 33 vibrations has half a temperature
   of potential energy. The mean of 40 runs' ends is known to sqrt(33 / 2 / 40) T, four times which is allowed. */
static void langevin_has_its_temperature(void **state)
{
  (void)state;
  static struct begun b;
  const double temperature = 0.005;
  double mean = 0;
  for (uint32_t run = 0; run < 40; run++) {
    begin(&l2h_baseline_langevin_anneal, "lj:13", 3000, &b);
    b.run.stream.member = run;
    l2h_quench(&b.run.system, L2H_QUENCH_LBFGS, b.x);
    const double lowest = l2h_potential(&b.run.system, b.x, b.gradient);
    b.parameter[0] = b.parameter[1] = temperature;
    l2h_baseline_langevin_anneal.search(&b.run, b.parameter, b.x, b.run.room);
    mean += (l2h_potential(&b.run.system, b.x, b.gradient) - lowest) / 40;
    l2h_run_free(&b.run);
  }
  assert_near(mean, 16.5 * temperature, 4 * sqrt(16.5 / 40) * temperature);
}

/* T force evaluations and not one more or less, by every baseline; then the quench's own. */
static void budgets_are_kept(void **state)
{
  (void)state;
  static struct begun b;
  for (int m = 0; l2h_baseline_at(m); m++) {
    const struct l2h_baseline *baseline = l2h_baseline_at(m);
    begin(baseline, "lj:13", 700, &b);
    if (strcmp(baseline->name, "basin-hopping") == 0)
      b.parameter[1] = 100; /* quench_steps */
    baseline->search(&b.run, b.parameter, b.x, b.run.room);
    if (strcmp(baseline->name, "basin-hopping-lbfgs") == 0) /* a quench under way is finished */
      assert_true(b.run.evaluations >= 700 && b.run.evaluations < 900);
    else if (strcmp(baseline->name, "hops-by-hand") == 0) /* asks nothing past it; a look at sites may follow */
      assert_true(b.run.evaluations > 690 && b.run.evaluations <= 700 + 2 * 4);
    else
      assert_int_equal(b.run.evaluations, 700);
    l2h_run_free(&b.run);
  }
}

/* Every baseline ends in a minimum whose energy it reports, not above where a quench of the start ends by more than the
   spread of minima, and basin hopping never above its first. */
static void ends_are_minima(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  static double position[4 * 39], gradient[39];
  struct l2h_outcome outcome[4];
  for (int m = 0; l2h_baseline_at(m); m++) {
    double parameter[L2H_BASELINE_PARAMETERS];
    struct l2h_baseline_runs runs = held_out_runs(l2h_baseline_at(m), &system, parameter, 3, 4, 6000);
    runs.position = position;
    assert_int_equal(l2h_baseline_run(&world, &runs, outcome, &error), 0);
    for (int s = 0; s < 4; s++) {
      assert_near(l2h_potential(&system, position + 39 * s, gradient), outcome[s].energy, 1e-9);
      assert_true(l2h_gradient_rms(13, gradient) < 1e-4);
      assert_true(outcome[s].evaluations >= 6000 || l2h_baseline_at(m)->hops);
      if (strncmp(l2h_baseline_at(m)->name, "basin", 5) == 0) {
        const struct l2h_start start = {&system, 3, L2H_HELD_OUT_STARTS, 0, (uint32_t)s};
        double x[39];
        l2h_start_positions(&start, x, gradient);
        if (strcmp(l2h_baseline_at(m)->name, "basin-hopping-lbfgs") == 0)
          assert_true(outcome[s].energy <= l2h_quench(&system, L2H_QUENCH_LBFGS, x).energy + 1e-3);
      }
    }
  }
}

static void threads_do_not_show(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("gupta:Ag5Au8");
  struct l2h_outcome one[6], many[6];
  for (int m = 0; l2h_baseline_at(m); m++) {
    double parameter[L2H_BASELINE_PARAMETERS];
    const struct l2h_baseline_runs runs = held_out_runs(l2h_baseline_at(m), &system, parameter, 3, 6, 500);
    omp_set_num_threads(1);
    assert_int_equal(l2h_baseline_run(&world, &runs, one, &error), 0);
    omp_set_num_threads(3);
    assert_int_equal(l2h_baseline_run(&world, &runs, many, &error), 0);
    assert_memory_equal(one, many, sizeof one);
  }
}

/* Each of these meets the minimum of seven atoms within a few hundred evaluations, and stops there. */
static void a_run_stops_at_the_minimum(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:7");
  const char *const names[] = {"adam", "basin-hopping-lbfgs", "sign-anneal"};
  struct l2h_outcome outcome[20];
  for (int m = 0; m < 3; m++) {
    double parameter[L2H_BASELINE_PARAMETERS];
    const struct l2h_baseline *baseline = l2h_baseline_named(names[m], &error);
    const struct l2h_baseline_runs runs = held_out_runs(baseline, &system, parameter, 1, 20, 500);
    assert_int_equal(l2h_baseline_run_until_found(&world, &runs, 100000, outcome, &error), 0);
    const struct l2h_first_encounter encounter = l2h_first_encounter_of(&system, 20, outcome);
    assert_int_equal(encounter.found, 20);
    assert_true(encounter.mean < 5000 && encounter.low < encounter.mean && encounter.mean < encounter.high);
  }
}

/* A memoryless search with a mean of 1000, cut off at 1500 by some seeds: total over found is the estimate that does
   not mind; 2000 seeds know it to 3 %. */
static void encounters_are_counted(void **state)
{
  (void)state;
  enum { SEEDS = 2000 };
  static struct l2h_outcome outcome[SEEDS];
  const struct l2h_system system = a_system("lj:13");
  const struct l2h_stream stream = {5, L2H_BASELINE_NUMBERS, 0, 0};
  static double u[SEEDS];
  l2h_uniform(&stream, 0, SEEDS, u);
  for (int k = 0; k < SEEDS; k++) {
    const double time = -1000 * log(u[k]);
    outcome[k] = (struct l2h_outcome){time < 1500 ? system.known_minimum : -40, fmin(time, 1500)};
  }
  const struct l2h_first_encounter encounter = l2h_first_encounter_of(&system, SEEDS, outcome);
  assert_near(encounter.mean, 1000, 90);
  assert_true(encounter.low < 1000 && 1000 < encounter.high);
  assert_near(encounter.high - encounter.low, 2 * 1.96 * 1000 / sqrt(encounter.found), 15);
  assert_near(encounter.median, 1000 * log(2), 60);
  for (int k = 0; k < SEEDS; k++)
    outcome[k].energy = -40;
  assert_true(isinf(l2h_first_encounter_of(&system, SEEDS, outcome).mean));
}

static void parameters_are_checked(void **state)
{
  (void)state;
  double parameter[L2H_BASELINE_PARAMETERS];
  const struct l2h_baseline *adam = l2h_baseline_named("adam", &error);
  l2h_baseline_defaults(adam, NULL, parameter);
  assert_int_equal(l2h_baseline_set(adam, "beta1=0.5", parameter, &error), 0);
  assert_near(parameter[1], 0.5, 0);
  static const char *const wrong[][3] = {
    {"beta1", "NAME=VALUE", ""},
    {"beta3=0.5", "no parameter 'beta3'", "learning_rate beta1 beta2 epsilon"},
    {"beta=0.5", "no parameter 'beta'", "beta1"},
    {"beta1=x", "'x' is not a number", "beta1"},
    {"beta1=2", "out of range", "0 to 0.999999"},
    {"beta1=nan", "out of range", "beta1"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    assert_int_equal(l2h_baseline_set(adam, wrong[i][0], parameter, &error), -1);
    assert_says(error.text, wrong[i][1]);
    assert_says(error.text, wrong[i][2]);
  }
  assert_null(l2h_baseline_named("Adam", &error));
  assert_says(error.text, "did you mean 'adam'?");
  assert_null(l2h_baseline_named("annealing", &error));
  assert_says(error.text, "basin-hopping-lbfgs");
}

#define FILE_NAME "test_baselines.tmp"

static void parameter_files_come_back(void **state)
{
  (void)state;
  for (int m = 0; l2h_baseline_at(m); m++) {
    const struct l2h_baseline *baseline = l2h_baseline_at(m);
    double written[L2H_BASELINE_PARAMETERS], read[L2H_BASELINE_PARAMETERS];
    l2h_baseline_defaults(baseline, NULL, written);
    l2h_baseline_defaults(baseline, NULL, read);
    written[0] *= 0.75;
    FILE *stream = fopen(FILE_NAME, "w");
    l2h_parameter_file_print(stream, baseline, written);
    fclose(stream);
    assert_int_equal(l2h_parameter_file_read(FILE_NAME, baseline, read, &error), 0);
    for (int k = 0; k < l2h_baseline_parameters(baseline); k++)
      assert_near(read[k], written[k], 1e-8 * fabs(written[k]));
  }
  static const char *const wrong[][2] = {{"method: fire\n", "parameters of fire, not of adam"},
                                         {"method: adam\nbeta1: 3\n", "out of range"},
                                         {"method: adam\nbeta3: 0.5\n", "beta3"},
                                         {"beta1: 0.5\n", "method"},
                                         {"method: [\n", "no parameters of adam"}};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    double parameter[L2H_BASELINE_PARAMETERS];
    put_file(FILE_NAME, wrong[i][0], strlen(wrong[i][0]));
    assert_int_equal(l2h_parameter_file_read(FILE_NAME, l2h_baseline_named("adam", &error), parameter, &error), -1);
    assert_says(error.text, FILE_NAME);
    assert_says(error.text, wrong[i][1]);
  }
  unlink(FILE_NAME);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(adam_begins_with_the_sign),
    cmocka_unit_test(adam_goes_on_by_its_formula),
    cmocka_unit_test(fire_begins_at_rest),
    cmocka_unit_test(sign_anneal_falls_to_nothing),
    cmocka_unit_test(langevin_has_its_temperature),
    cmocka_unit_test(budgets_are_kept),
    cmocka_unit_test(ends_are_minima),
    cmocka_unit_test(threads_do_not_show),
    cmocka_unit_test(a_run_stops_at_the_minimum),
    cmocka_unit_test(encounters_are_counted),
    cmocka_unit_test(parameters_are_checked),
    cmocka_unit_test(parameter_files_come_back),
  };
  return cmocka_run_group_tests_name("baselines", tests, NULL, NULL);
}
