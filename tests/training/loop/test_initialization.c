/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "cpu/engine.h"
#include "loop/initialization.h"

static struct l2h_weights weights;

static void begin(double direction, double magnitude, double fall)
{
  const struct l2h_warm_start rule = {direction, magnitude, fall, 0.9};
  struct l2h_error error;
  memset(&weights, 0, sizeof weights);
  weights.model = a_model();
  weights.step_limit = 0.5;
  l2h_initialize(&weights.model, 1, &weights.network);
  assert_int_equal(l2h_warm_start(&weights.model, &rule, &weights.network, &error), 0);
}

/* LeCun normal: variance 1 / inputs (74 and 32), nothing beyond 2 / 0.8796 deviations, output and biases 0. */
static void paper_start(void **state)
{
  (void)state;
  const struct l2h_model model = a_model();
  static struct l2h_network network, zero;
  double first = 0, second = 0, largest = 0;
  l2h_initialize(&model, 1, &network);
  for (int row = 0; row < l2h_inputs(&model); row++)
    for (int h = 0; h < L2H_HIDDEN; h++) {
      first += network.first[row][h] * network.first[row][h] / (74 * 32.0);
      largest = fmax(largest, fabs(network.first[row][h]));
    }
  for (int row = 0; row < L2H_HIDDEN; row++)
    for (int h = 0; h < L2H_HIDDEN; h++)
      second += network.second[row][h] * network.second[row][h] / (32 * 32.0);
  assert_near(first * 74, 1, 0.1); /* standard error 0.02 */
  assert_near(second * 32, 1, 0.15);
  assert_true(largest < 2.2738 * sqrt(1 / 74.0) && largest > 2.1 * sqrt(1 / 74.0));
  assert_memory_equal(network.output, zero.output, sizeof zero.output);
  assert_memory_equal(network.first_bias, zero.first_bias, sizeof zero.first_bias);
  assert_true(network.alpha == 0.1f && network.beta == 1 && network.gamma == -3);
}

/* What the engine makes of the weights at step t of T: the move of a coordinate whose averaged gradient has that sign.
 */
static double engine_move(long t, long horizon, float gradient)
{
  const struct l2h_kernels *kernels = l2h_kernels_best();
  const float centre[3] = {0, 0, 0};
  float shared[L2H_HIDDEN];
  struct l2h_atoms atoms;
  struct l2h_clock clock;
  struct l2h_error error;
  assert_int_equal(l2h_atoms_allocate(&atoms, 1, 1, &error), 0);
  atoms.gradient[0] = gradient;
  l2h_clock_start(&clock, horizon);
  while (clock.step < t)
    l2h_clock_tick(&clock);
  kernels->step_layer(&weights, &clock, 1, shared);
  kernels->optimizer(&weights, &clock, shared, centre, &atoms);
  const double move = atoms.move[0];
  l2h_atoms_free(&atoms);
  return move;
}

/* The move at step 0 of a long run, once the averages have seen `first` gradients of one value and `then` of another.
   After 50 of -1 and 3 of 1: 0.75 with a decay of 0.5, -0.45 with 0.9, negative with 0.99. */
static double engine_move_after(int first, float value, int then, float other)
{
  const struct l2h_kernels *kernels = l2h_kernels_best();
  const float centre[3] = {0, 0, 0};
  float shared[L2H_HIDDEN];
  struct l2h_atoms atoms;
  struct l2h_clock clock;
  struct l2h_error error;
  assert_int_equal(l2h_atoms_allocate(&atoms, 1, 1, &error), 0);
  for (int k = 0; k < first + then; k++) {
    l2h_clock_start(&clock, 1000);
    atoms.gradient[0] = k < first ? value : other;
    kernels->step_layer(&weights, &clock, 1, shared);
    kernels->optimizer(&weights, &clock, shared, centre, &atoms);
  }
  const double move = atoms.move[0];
  l2h_atoms_free(&atoms);
  return move;
}

/* e(t) = alpha K sigmoid(beta (c0 - c1 t/T) + gamma), from 0.040 to 0.003, against the gradient. */
static void warm_start_is_annealed_sign_momentum(void **state)
{
  (void)state;
  const struct l2h_warm_start usual = L2H_WARM_START_DEFAULT;
  begin(usual.direction, usual.magnitude, usual.magnitude_fall);
  assert_near(engine_move(0, 1000, 5), -0.0401, 1e-4);
  assert_near(engine_move(0, 1000, -5), 0.0401, 1e-4);
  assert_near(engine_move(999, 1000, 5), -0.0032, 1e-4);
  for (long t = 0; t < 1000; t += 100)
    for (int sign = -1; sign < 2; sign += 2) {
      const double e = 0.1 / (1 + exp(-(2.6 - 3 * (double)t / 1000 - 3)));
      assert_near(engine_move(t, 1000, (float)(0.3 * sign)), -sign * e, 1e-6);
    }
}

static void its_numbers_are_settings(void **state)
{
  (void)state;
  begin(2, 1, 5);
  assert_near(engine_move(0, 100, 1), -0.2 / (1 + exp(2)), 1e-6);
  assert_near(engine_move(50, 100, 1), -0.2 / (1 + exp(4.5)), 1e-6);
}

/* `hold` asks for two amplitudes and gets them, at both ends and nearly a straight line between, whatever Eq. 2's three
   numbers; the network that carries it is the same. */
