/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "systems/parse.h"
#include "systems/known_minima.h"
#include "systems/potential.h"
#include "systems/starts.h"

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
      const double closest = l2h_closest_pair(&system, position);
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
    "lj", "lj:", "lj:1", "lj:1001", "lj:13x", "lj:-5", "lj: 13", "", "lj:99999999999999999999"};
  struct l2h_system system;
  struct l2h_error error;
  assert_int_equal(a_system("lj:13").atoms, 13);
  assert_near(a_system("lj:13").known_minimum, -44.326801, 0);
  assert_near(a_system("lj:75").loss_scale, 397.492331, 1e-6);
  assert_near(a_system("lj:1000").loss_scale, 1000, 0);
  assert_true(isnan(l2h_lj_known_minimum(151)) && !isnan(l2h_lj_known_minimum(150)));
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    assert_int_equal(l2h_system_parse(wrong[i], &system, &error), -1);
    assert_true(strstr(error.text, "lj:13") || strstr(error.text, "lj:N"));
  }
}

static void refused(const char *name, const char *first, const char *second)
{
  struct l2h_system system;
  struct l2h_error error;
  assert_int_equal(l2h_system_parse(name, &system, &error), -1);
  assert_says(error.text, first);
  assert_says(error.text, second);
}

static void metals_are_parsed(void **state)
{
  (void)state;
  const struct l2h_system gold = a_system("gupta:Au55"), alloy = a_system("gupta:Au28Ag10");
  assert_int_equal(gold.atoms, 55);
  assert_int_equal(gold.species, 1);
  assert_string_equal(gold.units, "metal");
  assert_near(gold.landscape.gupta[0][0].xi, 1.727, 0);
  assert_near(gold.length, 2.96, 1e-12);
  assert_near(gold.energy, 1.727 / sqrt(3) - 2 * 0.204525, 1e-12);
  assert_near(gold.box, 4, 0);
  /* whatever the user's order, a species has one number */
  assert_string_equal(alloy.element[0], "Ag");
  assert_int_equal(alloy.first[1], 10);
  assert_int_equal(alloy.first[2], 38);
  assert_near(alloy.landscape.gupta[0][1].d0, 2.8885, 0);
  assert_near(alloy.landscape.gupta[1][0].a, 0.1488, 0);
  assert_near(alloy.landscape.gupta[1][1].xi, 1.8153, 0);
  /* an alloy's end members */
  assert_int_equal(a_system("gupta:Ag0Au38").species, 2);
  assert_near(a_system("gupta:Ag0Au38").landscape.gupta[1][1].d0, 2.885, 0);
  assert_near(a_system("gupta:Au13@Au-bulk.gupta").landscape.gupta[0][0].a, 0.2061, 0);
  assert_true(isnan(a_system("gupta:Au55@Au-bulk.gupta").known_minimum));
  refused("gupta:Au", "how many atoms of Au", "Au13");
  refused("gupta:au55", "element", "Ag10Au28");
  refused("gupta:Au5Au3", "Au stands twice", "");
  refused("gupta:Ag0Au0", "0 atoms", "from 2 to 1000");
  refused("gupta:Au2000", "1000 atoms", "");
  refused("gupta:Xx13", "Xx.gupta", "LAMMPS_POTENTIALS");
  refused("gupta:Ag5Pd5", "AgPd.gupta", "@FILE");
  refused("gupta:Ag5Au5@nowhere.gupta", "nowhere.gupta", "LAMMPS_POTENTIALS");
  refused("gupta:Ag5Pt5@AgAu.gupta", "Pt", "AgAu.gupta");
  refused("gupta:Au5@", "after the @", "");
}

static void silicon_is_parsed(void **state)
{
  (void)state;
  const struct l2h_system silicon = a_system("sw:Si64");
  assert_near(silicon.landscape.cell, 2 * 5.482, 1e-9);
  assert_near(silicon.known_minimum, -277.2205, 1e-4);
  assert_near(a_system("sw:Si8").landscape.cell, 5.482, 1e-9);
  assert_near(a_system("sw:Si216").known_minimum, -277.2205 * 216 / 64, 4e-4);
  assert_true(isnan(a_system("sw:Si100").known_minimum));
  refused("sw:Si6", "too small", "7 atoms are the fewest");
  refused("sw:Si5Ge5", "one element", "sw:Si64");
  refused("sw:Ge64", "Ge-paper.sw", "@FILE");
}

/* Of the paper's box or cell, and apart. */
static void other_starts_are_sound(void **state)
{
  (void)state;
  static const char *const names[] = {"gupta:Au55", "gupta:Ag10Au28", "sw:Si8", "sw:Si64", "sw:Si216"};
  for (size_t s = 0; s < sizeof names / sizeof names[0]; s++) {
    const struct l2h_system system = a_system(names[s]);
    const struct l2h_start start = {&system, 1, L2H_HELD_OUT_STARTS, 0, 4};
    double inside = 0;
    l2h_start_positions(&start, position, gradient);
    assert_true(l2h_soft_spheres(&system, position, gradient) < 0.01 * system.atoms);
    assert_true(l2h_closest_pair(&system, position) > 0.2 * system.length);
    for (int k = 0; k < 3 * system.atoms; k++)
      inside += (system.landscape.cell > 0 ? position[k] : position[k] + system.box / 2) / system.box;
    assert_near(inside / (3 * system.atoms), 0.5, 0.12); /* the mean of 24 uniform numbers is 0.5 to 0.06 */
  }
}

static void hits_are_near_the_known_minimum(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13"), unknown = a_system("lj:200");
  assert_true(l2h_system_hit(&system, -44.326801 + 0.9e-3));
  assert_false(l2h_system_hit(&system, -44.326801 + 1.1e-3));
  assert_true(l2h_system_hit(&system, -44.326801 - 1.1e-3)); /* lower than anybody knew */
  assert_true(l2h_system_hit(&system, -44.326801 - 0.9e-2));
  assert_false(l2h_system_below(&system, -44.326801 - 0.9e-2));
  assert_false(l2h_system_hit(&system, -44.326801 - 1.1e-2)); /* that is not this landscape */
  assert_true(l2h_system_below(&system, -44.326801 - 1.1e-2));
  assert_false(l2h_system_hit(&system, NAN));
  assert_false(l2h_system_hit(&unknown, -1000));
  assert_false(l2h_system_below(&unknown, -1000));
  struct l2h_system wanted = system; /* an energy that the user asked for */
  wanted.wanted = true;
  assert_true(l2h_system_hit(&wanted, -50));
  assert_false(l2h_system_below(&wanted, -50));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(spheres_are_apart),      cmocka_unit_test(starts_fill_their_box),
    cmocka_unit_test(a_seed_makes_one_start), cmocka_unit_test(purposes_do_not_share_starts),
    cmocka_unit_test(golden_start),           cmocka_unit_test(systems_are_parsed),
    cmocka_unit_test(metals_are_parsed),      cmocka_unit_test(silicon_is_parsed),
    cmocka_unit_test(other_starts_are_sound), cmocka_unit_test(hits_are_near_the_known_minimum),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
