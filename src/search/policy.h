/* SPDX-License-Identifier: GPL-2.0-only */
/* The policy of a search: its numbers, and a head that shifts them hop by hop.

   The head is linear: number <- shifted by the sum over the features of weight * feature, on the line that training
   moves the number on (numbers.h). It is asked once a hop, ahead of the change. A head of zeros gives the numbers back
   to the last bit, so such a policy is a search with fixed numbers. */
#ifndef L2H_SEARCH_POLICY_H
#define L2H_SEARCH_POLICY_H

#include <stdbool.h>

#include "core/error.h"
#include "search/context.h"
#include "search/numbers.h"

#ifdef __cplusplus
extern "C" {
#endif

struct l2h_weights; /* core/weights.h */

struct l2h_policy {
  struct l2h_search_numbers numbers;
  double head[L2H_SEARCH_NUMBERS][L2H_CONTEXTS]; /* of a number of the table, and a feature */
};

/* The numbers found by hand and a head of zeros. */
void l2h_policy_standard(struct l2h_policy *policy);

/* Whether the head shifts anything. */
bool l2h_policy_has_head(const struct l2h_policy *policy);

/* A number of the policy moved by `shift`; a change that has a weight keeps a hundredth of it, so that some hop is
   always left. */
double l2h_policy_moved(const struct l2h_policy *policy, int row, double shift);

/* The numbers of a hop that sees feature[L2H_CONTEXTS]. */
void l2h_policy_numbers(const struct l2h_policy *policy, const double *feature, struct l2h_search_numbers *numbers);

/* A number that holds whatever the head would say. */
void l2h_policy_fix(struct l2h_policy *policy, int row, double value);

/* 0, or -1 with what is wrong: a number out of its range, a weight of the head that is not finite. */
int l2h_policy_check(const struct l2h_policy *policy, struct l2h_error *error);

/* The policy that the weights of the file `name` hold; what they do not name is as found by hand. 0, or -1 with file
   and line where they name what this search has not, twice, or out of its range; nothing else of `policy` is then to
   be used. Weights without a policy give the one found by hand. */
int l2h_policy_from_weights(const char *name, const struct l2h_weights *weights, struct l2h_policy *policy,
                            struct l2h_error *error);
/* The same where bursts use the weights: those without a policy give the one by hand with as many bursts as kicks. */
int l2h_policy_of_bursts(const char *name, const struct l2h_weights *weights, struct l2h_policy *policy,
                         struct l2h_error *error);
/* Into their rows: all numbers, and the weights of the head that are not 0. 0, or -1 where there are more than a file
   has room for. */
int l2h_policy_to_weights(const struct l2h_policy *policy, struct l2h_weights *weights, struct l2h_error *error);

/* The weights that bursts of such a search may use: NULL where there is no network, or one that distinguishes fewer
   species than the search has while a policy says what else to do. */
const struct l2h_weights *l2h_policy_network(const struct l2h_weights *weights, int species);

#ifdef __cplusplus
}
#endif
#endif
