/* SPDX-License-Identifier: GPL-2.0-only */
/* What training changes of a policy: theta, one vector of doubles, zeros where training begins.

   Order: the shift of each number that is trained itself; then, for each number that the head shifts, its weights of
   the features. A vector of zeros is the policy that training begins with, to the last bit. */
#ifndef L2H_POLICY_TRAINING_H
#define L2H_POLICY_TRAINING_H

#include "search/policy.h"

struct l2h_policy_training {
  struct l2h_policy begin;
  int numbers, number[L2H_SEARCH_NUMBERS]; /* rows of the table of numbers that are trained */
  int shifts, shift[L2H_SEARCH_NUMBERS];   /* rows that the head shifts */
  int features, feature[L2H_CONTEXTS];     /* that it does so by */
};

/* Length of theta. */
int l2h_policy_parameters(const struct l2h_policy_training *training);
/* The policy that theta stands for. */
void l2h_policy_at(const struct l2h_policy_training *training, const double *theta, struct l2h_policy *policy);

/* The policy that lies `share` of the way from the one by hand to this one, on the lines that training moves numbers
   on: 1 is this one and 0 the one by hand, both to the last bit. */
void l2h_policy_share(double share, struct l2h_policy *policy);

#endif
