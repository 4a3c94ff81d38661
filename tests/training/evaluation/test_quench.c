/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "systems/potential.h"
#include "evaluation/quench.h"
#include "systems/starts.h"

static double position[3 * 100], gradient[3 * 100], room[3 * 100];

/* The icosahedron: a middle and twelve corners at 0.965, shaken by up to 0.1. */
static void shaken_icosahedron(void)
{
  const double golden = (1 + sqrt(5)) / 2, scale = 0.965 / sqrt(1 + golden * golden);
  const struct l2h_stream stream = {1, 0, 0, 0};
  int k = 3;
  memset(position, 0, sizeof position);
  for (int axis = 0; axis < 3; axis++)
    for (int corner = 0; corner < 4; corner++, k += 3) {
      position[k + axis] = scale * (corner & 1 ? 1 : -1);
      position[k + (axis + 1) % 3] = scale * golden * (corner & 2 ? 1 : -1);
    }
  l2h_uniform(&stream, 0, 39, room);
  for (int i = 0; i < 39; i++)
    position[i] += 0.2 * (room[i] - 0.5);
}

static void lbfgs_finds_the_minimum(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  shaken_icosahedron();
  const struct l2h_quenched end = l2h_quench(&system, L2H_QUENCH_LBFGS, position);
  assert_near(end.energy, -44.326801, 1e-6);
  assert_true(end.gradient_rms < L2H_QUENCH_RMS);
  assert_near(l2h_potential(&system, position, gradient), end.energy, 0);
  assert_true(end.evaluations > 5 && end.evaluations < 200);
}

/* 1000 steps at 1e-3: one evaluation each and one at the start; not all the way down. */
static void the_papers_descent(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  shaken_icosahedron();
  const double before = l2h_potential(&system, position, gradient);
  const struct l2h_quenched end = l2h_quench(&system, L2H_QUENCH_GD, position);
  assert_int_equal(end.evaluations, 1001);
  assert_true(end.energy < before);
  assert_near(end.energy, -44.326801, 0.05);
}

/* Raw starts, with energies of thousands, all end in minima. */
static void random_starts_end_in_minima(void **state)
{
  (void)state;
  static const char *const names[] = {"lj:2", "lj:3", "lj:13", "lj:38"};
  for (int s = 0; s < 4; s++)
    for (uint32_t number = 0; number < 10; number++) {
      const struct l2h_system system = a_system(names[s]);
      const struct l2h_start start = {&system, 3, L2H_HELD_OUT_STARTS, 0, number};
      l2h_start_positions(&start, position, gradient);
      const struct l2h_quenched end = l2h_quench(&system, L2H_QUENCH_LBFGS, position);
      assert_true(end.gradient_rms < L2H_QUENCH_RMS);
      assert_true(end.energy > system.known_minimum - 1e-5);
      assert_true(end.energy < 0.7 * system.known_minimum);
    }
}

/* Two atoms in one place have no direction to part in, and still no NaN comes out. */
static void overlap_stays_finite(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:3");
  memset(position, 0, sizeof position);
  position[6] = 1.1;
  const struct l2h_quenched end = l2h_quench(&system, L2H_QUENCH_LBFGS, position);
  assert_true(isfinite(end.energy));
  for (int k = 0; k < 9; k++)
    assert_true(isfinite(position[k]));
}

/* Central differences with h = 1e-6: energies of up to 1e4 epsilon carry 1e-12, which leaves 1e-6 of a gradient of 1.
 */
static void gradients_are_the_energies(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  double (*const energy[])(const struct l2h_system *, const double *, double *) = {l2h_potential, l2h_soft_spheres};
  const struct l2h_start start = {&system, 2, L2H_HELD_OUT_STARTS, 0, 0};
  for (int which = 0; which < 2; which++) {
    l2h_start_positions(&start, position, room);
    for (int k = 0; which && k < 39; k++)
      position[k] *= 0.5; /* spheres that overlap */
    energy[which](&system, position, gradient);
    for (int k = 0; k < 39; k++) {
      const double here = position[k];
      position[k] = here + 1e-6;
      const double above = energy[which](&system, position, room);
      position[k] = here - 1e-6;
      const double below = energy[which](&system, position, room);
      position[k] = here;
      assert_near(gradient[k], (above - below) / 2e-6, 1e-5 * (1 + fabs(gradient[k])));
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(lbfgs_finds_the_minimum),     cmocka_unit_test(the_papers_descent),
    cmocka_unit_test(random_starts_end_in_minima), cmocka_unit_test(overlap_stays_finite),
    cmocka_unit_test(gradients_are_the_energies),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
