/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/policy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/weights.h"

#define LEAST_WEIGHT 0.01 /* of a change's weight, that shifts leave */

void l2h_policy_standard(struct l2h_policy *policy)
{
  memset(policy, 0, sizeof *policy);
  l2h_search_numbers_standard(&policy->numbers);
}

static bool shifts(const struct l2h_policy *policy, int row)
{
  for (int k = 0; k < L2H_CONTEXTS; k++)
    if (policy->head[row][k] != 0)
      return true;
  return false;
}

bool l2h_policy_has_head(const struct l2h_policy *policy)
{
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    if (shifts(policy, row))
      return true;
  return false;
}

static double base_of(const struct l2h_policy *policy, int row)
{
  struct l2h_search_numbers numbers = policy->numbers;
  return *l2h_search_number_value(&numbers, row);
}

double l2h_policy_moved(const struct l2h_policy *policy, int row, double shift)
{
  const double base = base_of(policy, row), moved = l2h_search_number_shifted(row, base, shift);
  return l2h_search_number_at(row)->trained == L2H_TRAIN_WEIGHT ? fmax(moved, LEAST_WEIGHT * base) : moved;
}

void l2h_policy_numbers(const struct l2h_policy *policy, const double *feature, struct l2h_search_numbers *numbers)
{
  *numbers = policy->numbers;
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++) {
    double shift = 0;
    for (int k = 0; k < L2H_CONTEXTS; k++)
      shift += policy->head[row][k] * feature[k];
    if (shift != 0)
      *l2h_search_number_value(numbers, row) = l2h_policy_moved(policy, row, shift);
  }
}

void l2h_policy_fix(struct l2h_policy *policy, int row, double value)
{
  *l2h_search_number_value(&policy->numbers, row) = value;
  memset(policy->head[row], 0, sizeof policy->head[row]);
}

int l2h_policy_check(const struct l2h_policy *policy, struct l2h_error *error)
{
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    for (int k = 0; k < L2H_CONTEXTS; k++)
      if (!isfinite(policy->head[row][k]))
        return l2h_fail(error, "the policy's shift of %s by %s is %g: give it a finite number",
                        l2h_search_number_at(row)->name, l2h_context_name(k), policy->head[row][k]);
  return l2h_search_numbers_check(&policy->numbers, error);
}

/* ---- as rows of a file ---- */

/* Their names, one after the other, to say what there is. */
static void list(char *text, size_t size, int count, const char *name_of(int))
{
  size_t length = 0;
  text[0] = 0;
  for (int k = 0; k < count && length < size; k++)
    length += (size_t)snprintf(text + length, size - length, " %s", name_of(k));
}

static const char *number_name(int row)
{
  return l2h_search_number_at(row)->name;
}

static int refuse(const char *name, const struct l2h_policy_row *row, struct l2h_error *error, const char *what)
{
  return l2h_fail(error, "%s:%ld: %s", name, (long)row->line, what);
}

static int refuse_name(const char *name, const struct l2h_policy_row *row, const char *kind, const char *word,
                       int count, const char *name_of(int), struct l2h_error *error)
{
  char known[700], what[900];
  list(known, sizeof known, count, name_of);
  snprintf(what, sizeof what,
           "unknown %s '%s': the file may come from a newer learn2hop; delete the line, or take one of%s", kind, word,
           known);
  return refuse(name, row, error, what);
}

/* `seen` [numbers][1 + features], for lines that stand twice. */
static int take_row(const char *name, const struct l2h_policy_row *row, bool seen[][1 + L2H_CONTEXTS],
                    struct l2h_policy *policy, struct l2h_error *error)
{
  const bool is_shift = strcmp(row->kind, "shift") == 0;
  char what[200];
  if ((!is_shift && strcmp(row->kind, "number") != 0) || is_shift != (*row->feature != 0))
    return refuse(name, row, error, "a line of the policy is 'number NAME VALUE' or 'shift NAME FEATURE VALUE'");
  const int number = l2h_search_number_named(row->name);
  if (number < 0)
    return refuse_name(name, row, "number of a search", row->name, L2H_SEARCH_NUMBERS, number_name, error);
  const int feature = is_shift ? l2h_context_named(row->feature) : -1;
  if (is_shift && feature < 0)
    return refuse_name(name, row, "feature of a search", row->feature, L2H_CONTEXTS, l2h_context_name, error);
  if (seen[number][1 + feature])
    return refuse(name, row, error, "this line stands here a second time: delete one");
  seen[number][1 + feature] = true;
  if (is_shift) {
    policy->head[number][feature] = row->value;
    return 0;
  }
  const struct l2h_search_number *known = l2h_search_number_at(number);
  if (!(row->value >= known->least && row->value <= known->most)) {
    snprintf(what, sizeof what, "%s is %g: give it a value from %g to %g", known->name, row->value, known->least,
             known->most);
    return refuse(name, row, error, what);
  }
  *l2h_search_number_value(&policy->numbers, number) = row->value;
  return 0;
}

int l2h_policy_from_weights(const char *name, const struct l2h_weights *weights, struct l2h_policy *policy,
                            struct l2h_error *error)
{
  bool seen[L2H_SEARCH_NUMBERS][1 + L2H_CONTEXTS] = {{false}};
  l2h_policy_standard(policy);
  for (int k = 0; k < weights->policy_rows; k++)
    if (take_row(name, &weights->policy[k], seen, policy, error) != 0)
      return -1;
  return 0;
}

int l2h_policy_of_bursts(const char *name, const struct l2h_weights *weights, struct l2h_policy *policy,
                         struct l2h_error *error)
{
  if (l2h_policy_from_weights(name, weights, policy, error) != 0)
    return -1;
  if (weights->policy_rows == 0)
    policy->numbers.burst = policy->numbers.displace;
  return 0;
}

static int add_row(struct l2h_weights *weights, const char *kind, int number, int feature, double value,
                   struct l2h_error *error)
{
  if (weights->policy_rows == L2H_POLICY_ROWS)
    return l2h_fail(error, "the policy has more than the %d lines that a weights file has room for", L2H_POLICY_ROWS);
  struct l2h_policy_row *row = &weights->policy[weights->policy_rows++];
  *row = (struct l2h_policy_row){.value = value};
  snprintf(row->kind, sizeof row->kind, "%s", kind);
  snprintf(row->name, sizeof row->name, "%s", number_name(number));
  if (feature >= 0)
    snprintf(row->feature, sizeof row->feature, "%s", l2h_context_name(feature));
  return 0;
}

int l2h_policy_to_weights(const struct l2h_policy *policy, struct l2h_weights *weights, struct l2h_error *error)
{
  weights->policy_rows = 0;
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    if (add_row(weights, "number", row, -1, base_of(policy, row), error) != 0)
      return -1;
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    for (int k = 0; k < L2H_CONTEXTS; k++)
      if (policy->head[row][k] != 0 && add_row(weights, "shift", row, k, policy->head[row][k], error) != 0)
        return -1;
  return 0;
}

const struct l2h_weights *l2h_policy_network(const struct l2h_weights *weights, int species)
{
  if (!weights || weights->alone)
    return NULL;
  return weights->policy_rows > 0 && weights->model.species < species ? NULL : weights;
}
