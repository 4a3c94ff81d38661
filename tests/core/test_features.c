/* SPDX-License-Identifier: GPL-2.0-only */
/* Every input of the table against a value written out by hand: two atoms at distance 1.5 along x, third step. */
#include "tests/core/samples.h"

#include "core/clock.h"
#include "core/reference.h"

static double log_code(double x)
{
  return fabs(x) > exp(-10) ? log(fabs(x)) / 10 : -1;
}
static double sign_code(double x)
{
  return fabs(x) > exp(-10) ? (x > 0) - (x < 0) : x * exp(10);
}

/* The row of that name. */
static int row_of(const struct l2h_model *model, const char *name)
{
  char row_name[48];
  for (int row = 0; row < l2h_inputs(model); row++) {
    l2h_input_name(model, row, row_name);
    if (strcmp(row_name, name) == 0)
      return row;
  }
  fail_msg("no input named %s", name);
  return -1;
}

static void assert_input(const struct l2h_model *model, const double *inputs, const char *name, double expected)
{
  const double found = inputs[row_of(model, name)];
  if (fabs(found - expected) > 1e-12 * (1 + fabs(expected)))
    fail_msg("%s is %.17g, by hand %.17g", name, found, expected);
}

static void assert_coded(const struct l2h_model *model, const double *inputs, const char *name, double value)
{
  char full[64];
  snprintf(full, sizeof full, "%s.log", name);
  assert_input(model, inputs, full, log_code(value));
  snprintf(full, sizeof full, "%s.sign", name);
  assert_input(model, inputs, full, sign_code(value));
}

static void log_magnitude_code(void **state)
{
  (void)state;
  const double values[] = {1, -1, 3.5, -1e-3, 1e-5, -1e-5, 1e-30, 0, 1e14};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    double code[2];
    l2h_encode(values[i], code);
    assert_true(fabs(code[0] - log_code(values[i])) < 1e-12);
    assert_true(fabs(code[1] - sign_code(values[i])) < 1e-12);
  }
}

static void every_input_by_hand(void **state)
{
  (void)state;
  struct l2h_weights weights;
  struct l2h_reference run;
  struct l2h_error error;
  const double start[2][3] = {{0, 2, 0}, {1.5, 2, 0}};
  double inputs[L2H_MAX_INPUTS];
  sample_weights(3, 1, &weights);
  memset(&weights.network, 0, sizeof weights.network); /* nothing moves: the gradient is the same in each step */
  const struct l2h_landscape landscape = sample_landscape(SAMPLE_LJ, 0);
  const struct l2h_reference_atoms atoms = {&landscape, 2, NULL, start};
  assert_int_equal(l2h_reference_start(&run, &weights, &atoms, 100, &error), 0);
  for (int t = 0; t < 3; t++)
    l2h_reference_step(&run);
  run.step = 2; /* the inputs that the third step saw */
  l2h_reference_inputs(&run, 0, 0, inputs);
  const struct l2h_model *model = &weights.model;

  /* V' at r = 1.5 pulls atom 0 to the right: dV/dx_0 = -12 (r^-7 - r^-13) */
  const double g = -12 * (pow(1.5, -7) - pow(1.5, -13));
  assert_coded(model, inputs, "gradient.1", g);
  assert_coded(model, inputs, "position.1", -0.75);
  assert_coded(model, inputs, "particle_count.1", 2);
  assert_input(model, inputs, "species.1", 1);
  assert_input(model, inputs, "progress.1", 0.02);
  assert_input(model, inputs, "progress.2", 0.98);

  const double decay[] = {0.5, 0.9, 0.99, 0.999, 0.9999};
  const double tau[] = {1, 3, 10, 30, 100, 300, 1000, 3000, 10000};
  const double eta[] = {0.0009, 0.01, 0.02, 0.035, 0.06, 0.1, 0.2, 0.4};
  char name[32];
  for (int k = 0; k < 5; k++) {
    const double seen = 1 - pow(decay[k], 3); /* share of a constant that three steps have taken in */
    snprintf(name, sizeof name, "first_moment.%d", k + 1);
    assert_coded(model, inputs, name, g * seen);
    snprintf(name, sizeof name, "second_moment.%d", k + 1);
    assert_coded(model, inputs, name, g * g * seen);
    snprintf(name, sizeof name, "inverse_norm.%d", k + 1);
    assert_coded(model, inputs, name, 1 / sqrt(g * g + 1e-8));
    snprintf(name, sizeof name, "adam_direction.%d", k + 1);
    assert_coded(model, inputs, name, g / sqrt(g * g + 1e-8));
  }
  for (int k = 0; k < 9; k++) {
    snprintf(name, sizeof name, "sine.%d", k + 1);
    assert_input(model, inputs, name, sin(2 / tau[k]));
    snprintf(name, sizeof name, "sine_log.%d", k + 1);
    assert_coded(model, inputs, name, sin(2 / tau[k]));
  }
  for (int k = 0; k < 8; k++) {
    snprintf(name, sizeof name, "radial.%d", k + 1);
    assert_coded(model, inputs, name, exp(-eta[k] * 2.25) * 0.5 * (cos(3.14159265358979323846 * 1.5 / 2.5) + 1));
  }
  l2h_reference_end(&run);
}

