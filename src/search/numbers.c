/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/numbers.h"

#include <math.h>
#include <string.h>

#include "core/portable.h"

#define TINY 1e-6    /* where the logarithm of a number that is 0 is taken */
#define LITTLE 0.05  /* that weights are shifted by: one of 0 is three shifts of 1 from one of 1 */
#define STRETCH 0.05 /* of the line of shares beyond 0 and 1 */

static const struct l2h_search_number table[L2H_SEARCH_NUMBERS] = {
#define L2H_ROW(name, standard, least, most, trained, meaning) \
  {#name, meaning, standard, least, most, L2H_TRAIN_##trained},
  L2H_SEARCH_NUMBER_TABLE(L2H_ROW)
#undef L2H_ROW
};

void l2h_search_numbers_standard(struct l2h_search_numbers *numbers)
{
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    *l2h_search_number_value(numbers, row) = table[row].standard;
}

const struct l2h_search_number *l2h_search_number_at(int row)
{
  return &table[row];
}

int l2h_search_number_named(const char *name)
{
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    if (strcmp(name, table[row].name) == 0)
      return row;
  return -1;
}

double *l2h_search_number_value(struct l2h_search_numbers *numbers, int row)
{
  switch (row) {
#define L2H_ROW(name, standard, least, most, trained, meaning) \
  case L2H_SEARCH_NUMBER_##name:                               \
    return &numbers->name;
    L2H_SEARCH_NUMBER_TABLE(L2H_ROW)
#undef L2H_ROW
  }
  return NULL;
}

double l2h_search_number_place(int row, double value)
{
  double share;
  switch (table[row].trained) {
  case L2H_TRAIN_FIXED:
  case L2H_TRAIN_LINEAR:
    return value;
  case L2H_TRAIN_LOG:
    return l2h_portable_log(fmax(value, TINY));
  case L2H_TRAIN_WEIGHT:
    return l2h_portable_log(value + LITTLE);
  case L2H_TRAIN_SHARE:
    share = (fmin(fmax(value, 0), 1) + STRETCH) / (1 + 2 * STRETCH);
    return l2h_portable_log(share / (1 - share));
  }
  return value;
}

static double value_at(int row, double place)
{
  switch (table[row].trained) {
  case L2H_TRAIN_FIXED:
  case L2H_TRAIN_LINEAR:
    return place;
  case L2H_TRAIN_LOG:
    return l2h_portable_exp(place);
  case L2H_TRAIN_WEIGHT:
    return l2h_portable_exp(place) - LITTLE;
  case L2H_TRAIN_SHARE:
    return (1 + 2 * STRETCH) / (1 + l2h_portable_exp(-place)) - STRETCH;
  }
  return place;
}

double l2h_search_number_shifted(int row, double value, double shift)
{
  if (shift == 0 || table[row].trained == L2H_TRAIN_FIXED)
    return value;
  const double moved = value_at(row, l2h_search_number_place(row, value) + shift);
  return fmin(fmax(moved, table[row].least), table[row].most);
}

int l2h_search_numbers_check(const struct l2h_search_numbers *numbers, struct l2h_error *error)
{
  struct l2h_search_numbers copy = *numbers;
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++) {
    const double value = *l2h_search_number_value(&copy, row);
    if (!(value >= table[row].least && value <= table[row].most))
      return l2h_fail(error, "the search's number %s is %g: give it a value from %g to %g (%s)", table[row].name, value,
                      table[row].least, table[row].most, table[row].meaning);
  }
  return 0;
}
