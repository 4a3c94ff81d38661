/* SPDX-License-Identifier: GPL-2.0-only */
#include "testing.h"

#include "known_minima.h"
#include "potential.h"
#include "starts.h"

#define ROOM (3 * L2H_SYSTEM_MAX_ATOMS)

static double position[ROOM], gradient[ROOM], other[ROOM];

/* The table in starts.h: soft spheres with little left of them, and no pair inside 0.45 d0. */
static void spheres_are_apart(void **state)
{
  (void)state;
  static const char *const names[] = {"lj:3", "lj:13", "lj:38", "lj:75", "lj:100", "lj:150"};
  for (size_t s = 0; s < sizeof names / sizeof names[0]; s++)
    for (uint32_t number = 0; number < 5; number++) {
      const struct l2h_system system = a_system(names[s]);
      const struct l2h_start start = {&system, 11, L2H_HELD_OUT_STARTS, 0, number};
      l2h_start_positions(&start, position, gradient);
      const double closest = l2h_closest_pair(system.atoms, position);
      const double energy = l2h_soft_spheres(&system, position, gradient) / system.atoms;
      if (!(closest > 0.45 && energy < 0.07))
        fail_msg("%s: closest pair %g, soft-sphere energy an atom %g", names[s], closest, energy);
    }
}

/* Within the box of section D.2, or just outside where they were spread. */
static void starts_fill_their_box(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  double lowest = 0, highest = 0;
  for (uint32_t number = 0; number < 100; number++) {
    const struct l2h_start start = {&system, 1, L2H_TRAINING_STARTS, 3, number};
    l2h_start_positions(&start, position, gradient);
    for (int k = 0; k < 3 * system.atoms; k++) {
      lowest = fmin(lowest, position[k]);
      highest = fmax(highest, position[k]);
    }
  }
  assert_true(lowest < -1.45 && lowest > -2.2);
  assert_true(highest > 1.45 && highest < 2.2);
}

static void a_seed_makes_one_start(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:38");
  const struct l2h_start start = {&system, 5, L2H_TRAINING_STARTS, 2, 7};
  l2h_start_positions(&start, position, gradient);
  l2h_start_positions(&start, other, gradient);
  assert_memory_equal(position, other, sizeof(double) * 3 * 38);
}

/* Held-out and validation starts are not training's, whatever is equal besides. */
static void purposes_do_not_share_starts(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  const uint32_t purposes[] = {L2H_TRAINING_STARTS, L2H_HELD_OUT_STARTS, L2H_VALIDATION_STARTS};
  double first[3];
  for (int p = 0; p < 3; p++) {
    const struct l2h_start start = {&system, 1, purposes[p], 0, 0};
    l2h_start_positions(&start, position, gradient);
    first[p] = position[0];
  }
  assert_true(first[0] != first[1] && first[1] != first[2] && first[0] != first[2]);
}

/* Published results hang on these numbers: they change only on purpose. */
static void golden_start(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  const struct l2h_start start = {&system, 1, L2H_HELD_OUT_STARTS, 0, 0};
  l2h_start_positions(&start, position, gradient);
  assert_near(position[0], -0.978164562926864, 1e-12);
  assert_near(position[38], 0.380167033911652, 1e-12);
}

static void systems_are_parsed(void **state)
{
  (void)state;
  static const char *const wrong[] = {
    "lj", "lj:", "lj:1", "lj:1001", "lj:13x", "lj:-5", "lj: 13", "LJ:13", "gupta:Au55", "", "lj:99999999999999999999"};
  struct l2h_system system;
  struct l2h_error error;
  assert_int_equal(a_system("lj:13").atoms, 13);
  assert_near(a_system("lj:13").known_minimum, -44.326801, 0);
  assert_near(a_system("lj:75").loss_scale, 397.492331, 1e-6);
  assert_near(a_system("lj:1000").loss_scale, 1000, 0);
  assert_true(isnan(l2h_lj_known_minimum(151)) && !isnan(l2h_lj_known_minimum(150)));
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    assert_int_equal(l2h_system_parse(wrong[i], &system, &error), -1);
    assert_says(error.text, "lj:13");
  }
}

static void hits_are_within_a_thousandth(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13"), unknown = a_system("lj:200");
  assert_true(l2h_system_hit(&system, -44.326801 + 0.9e-3));
  assert_false(l2h_system_hit(&system, -44.326801 + 1.1e-3));
  assert_false(l2h_system_hit(&system, -44.326801 - 1.1e-3));
  assert_false(l2h_system_hit(&system, NAN));
  assert_false(l2h_system_hit(&unknown, -1000));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(spheres_are_apart),
    cmocka_unit_test(starts_fill_their_box),
    cmocka_unit_test(a_seed_makes_one_start),
    cmocka_unit_test(purposes_do_not_share_starts),
    cmocka_unit_test(golden_start),
    cmocka_unit_test(systems_are_parsed),
    cmocka_unit_test(hits_are_within_a_thousandth),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
