/* SPDX-License-Identifier: GPL-2.0-only */
/* Lennard-Jones, soft sphere and radial functions: derivatives, known values, invariances. */
#include "samples.h"

#include "core/lj.h"
#include "core/reference.h"
#include "core/soft_sphere.h"

#define ATOMS 20

/* A central difference of step h errs by h^2 V'''/6; for LJ at these distances 1e-5 leaves about 1e-7 of forces up to
   1e2, and cancellation in energies of 1e2 leaves 1e-9. */
#define DIFFERENCE 1e-5

static void lj_pair_has_its_minimum(void **state)
{
  (void)state;
  double energy;
  assert_true(fabs(l2h_lj_pair(1, 1, 1, &energy)) < 1e-15);
  assert_true(energy == -1);
  /* d0 and epsilon scale it */
  assert_true(fabs(l2h_lj_pair(4, 2.5, 4, &energy)) < 1e-15);
  assert_true(energy == -2.5);
  /* r = 2: 2^-12 - 2 2^-6; f/r = -dV/dr / r = 12 (2^-12 - 2^-6) / 4 */
  const double f = l2h_lj_pair(4, 1, 1, &energy);
  assert_true(fabs(energy - (1.0 / 4096 - 2.0 / 64)) < 1e-15);
  assert_true(fabs(f - 3 * (1.0 / 4096 - 1.0 / 64)) < 1e-15);
}

static void lj_gradient_is_the_slope(void **state)
{
  (void)state;
  double x[ATOMS][3], gradient[ATOMS][3], unused[ATOMS][3];
  sample_cluster(ATOMS, 1, x);
  l2h_reference_lj(ATOMS, (const double(*)[3])x, gradient);
  for (int i = 0; i < ATOMS; i++)
    for (int c = 0; c < 3; c++) {
      const double here = x[i][c];
      x[i][c] = here + DIFFERENCE;
      const double above = l2h_reference_lj(ATOMS, (const double(*)[3])x, unused);
      x[i][c] = here - DIFFERENCE;
      const double below = l2h_reference_lj(ATOMS, (const double(*)[3])x, unused);
      x[i][c] = here;
      assert_true(fabs((above - below) / (2 * DIFFERENCE) - gradient[i][c]) < 1e-6 * (1 + fabs(gradient[i][c])));
    }
}

static void lj_is_invariant(void **state)
{
  (void)state;
  double x[ATOMS][3], moved[ATOMS][3], gradient[ATOMS][3], turned[ATOMS][3];
  const double a = 0.7, shift[3] = {3, -5, 11};
  sample_cluster(ATOMS, 2, x);
  const double energy = l2h_reference_lj(ATOMS, (const double(*)[3])x, gradient);
  /* rotated about z, moved, and listed backwards */
  for (int i = 0; i < ATOMS; i++) {
    double *to = moved[ATOMS - 1 - i];
    to[0] = cos(a) * x[i][0] - sin(a) * x[i][1] + shift[0];
    to[1] = sin(a) * x[i][0] + cos(a) * x[i][1] + shift[1];
    to[2] = x[i][2] + shift[2];
  }
  assert_true(fabs(l2h_reference_lj(ATOMS, (const double(*)[3])moved, turned) - energy) < 1e-10 * fabs(energy));
  double sum[3] = {0, 0, 0};
  for (int i = 0; i < ATOMS; i++) {
    const double *g = gradient[i], *t = turned[ATOMS - 1 - i];
    const double expected[3] = {cos(a) * g[0] - sin(a) * g[1], sin(a) * g[0] + cos(a) * g[1], g[2]};
    for (int c = 0; c < 3; c++) {
      assert_true(fabs(t[c] - expected[c]) < 1e-9 * (1 + fabs(expected[c])));
      sum[c] += g[c];
    }
  }
  for (int c = 0; c < 3; c++) /* Newton's third law */
    assert_true(fabs(sum[c]) < 1e-10);
}

static void lj_overlap_stays_finite(void **state)
{
  (void)state;
  const double x[2][3] = {{1, 1, 1}, {1, 1, 1}};
  double gradient[2][3];
  const double energy = l2h_reference_lj(2, x, gradient);
  assert_true(isfinite(energy) && energy > 1e11);
  assert_true(gradient[0][0] == 0 && gradient[1][2] == 0);
}

static void soft_sphere_pushes_inside_its_diameter_only(void **state)
{
  (void)state;
  double energy, above, below;
  assert_true(l2h_soft_sphere_pair(1.2, 1.2, &energy) == 0 && energy == 0);
  assert_true(l2h_soft_sphere_pair(2, 1.2, &energy) == 0 && energy == 0);
  /* half a diameter: (1/2)(1/2)^2, and f = overlap / sigma */
  const double f = l2h_soft_sphere_pair(0.6, 1.2, &energy);
  assert_true(fabs(energy - 0.125) < 1e-15);
  assert_true(fabs(f * 0.6 - 0.5 / 1.2) < 1e-15);
  l2h_soft_sphere_pair(0.6 + DIFFERENCE, 1.2, &above);
  l2h_soft_sphere_pair(0.6 - DIFFERENCE, 1.2, &below);
  assert_true(fabs((below - above) / (2 * DIFFERENCE) - f * 0.6) < 1e-9);
}

static void radial_ladder_is_the_papers_formula(void **state)
{
  (void)state;
  const double eta[L2H_RADIALS] = L2H_RADIAL_ETAS;
  for (double d = 0.3; d < 3; d += 0.05) {
    double phi[L2H_RADIALS] = {0};
    l2h_radial_add(d * d, phi);
    for (int k = 0; k < L2H_RADIALS; k++) {
      const double expected = d > 2.5 ? 0 : exp(-eta[k] * d * d) * 0.5 * (cos(3.14159265358979323846 * d / 2.5) + 1);
      assert_true(fabs(phi[k] - expected) < 1e-13);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(lj_pair_has_its_minimum),
    cmocka_unit_test(lj_gradient_is_the_slope),
    cmocka_unit_test(lj_is_invariant),
    cmocka_unit_test(lj_overlap_stays_finite),
    cmocka_unit_test(soft_sphere_pushes_inside_its_diameter_only),
    cmocka_unit_test(radial_ladder_is_the_papers_formula),
  };
  return cmocka_run_group_tests_name("physics", tests, NULL, NULL);
}
