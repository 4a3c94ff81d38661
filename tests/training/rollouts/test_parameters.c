/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "loop/initialization.h"
#include "rollouts/parameters.h"
#include "base/random.h"

static double theta[L2H_MAX_PARAMETERS], again[L2H_MAX_PARAMETERS];
static struct l2h_network network, copy;

/* 74 inputs: every group but STEP. */
static void count_is_the_sum_of_the_layers(void **state)
{
  (void)state;
  const struct l2h_model model = a_model();
  assert_int_equal(l2h_active_inputs(&model), 74);
  assert_int_equal(l2h_parameter_count(&model), 74 * 32 + 32 + 32 * 32 + 32 + 32 * 2 + 2 + 3);
}

/* theta -> network -> theta loses nothing but what single precision does; network -> theta -> network nothing. */
static void round_trip_is_exact(void **state)
{
  (void)state;
  const struct l2h_model models[] = {a_model(), {(1u << L2H_GROUPS) - 1, 3}, {1u << L2H_GROUP_GRADIENTS, 1}};
  for (int m = 0; m < 3; m++) {
    const int count = l2h_parameter_count(&models[m]);
    const struct l2h_stream stream = {1, L2H_PERTURBATIONS, 1, (uint32_t)m};
    l2h_normal(&stream, 0, count, theta);
    l2h_parameters_to_network(&models[m], theta, &network);
    l2h_parameters_from_network(&models[m], &network, again);
    for (int k = 0; k < count; k++)
      assert_near(again[k], theta[k], 1e-6);
    l2h_parameters_to_network(&models[m], again, &copy);
    assert_memory_equal(&network, &copy, sizeof network);
  }
}

/* Every parameter has a place of its own: each moves one number of the network, and only the model's inputs have any.
 */
static void each_parameter_moves_one_number(void **state)
{
  (void)state;
  const struct l2h_model model = a_model();
  const int count = l2h_parameter_count(&model), numbers = (int)(sizeof network / sizeof(float));
  memset(theta, 0, sizeof theta);
  l2h_parameters_to_network(&model, theta, &network);
  for (int k = 0; k < count; k++) {
    int moved = 0;
    theta[k] = 1;
    l2h_parameters_to_network(&model, theta, &copy);
    theta[k] = 0;
    for (int i = 0; i < numbers; i++)
      moved += ((float *)&copy)[i] != ((float *)&network)[i];
    assert_int_equal(moved, 1);
  }
  for (int k = 0; k < count; k++)
    theta[k] = 1;
  l2h_parameters_to_network(&model, theta, &copy);
  for (int row = 0; row < l2h_inputs(&model); row++)
    assert_true(copy.first[row][0] == (l2h_input_active(&model, row) ? 1 : 0));
}

static void alpha_is_trained_as_its_logarithm(void **state)
{
  (void)state;
  const struct l2h_model model = a_model();
  const int count = l2h_parameter_count(&model);
  l2h_initialize(&model, 1, &network);
  l2h_parameters_from_network(&model, &network, theta);
  assert_near(theta[count - 3], log(0.1), 1e-7);
  assert_near(theta[count - 2], 1, 0);
  assert_near(theta[count - 1], -3, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(count_is_the_sum_of_the_layers),
    cmocka_unit_test(round_trip_is_exact),
    cmocka_unit_test(each_parameter_moves_one_number),
    cmocka_unit_test(alpha_is_trained_as_its_logarithm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
