/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "base/random.h"

/* The known answer of philox4x32-10 for counter 0 and key 0 (Random123, kat_vectors). */
static void known_answer(void **state)
{
  (void)state;
  const struct l2h_stream zero = {0, 0, 0, 0};
  double value[2];
  l2h_uniform(&zero, 0, 2, value);
  assert_true(value[0] == ((double)(0x6627e8d5e169c58du >> 11) + 0.5) * 0x1p-53);
  assert_true(value[1] == ((double)(0xbc57ac4c9b00dbd8u >> 11) + 0.5) * 0x1p-53);
}

/* The logarithm and sines of random.c against the C library's, through Box and Muller's formula. */
static void normal_is_box_muller(void **state)
{
  (void)state;
  for (uint32_t member = 0; member < 20000; member++) {
    const struct l2h_stream stream = {7, L2H_PERTURBATIONS, 1, member};
    double uniform[2], normal[4];
    l2h_uniform(&stream, 0, 2, uniform);
    l2h_normal(&stream, 0, 4, normal);
    const double u = (floor(uniform[0] * 0x1p32) + 0.5) * 0x1p-32; /* its first word */
    const double radius2 = normal[0] * normal[0] + normal[1] * normal[1];
    assert_near(radius2, -2 * log(u), 1e-13 * (1 + radius2));
    const double word = fmod(uniform[0] * 0x1p32, 1) * 0x1p32; /* 21 bits of its second word */
    const double turn = atan2(normal[1], normal[0]) / (2 * M_PI);
    const double apart = fabs(turn + (turn < 0) - word * 0x1p-32);
    assert_true(apart < 1e-6 || apart > 1 - 1e-6);
  }
}

/* 1e5 numbers: the standard errors of mean, variance and fourth moment are 0.003, 0.0045 and 0.03; five of each. */
static void normal_has_its_moments(void **state)
{
  (void)state;
  enum { COUNT = 100000 };
  static double value[COUNT];
  const struct l2h_stream stream = {1, L2H_PERTURBATIONS, 1, 0};
  double sum[5] = {0};
  l2h_normal(&stream, 0, COUNT, value);
  for (int i = 0; i < COUNT; i++)
    for (int power = 1; power < 5; power++)
      sum[power] += pow(value[i], power) / COUNT;
  assert_near(sum[1], 0, 0.016);
  assert_near(sum[2], 1, 0.023);
  assert_near(sum[3], 0, 0.062);
  assert_near(sum[4], 3, 0.16);
}

/* Neighbouring numbers of a stream, and equal places of two members, are uncorrelated (standard error 0.003). */
static void normal_is_independent(void **state)
{
  (void)state;
  enum { COUNT = 100000 };
  static double a[COUNT], b[COUNT];
  const struct l2h_stream one = {1, L2H_PERTURBATIONS, 1, 0}, other = {1, L2H_PERTURBATIONS, 1, 1};
  double next = 0, across = 0;
  l2h_normal(&one, 0, COUNT, a);
  l2h_normal(&other, 0, COUNT, b);
  for (int i = 0; i < COUNT; i++) {
    next += a[i] * a[(i + 1) % COUNT] / COUNT;
    across += a[i] * b[i] / COUNT;
  }
  assert_near(next, 0, 0.016);
  assert_near(across, 0, 0.016);
}

static void parts_make_the_whole(void **state)
{
  (void)state;
  const struct l2h_stream stream = {3, L2H_TRAINING_STARTS, 5, 9};
  double whole[30], part[30];
  l2h_normal(&stream, 0, 30, whole);
  l2h_normal(&stream, 0, 8, part);
  l2h_normal(&stream, 8, 22, part + 8);
  assert_memory_equal(whole, part, sizeof whole);
  l2h_uniform(&stream, 0, 30, whole);
  l2h_uniform(&stream, 0, 6, part);
  l2h_uniform(&stream, 6, 24, part + 6);
  assert_memory_equal(whole, part, sizeof whole);
}

static void every_key_makes_another_stream(void **state)
{
  (void)state;
  const struct l2h_stream stream[] = {{1, 1, 1, 1}, {2, 1, 1, 1}, {1, 2, 1, 1},
                                      {1, 1, 2, 1}, {1, 1, 1, 2}, {1 + (1ull << 32), 1, 1, 1}};
  double value[6];
  for (int i = 0; i < 6; i++)
    l2h_uniform(&stream[i], 0, 1, &value[i]);
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < i; j++)
      assert_true(value[i] != value[j]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(known_answer),           cmocka_unit_test(normal_is_box_muller),
    cmocka_unit_test(normal_has_its_moments), cmocka_unit_test(normal_is_independent),
    cmocka_unit_test(parts_make_the_whole),   cmocka_unit_test(every_key_makes_another_stream),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