static void hold_keeps_in_its_window(void **state)
{
  (void)state;
  static const double scalars[][3] = {{0.1, 1, -3}, {0.2, 2, 0.5}, {0.07, -1, 1}};
  struct l2h_error error;
  for (int kind = L2H_LJ; kind <= L2H_SW; kind++)
    for (int i = 0; i < 3; i++) {
      const struct l2h_hold hold = l2h_hold_of((enum l2h_potential_kind)kind);
      const double alpha = scalars[i][0], beta = scalars[i][1], gamma = scalars[i][2];
      struct l2h_warm_start rule;
      assert_int_equal(l2h_hold(&hold, alpha, beta, gamma, &rule, &error), 0);
      begin(rule.direction, rule.magnitude, rule.magnitude_fall);
      weights.network.alpha = (float)alpha;
      weights.network.beta = (float)beta;
      weights.network.gamma = (float)gamma;
      const double last = hold.to + (hold.from - hold.to) / 1000;
      assert_near(engine_move(0, 1000, 5), -hold.from, 1e-6); /* single precision, and six digits of the rule */
      assert_near(engine_move(999, 1000, -5), last, 1e-5);
      assert_near(engine_move(500, 1000, 5), -(hold.from + hold.to) / 2, 0.1 * (hold.from - hold.to));
    }
}

static void hold_refuses_what_no_number_gives(void **state)
{
  (void)state;
  struct l2h_warm_start rule;
  struct l2h_error error;
  const struct l2h_hold fine = {0.9, 0.03, 0.02}, none = {0.9, 0.03, 0}, wide = {0.9, 0.1, 0.02};
  assert_int_equal(l2h_hold(&fine, 0.1, 0, -3, &rule, &error), -1);
  assert_says(error.text, "beta of 0");
  assert_int_equal(l2h_hold(&none, 0.1, 1, -3, &rule, &error), -1);
  assert_int_equal(l2h_hold(&wide, 0.1, 1, -3, &rule, &error), -1);
  assert_says(error.text, "below alpha (0.1)");
}

/* Whose sign it is, when the averages disagree: after a long pull one way and a short one the other, that of 0.5 has
   turned and that of 0.99 has not. */
static void memory_says_which_sign(void **state)
{
  (void)state;
  static const double memory[] = {0.5, 0.9, 0.99}, sign[] = {1, -1, -1};
  struct l2h_warm_start rule = L2H_WARM_START_DEFAULT;
  struct l2h_error error;
  for (int i = 0; i < 3; i++) {
    rule.memory = memory[i];
    begin(1, 2.6, 3);
    assert_int_equal(l2h_warm_start(&weights.model, &rule, &weights.network, &error), 0);
    assert_near(engine_move_after(50, -1, 3, 1), -0.0401 * sign[i], 1e-4);
  }
  rule.memory = 0.7;
  assert_int_equal(l2h_warm_start(&weights.model, &rule, &weights.network, &error), -1);
  assert_says(error.text, "0.7");
}

static void it_needs_its_inputs(void **state)
{
  (void)state;
  const struct l2h_warm_start usual = L2H_WARM_START_DEFAULT;
  const struct l2h_model model = {a_model().groups & ~(1u << L2H_GROUP_PROGRESS), 1};
  struct l2h_error error;
  l2h_initialize(&model, 1, &weights.network);
  assert_int_equal(l2h_warm_start(&model, &usual, &weights.network, &error), -1);
  assert_says(error.text, "'progress'");
}

/* Weights of one species, read as a model of two: an alloy whose atoms are all alike moves as the pure cluster did, but
   for radial inputs, which only their own species has. */
static void weights_go_on(void **state)
{
  (void)state;
  struct l2h_model two = {weights.model.groups | 1u << L2H_GROUP_STEP, 2}, fewer = {1u << L2H_GROUP_GRADIENTS, 1};
  struct l2h_network network;
  struct l2h_error error;
  weights.model = a_model();
  two.groups = a_model().groups | 1u << L2H_GROUP_STEP;
  l2h_initialize(&weights.model, 9, &weights.network);
  assert_int_equal(l2h_continue_from(&weights, &weights.model, &network, &error), 0);
  assert_memory_equal(&network, &weights.network, sizeof network);
  assert_int_equal(l2h_continue_from(&weights, &two, &network, &error), 0);
  const int own = L2H_STEP_INPUTS; /* species.1, then radial.1.log ... */
  const float *species = weights.network.first[own], *radial = weights.network.first[own + 1];
  const size_t row = sizeof network.first[0];
  assert_memory_equal(network.first[own], species, row);
  assert_memory_equal(network.first[own + 1], species, row);
  assert_memory_equal(network.first[own + 2], radial, 2 * L2H_RADIALS * row);
  assert_memory_equal(network.first[own + 2 + 2 * L2H_RADIALS], radial, 2 * L2H_RADIALS * row);
  assert_memory_equal(network.first[own + 2 + 4 * L2H_RADIALS], weights.network.first[own + 1 + 2 * L2H_RADIALS],
                      L2H_COORDINATE_INPUTS * row);
  for (int k = 0; k < L2H_HIDDEN; k++) /* the sines in log code, which the weights lack, come right after the count */
    assert_true(network.first[2][k] == 0);
  assert_int_equal(l2h_continue_from(&weights, &fewer, &network, &error), -1);
  assert_says(error.text, "'positions'");
  weights.model.species = 2;
  two.species = 1;
  assert_int_equal(l2h_continue_from(&weights, &two, &network, &error), -1);
  assert_says(error.text, "2 species");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(paper_start),
    cmocka_unit_test(warm_start_is_annealed_sign_momentum),
    cmocka_unit_test(its_numbers_are_settings),
    cmocka_unit_test(hold_keeps_in_its_window),
    cmocka_unit_test(hold_refuses_what_no_number_gives),
    cmocka_unit_test(memory_says_which_sign),
    cmocka_unit_test(it_needs_its_inputs),
    cmocka_unit_test(weights_go_on),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