/* The clock turns its sines instead of calling sin(): the same to 1e-10 after 100 000 steps. */
static void clock_keeps_time(void **state)
{
  (void)state;
  const double tau[] = {1, 3, 10, 30, 100, 300, 1000, 3000, 10000};
  struct l2h_clock clock;
  double inputs[L2H_STEP_INPUTS];
  l2h_clock_start(&clock, 100000);
  for (long t = 0; t < 100000; t++)
    l2h_clock_tick(&clock);
  for (int k = 0; k < 9; k++)
    assert_true(fabs(clock.sine[k] - sin(100000 / tau[k])) < 1e-10);
  l2h_clock_inputs(&clock, 13, 1, inputs);
  assert_true(fabs(inputs[0] - log(13) / 10) < 1e-15 && inputs[1] == 1);
  assert_true(inputs[L2H_STEP_INPUTS - 2] == 1 && inputs[L2H_STEP_INPUTS - 1] == 0);
}

static void table_and_constants_agree(void **state)
{
  (void)state;
  for (int species = 1; species <= L2H_MAX_SPECIES; species++) {
    assert_int_equal(l2h_scope_inputs(L2H_SCOPE_STEP, species), L2H_STEP_INPUTS);
    assert_int_equal(l2h_scope_inputs(L2H_SCOPE_ATOM, species), L2H_ATOM_INPUTS(species));
    assert_int_equal(l2h_scope_inputs(L2H_SCOPE_COORDINATE, species), L2H_COORDINATE_INPUTS);
  }
}

static void groups_have_names(void **state)
{
  (void)state;
  for (int group = 0; group < L2H_GROUPS; group++)
    assert_int_equal(l2h_group_of(l2h_group_name((enum l2h_group)group)), group);
  assert_int_equal(l2h_group_of("gradient"), -1);
  /* Table 1 of the paper for one species */
  const struct l2h_model model = {.species = 1,
                                  .groups = 1u << L2H_GROUP_GRADIENTS | 1u << L2H_GROUP_POSITIONS |
                                    1u << L2H_GROUP_DECAYS | 1u << L2H_GROUP_ADAM_LIKE | 1u << L2H_GROUP_SINGULAR |
                                    1u << L2H_GROUP_SPECIES | 1u << L2H_GROUP_STEP | 1u << L2H_GROUP_RADIAL};
  assert_int_equal(l2h_active_inputs(&model), 2 + 18 + 1 + 16 + 44);
  assert_false(l2h_serves_any_horizon(&model));
  /* 13 atoms: step inputs once, atom inputs 13 times, the rest 39 times */
  assert_true(l2h_network_operations(&model, 13) == 20 * 32 + 17 * 13 * 32 + 44 * 39 * 32 + 39 * (32 * 32 + 32 * 2));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(log_magnitude_code), cmocka_unit_test(every_input_by_hand),
    cmocka_unit_test(clock_keeps_time),   cmocka_unit_test(table_and_constants_agree),
    cmocka_unit_test(groups_have_names),
  };
  return cmocka_run_group_tests_name("features", tests, NULL, NULL);
}
