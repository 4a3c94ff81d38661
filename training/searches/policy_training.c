/* SPDX-License-Identifier: GPL-2.0-only */
#include "searches/policy_training.h"

/* A step of theta by 1 moves a number by as much whether it is its own or the head that does it: features are some
 * tenths, and a dozen add up. */
#define HEAD_SCALE 0.5

int l2h_policy_parameters(const struct l2h_policy_training *training)
{
  return training->numbers + training->shifts * training->features;
}

void l2h_policy_at(const struct l2h_policy_training *training, const double *theta, struct l2h_policy *policy)
{
  *policy = training->begin;
  for (int k = 0; k < training->numbers; k++)
    *l2h_search_number_value(&policy->numbers, training->number[k]) =
      l2h_policy_moved(&training->begin, training->number[k], theta[k]);
  theta += training->numbers;
  for (int k = 0; k < training->shifts; k++)
    for (int f = 0; f < training->features; f++)
      policy->head[training->shift[k]][training->feature[f]] += HEAD_SCALE * *theta++;
}

void l2h_policy_share(double share, struct l2h_policy *policy)
{
  struct l2h_policy standard;
  l2h_policy_standard(&standard);
  for (int row = 0; row < L2H_SEARCH_NUMBERS && share != 1; row++) {
    double *own = l2h_search_number_value(&policy->numbers, row);
    const double begin = *l2h_search_number_value(&standard.numbers, row);
    const double way = l2h_search_number_place(row, *own) - l2h_search_number_place(row, begin);
    *own = l2h_search_number_shifted(row, begin, share * way);
    for (int k = 0; k < L2H_CONTEXTS; k++)
      policy->head[row][k] *= share;
  }
}
