/* SPDX-License-Identifier: GPL-2.0-only */
/* Network, update rule (Eq. 2) and what a whole learned step must not depend on. */
#include "tests/core/samples.h"

#include "core/reference.h"

#define ATOMS 9

static void update_rule_by_hand(void **state)
{
  (void)state;
  /* 0.1 * 2 * sigmoid(1 * 3 - 3) = 0.1 */
  assert_true(fabs(l2h_update(0.1, 1, -3, 3, 2, 0.5) - 0.1) < 1e-15);
  assert_true(fabs(l2h_update(0.1, 1, -3, 0, -2, 0.5) + 0.2 / (1 + exp(3))) < 1e-15);
  assert_true(l2h_update(0.1, 1, -3, 50, 1e9, 0.5) == 0.5);
  assert_true(l2h_update(0.1, 1, -3, 50, -1e9, 0.5) == -0.5);
  assert_true(l2h_update(0.1, 1, -3, NAN, 1, 0.5) == 0);
  assert_true(l2h_update(0.1, 1, -3, 1, NAN, 0.5) == 0);
}

/* Weights whose answer is known: hidden unit 0 carries progress, unit 1 carries 1 - progress; m = 2 progress - 1 and
   d = -3 (1 - progress), on every coordinate alike. */
static void network_by_hand(void **state)
{
  (void)state;
  struct l2h_weights weights;
  struct l2h_reference run;
  struct l2h_error error;
  double x[ATOMS][3];
  sample_weights(1, 1, &weights);
  struct l2h_network *network = &weights.network;
  const double alpha = network->alpha, beta = network->beta, gamma = network->gamma;
  memset(network, 0, sizeof *network);
  network->alpha = (float)alpha;
  network->beta = (float)beta;
  network->gamma = (float)gamma;
  network->first[L2H_STEP_INPUTS - 2][0] = 1;
  network->first[L2H_STEP_INPUTS - 1][1] = 1;
  network->second[0][5] = 1;
  network->second[1][6] = 1;
  network->output[5][0] = 2;
  network->output_bias[0] = -1;
  network->output[6][1] = -3;
  sample_cluster(ATOMS, 4, x);
  const struct l2h_landscape landscape = sample_landscape(SAMPLE_LJ, 0);
  const struct l2h_reference_atoms atoms = {&landscape, ATOMS, NULL, (const double(*)[3])x};
  assert_int_equal(l2h_reference_start(&run, &weights, &atoms, 4, &error), 0);
  for (int t = 0; t < 4; t++) {
    l2h_reference_step(&run);
    const double p = t / 4.0;
    const double expected = alpha * -3 * (1 - p) / (1 + exp(-(beta * (2 * p - 1) + gamma)));
    for (int i = 0; i < ATOMS; i++)
      for (int c = 0; c < 3; c++)
        assert_true(fabs(run.move[i][c] - expected) < 1e-12);
  }
  l2h_reference_end(&run);
}

/* The steps of a cluster that is moved, has its axes exchanged and its atoms listed backwards are the same steps,
   moved, exchanged and backwards. (It is not invariant under rotation: the network sees coordinates one by one.) */
static void step_is_invariant(void **state)
{
  (void)state;
  struct l2h_weights weights;
  struct l2h_reference run, other;
  struct l2h_error error;
  double x[ATOMS][3], y[ATOMS][3];
  sample_weights(5, 1, &weights);
  sample_cluster(ATOMS, 6, x);
  for (int i = 0; i < ATOMS; i++)
    for (int c = 0; c < 3; c++)
      y[ATOMS - 1 - i][(c + 1) % 3] = x[i][c] + 2.5 * c;
  const struct l2h_landscape landscape = sample_landscape(SAMPLE_LJ, 0);
  const struct l2h_reference_atoms atoms = {&landscape, ATOMS, NULL, (const double(*)[3])x};
  const struct l2h_reference_atoms moved = {&landscape, ATOMS, NULL, (const double(*)[3])y};
  assert_int_equal(l2h_reference_start(&run, &weights, &atoms, 100, &error), 0);
  assert_int_equal(l2h_reference_start(&other, &weights, &moved, 100, &error), 0);
  for (int t = 0; t < 10; t++) {
    l2h_reference_step(&run);
    l2h_reference_step(&other);
    for (int i = 0; i < ATOMS; i++)
      for (int c = 0; c < 3; c++) /* rounding of a shifted sum, amplified by ten steps of forces up to 1e2 */
        assert_true(fabs(run.move[i][c] - other.move[ATOMS - 1 - i][(c + 1) % 3]) < 1e-9);
  }
  l2h_reference_end(&run);
  l2h_reference_end(&other);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(update_rule_by_hand),
    cmocka_unit_test(network_by_hand),
    cmocka_unit_test(step_is_invariant),
  };
  return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
