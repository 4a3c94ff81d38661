/* SPDX-License-Identifier: GPL-2.0-only */
/* Weights made to fit a system: the rows of the first layer that read one species change places, and no others. */
#include "tests/training/testing.h"

#include "evaluation/fit.h"

static struct l2h_error error;

/* Every row of the first layer holds its own number. */
static struct l2h_weights some_weights(int species)
{
  struct l2h_weights weights = {.units = "metal", .model = a_model(), .length_scale = 2.9, .energy_scale = 0.5};
  weights.model.species = species;
  for (int row = 0; row < l2h_inputs(&weights.model); row++)
    for (int k = 0; k < L2H_HIDDEN; k++)
      weights.network.first[row][k] = (float)row;
  return weights;
}

static int row_named(const struct l2h_model *model, const char *wanted)
{
  char name[48];
  for (int row = 0; row < l2h_inputs(model); row++) {
    l2h_input_name(model, row, name);
    if (strcmp(name, wanted) == 0)
      return row;
  }
  fail_msg("no input %s", wanted);
  return -1;
}

static void assert_takes(const struct l2h_weights *weights, const char *name, const char *as)
{
  const float *row = weights->network.first[row_named(&weights->model, name)];
  for (int k = 0; k < L2H_HIDDEN; k++)
    assert_true(row[k] == (float)row_named(&weights->model, as));
}

/* Radial inputs are numbered through: eight of the first species, then eight of the second. */
static void species_change_places(void **state)
{
  (void)state;
  const struct l2h_system alloy = a_system("gupta:Ag2Au4");
  struct l2h_weights weights = some_weights(2);
  assert_int_equal(l2h_fit(&(struct l2h_fit){.species = "2,1"}, &alloy, &weights, &error), 0);
  assert_takes(&weights, "species.1", "species.2");
  assert_takes(&weights, "species.2", "species.1");
  assert_takes(&weights, "radial.1.log", "radial.9.log");
  assert_takes(&weights, "radial.8.sign", "radial.16.sign");
  assert_takes(&weights, "radial.16.log", "radial.8.log");
  assert_takes(&weights, "gradient.1.log", "gradient.1.log");
  assert_takes(&weights, "particle_count.1.log", "particle_count.1.log");
  assert_int_equal(l2h_fit(&(struct l2h_fit){.species = "2,1"}, &alloy, &weights, &error), 0);
  const struct l2h_weights before = some_weights(2);
  assert_memory_equal(&weights.network, &before.network, sizeof before.network);
}

/* One element as the weights' second: the first is left over and comes last. */
static void one_species_of_three(void **state)
{
  (void)state;
  const struct l2h_system gold = a_system("gupta:Au6");
  struct l2h_weights weights = some_weights(3);
  assert_int_equal(l2h_fit(&(struct l2h_fit){.species = "2"}, &gold, &weights, &error), 0);
  assert_takes(&weights, "species.1", "species.2");
  assert_takes(&weights, "species.2", "species.1");
  assert_takes(&weights, "species.3", "species.3");
}

static void scales_are_taken(void **state)
{
  (void)state;
  const struct l2h_system gold = a_system("gupta:Au6"), cluster = a_system("lj:13");
  struct l2h_weights weights = some_weights(1);
  assert_false(l2h_fit_is_doubtful(&weights, &gold, &error));
  assert_int_equal(l2h_fit(&(struct l2h_fit){.length = 2.5}, &gold, &weights, &error), 0);
  assert_near(weights.length_scale, 2.5, 0);
  assert_near(weights.energy_scale, 0.5, 0); /* as it was */
  assert_true(l2h_fit_is_doubtful(&weights, &gold, &error));
  assert_says(error.text, "--length-scale 2.96");
  weights = some_weights(1); /* in other units: the system's own scales, except what is given */
  assert_false(l2h_fit_is_doubtful(&weights, &cluster, &error));
  assert_int_equal(l2h_fit(&(struct l2h_fit){.energy = 2}, &cluster, &weights, &error), 0);
  assert_string_equal(weights.units, "lj");
  assert_near(weights.length_scale, 1, 0);
  assert_near(weights.energy_scale, 2, 0);
  weights = some_weights(1); /* the paper's raw inputs are a choice */
  weights.length_scale = weights.energy_scale = 1;
  assert_false(l2h_fit_is_doubtful(&weights, &gold, &error));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(species_change_places),
    cmocka_unit_test(one_species_of_three),
    cmocka_unit_test(scales_are_taken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
