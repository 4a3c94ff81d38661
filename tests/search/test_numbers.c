/* SPDX-License-Identifier: GPL-2.0-only */
/* The numbers of a search on the line that training moves them on. */
#include "search/numbers.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Values that a row may have: its default, its ends, and some between. */
static int values_of(const struct l2h_search_number *row, double value[5])
{
  const double some[] = {row->standard, row->least, row->most, 0.37, 1};
  int count = 0;
  for (int k = 0; k < 5; k++)
    if (some[k] >= row->least && some[k] <= row->most)
      value[count++] = some[k];
  return count;
}

static void no_shift_changes_no_bit(void **state)
{
  (void)state;
  double value[5];
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    for (int k = values_of(l2h_search_number_at(row), value) - 1; k >= 0; k--)
      assert_true(l2h_search_number_shifted(row, value[k], 0) == value[k]);
}

/* There and back: 1e-9 for two logarithms and exponentials of 1e-15 each, over places of 30 at most. */
static void a_shift_and_its_opposite_cancel(void **state)
{
  (void)state;
  double value[5];
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++) {
    const struct l2h_search_number *number = l2h_search_number_at(row);
    for (int k = values_of(number, value) - 1; k >= 0; k--)
      for (double shift = -1; shift <= 1; shift += 0.5) {
        const double there = l2h_search_number_shifted(row, value[k], shift);
        assert_true(there >= number->least && there <= number->most);
        if (there == number->least || there == number->most || (number->trained == L2H_TRAIN_LOG && there < 1e-5))
          continue; /* cut there; or as good as 0, which has no logarithm */
        const double back = l2h_search_number_shifted(row, there, -shift);
        assert_true(fabs(back - value[k]) <= 1e-9 * fmax(1, fabs(value[k])));
        assert_true(fabs(l2h_search_number_place(row, there) - l2h_search_number_place(row, value[k]) - shift) < 1e-9 ||
                    number->trained == L2H_TRAIN_FIXED);
      }
  }
}

static void trained_numbers_rise_with_their_shift(void **state)
{
  (void)state;
  int trained = 0, fixed = 0;
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++) {
    const struct l2h_search_number *number = l2h_search_number_at(row);
    const double from = number->standard;
    const double lower = l2h_search_number_shifted(row, from, -0.3), higher = l2h_search_number_shifted(row, from, 0.3);
    if (number->trained == L2H_TRAIN_FIXED) {
      fixed++;
      assert_true(lower == from && higher == from);
      continue;
    }
    trained++;
    assert_true(from == number->least || lower < from);
    assert_true(from == number->most || higher > from);
  }
  assert_true(trained > 0 && fixed > 0);
}

/* By hand: 0.388 e^0.3; (0 + 0.05) e - 0.05; a share of 1, whose logit is that of 1.05/1.1, two logits lower. */
static void some_values_by_hand(void **state)
{
  (void)state;
  assert_true(fabs(l2h_search_number_shifted(L2H_SEARCH_NUMBER_kick, 0.388, 0.3) - 0.52374522) < 1e-8);
  assert_true(fabs(l2h_search_number_shifted(L2H_SEARCH_NUMBER_burst, 0, 1) - 0.08591409) < 1e-8);
  assert_true(fabs(l2h_search_number_shifted(L2H_SEARCH_NUMBER_repair, 1, -2) - 0.76369384) < 1e-8);
  assert_true(l2h_search_number_shifted(L2H_SEARCH_NUMBER_repair, 1, 5) == 1);
  assert_true(l2h_search_number_shifted(L2H_SEARCH_NUMBER_burst, 0, -5) == 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_shift_changes_no_bit),
    cmocka_unit_test(a_shift_and_its_opposite_cancel),
    cmocka_unit_test(trained_numbers_rise_with_their_shift),
    cmocka_unit_test(some_values_by_hand),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
