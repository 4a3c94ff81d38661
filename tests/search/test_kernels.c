/* SPDX-License-Identifier: GPL-2.0-only */
/* Each instruction set's kernels against the same written out plainly, to the last bit. */
#include "host.h"

#include "core/portable.h"
#include "search/kernels.h"

#define ATOMS 43 /* some whole registers and a part of one */
#define STRIDE (L2H_PADDED(ATOMS) + L2H_LANES)

static void fill(int count, double scale, double *x)
{
  uint64_t seed = 17;
  for (int k = 0; k < count; k++)
    x[k] = scale * sample(&seed);
}

static double plain_penalty(const double *position, double d2, double strength, double *gradient)
{
  double sum = 0;
  for (int i = 0; i < ATOMS; i++) {
    double energy = 0, pull[3] = {0};
    for (int j = 0; j < ATOMS; j++) {
      double d[3];
      for (int c = 0; c < 3; c++)
        d[c] = position[c * STRIDE + i] - position[c * STRIDE + j];
      const double beyond = d[0] * d[0] + d[1] * d[1] + d[2] * d[2] - d2, excess = beyond > 0 ? beyond : 0;
      energy += excess * excess;
      for (int c = 0; c < 3; c++)
        pull[c] += excess * d[c];
    }
    for (int c = 0; c < 3; c++)
      gradient[c * STRIDE + i] = 4 * strength * pull[c];
    sum += energy;
  }
  return 0.5 * strength * sum;
}

static void penalties(void **state)
{
  (void)state;
  const struct l2h_search_kernels *kernels;
  double position[3 * STRIDE], plain[3 * STRIDE], gradient[3 * STRIDE + L2H_LANES];
  fill(3 * STRIDE, 4, position);
  const double expected = plain_penalty(position, 6, 1.7, plain);
  assert_true(expected > 1);
  for (int k = 0; (kernels = l2h_search_kernels_at(k)); k++) {
    assert_true(kernels->penalty(ATOMS, STRIDE, position, 6, 1.7, gradient) == expected);
    for (int c = 0; c < 3; c++)
      assert_memory_equal(gradient + c * STRIDE, plain + c * STRIDE, sizeof(double) * ATOMS);
  }
}

static int plain_first(int from, int to, const double *position, const double *x, double reach2)
{
  for (int j = from; j < to; j++) {
    double d[3];
    for (int c = 0; c < 3; c++)
      d[c] = x[c] - position[c * STRIDE + j];
    if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < reach2)
      return j;
  }
  return to;
}

/* Of all beginnings and ends; the atoms after the end are as near as those before it. */
static void first_that_is_near(void **state)
{
  (void)state;
  const struct l2h_search_kernels *kernels;
  double position[3 * STRIDE];
  const double x[3] = {2, 2, 2};
  int found = 0;
  fill(3 * STRIDE, 4, position);
  for (int k = 0; (kernels = l2h_search_kernels_at(k)); k++)
    for (int from = 0; from <= ATOMS; from++)
      for (int to = from; to <= ATOMS; to++) {
        const int expected = plain_first(from, to, position, x, 1.2);
        assert_int_equal(kernels->first_near(from, to, STRIDE, position, x, 1.2), expected);
        found += expected < to;
      }
  assert_true(found > 0);
}

static void units(void **state)
{
  (void)state;
  const struct l2h_search_kernels *kernels;
  const double origin[3] = {0.1, -20.3, 7};
  double x[3 * ATOMS], out[3 * ATOMS];
  int reversed[ATOMS];
  fill(3 * ATOMS, 4, x);
  for (int i = 0; i < ATOMS; i++)
    reversed[i] = ATOMS - 1 - i;
  for (int k = 0; (kernels = l2h_search_kernels_at(k)); k++)
    for (int order = 0; order < 2; order++) {
      kernels->to_host(ATOMS, order ? reversed : NULL, origin, 2.7, x, out);
      for (int i = 0; i < ATOMS; i++)
        for (int c = 0; c < 3; c++)
          assert_true(out[3 * (order ? reversed[i] : i) + c] == origin[c] + 2.7 * x[3 * i + c]);
      kernels->from_host(ATOMS, order ? reversed : NULL, 0.3, x, out);
      for (int i = 0; i < ATOMS; i++)
        for (int c = 0; c < 3; c++)
          assert_true(out[3 * i + c] == x[3 * (order ? reversed[i] : i) + c] * 0.3);
    }
}

/* Also of the least and the greatest uniform number there are: the latter rounds to 1. */
static void gumbels(void **state)
{
  (void)state;
  const struct l2h_search_kernels *kernels;
  double uniform[L2H_PADDED(200)], gumbel[L2H_PADDED(200)];
  fill(L2H_PADDED(200), 1, uniform);
  uniform[0] = 0x1p-54;
  uniform[1] = 1;
  for (int k = 0; (kernels = l2h_search_kernels_at(k)); k++) {
    kernels->gumbels(200, uniform, 0.7, gumbel);
    for (int n = 0; n < 200; n++)
      assert_true(gumbel[n] == -0.7 * l2h_portable_log(-l2h_portable_log(uniform[n]) + 1e-300));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(penalties),
    cmocka_unit_test(first_that_is_near),
    cmocka_unit_test(units),
    cmocka_unit_test(gumbels),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
