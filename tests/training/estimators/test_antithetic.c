/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include <omp.h>

#include "estimators/antithetic.h"
#include "rollouts/perturbation.h"

/* The estimate of the meta-gradient from starts with a perturbation each. */
static void estimate(const struct l2h_perturbations *perturbations, bool clipped, int starts,
                     const struct l2h_trio *losses, const double *weight, int count, double *gradient)
{
  struct l2h_direction *direction = calloc((size_t)starts, sizeof *direction);
  assert_non_null(direction);
  for (int i = 0; i < starts; i++)
    direction[i] =
      (struct l2h_direction){weight[i] * l2h_antithetic(perturbations->sigma, clipped, &losses[i]), (uint32_t)i};
  l2h_combine(perturbations, starts, direction, starts, count, gradient);
  free(direction);
}

/* Eq. 4 written out for two starts. The first start's + is better and its - worse than the centre, which clips it; the
   second gets worse both ways, and teaches nothing. */
static void two_starts_by_hand(void **state)
{
  (void)state;
  const struct l2h_perturbations perturbations = {3, 1, 0.1, NULL};
  const struct l2h_trio losses[] = {{-0.5, -0.7, -0.2}, {-0.5, -0.4, -0.3}};
  const double weight[] = {1, 1};
  double epsilon[6], gradient[6];
  l2h_perturbation(&perturbations, 0, 0, 6, epsilon);
  estimate(&perturbations, true, 2, losses, weight, 6, gradient);
  for (int k = 0; k < 6; k++)
    assert_near(gradient[k], 0.5 * (-0.7 - -0.5) / (2 * 0.1) * epsilon[k], 1e-15);
}

static void weights_multiply(void **state)
{
  (void)state;
  const struct l2h_perturbations perturbations = {3, 1, 0.1, NULL};
  const struct l2h_trio losses[] = {{-0.5, -0.7, -0.2}, {-0.5, -0.4, -0.6}};
  const double weight[] = {1.5, 0.5};
  double one[6], two[6], gradient[6];
  l2h_perturbation(&perturbations, 0, 0, 6, one);
  l2h_perturbation(&perturbations, 1, 0, 6, two);
  estimate(&perturbations, true, 2, losses, weight, 6, gradient);
  for (int k = 0; k < 6; k++) /* -0.2 / 0.2 of the first, +0.1 / 0.2 of the second */
    assert_near(gradient[k], 0.5 * (1.5 * -1 * one[k] + 0.5 * 0.5 * two[k]), 1e-15);
}

/* Eq. 3 by hand: no clipping, and the centre does not count. */
static void plain_es_by_hand(void **state)
{
  (void)state;
  const struct l2h_perturbations perturbations = {3, 1, 0.1, NULL};
  const struct l2h_trio losses[] = {{-0.9, -0.7, -0.2}, {0, -0.4, -0.3}};
  const double weight[] = {1, 1};
  double one[6], two[6], gradient[6];
  l2h_perturbation(&perturbations, 0, 0, 6, one);
  l2h_perturbation(&perturbations, 1, 0, 6, two);
  estimate(&perturbations, false, 2, losses, weight, 6, gradient);
  for (int k = 0; k < 6; k++)
    assert_near(gradient[k], 0.5 * (-2.5 * one[k] - 0.5 * two[k]), 1e-14);
}

/* A loss that is linear over sigma loses half of its difference to the clipping, so the mean over many starts is half
   the gradient: of |theta|^2 at sigma 1e-3 here. 20 000 starts in 8 dimensions leave an error of 3 %. */
static void quadratic_descends(void **state)
{
  (void)state;
  enum { STARTS = 20000, N = 8 };
  static struct l2h_trio losses[STARTS];
  static double weight[STARTS];
  const struct l2h_perturbations perturbations = {5, 1, 1e-3, NULL};
  const double theta[N] = {1, -2, 0.5, 3, -0.25, 0, 1.5, -1};
  double gradient[N], square = 0, apart = 0;
  for (int i = 0; i < STARTS; i++) {
    double moved[N];
    weight[i] = 1;
    for (int sign = -1; sign < 2; sign++) {
      double sum = 0;
      if (sign)
        l2h_perturbed(&perturbations, (uint32_t)i, sign, N, theta, moved);
      for (int k = 0; k < N; k++)
        sum += sign ? moved[k] * moved[k] : theta[k] * theta[k];
      *(sign > 0 ? &losses[i].plus : sign < 0 ? &losses[i].minus : &losses[i].centre) = sum;
    }
  }
  estimate(&perturbations, true, STARTS, losses, weight, N, gradient);
  for (int k = 0; k < N; k++) {
    square += theta[k] * theta[k];
    apart += (gradient[k] - theta[k]) * (gradient[k] - theta[k]);
  }
  assert_true(sqrt(apart / square) < 0.08);
}

static void perturbations_are_antithetic(void **state)
{
  (void)state;
  const struct l2h_perturbations perturbations = {5, 9, 0.25, NULL};
  double theta[10] = {0}, plus[10], minus[10], epsilon[10];
  l2h_perturbed(&perturbations, 4, +1, 10, theta, plus);
  l2h_perturbed(&perturbations, 4, -1, 10, theta, minus);
  l2h_perturbation(&perturbations, 4, 0, 10, epsilon);
  for (int k = 0; k < 10; k++) {
    assert_true(plus[k] == 0.25 * epsilon[k]);
    assert_true(minus[k] == -plus[k]);
  }
}

/* More parameters than one thread takes at once. */
static void threads_change_no_bit(void **state)
{
  (void)state;
  enum { STARTS = 7, N = 3001 };
  static double one[N], many[N], weight[STARTS];
  struct l2h_trio losses[STARTS];
  const struct l2h_perturbations perturbations = {5, 1, 0.1, NULL};
  for (int i = 0; i < STARTS; i++) {
    losses[i] = (struct l2h_trio){-0.5, -0.5 - 0.1 / (i + 1), -0.51};
    weight[i] = 1;
  }
  omp_set_num_threads(1);
  estimate(&perturbations, true, STARTS, losses, weight, N, one);
  for (int threads = 2; threads < 5; threads++) {
    omp_set_num_threads(threads);
    estimate(&perturbations, true, STARTS, losses, weight, N, many);
    assert_memory_equal(one, many, sizeof one);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(two_starts_by_hand),
    cmocka_unit_test(weights_multiply),
    cmocka_unit_test(plain_es_by_hand),
    cmocka_unit_test(quadratic_descends),
    cmocka_unit_test(perturbations_are_antithetic),
    cmocka_unit_test(threads_change_no_bit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
