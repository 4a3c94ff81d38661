/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/numbers.h"

#include <string.h>

static const struct l2h_search_number table[L2H_SEARCH_NUMBERS] = {
#define L2H_ROW(name, standard, least, most, meaning) {#name, meaning, standard, least, most},
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
#define L2H_ROW(name, standard, least, most, meaning) \
  case L2H_SEARCH_NUMBER_##name:                      \
    return &numbers->name;
    L2H_SEARCH_NUMBER_TABLE(L2H_ROW)
#undef L2H_ROW
  }
  return NULL;
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
