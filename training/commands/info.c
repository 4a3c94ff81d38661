/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop info: a weights file's header in words. */
#include <inttypes.h>
#include <stdio.h>

#include "commands/commands.h"
#include "core/weights.h"
#include "base/options.h"
#include "rollouts/parameters.h"
#include "search/policy.h"
#include "systems/potential_file.h"

const char l2h_info_help[] = "NAME\n"
                             "    learn2hop info - say what a weights file holds\n"
                             "\n"
                             "SYNOPSIS\n"
                             "    learn2hop info FILE\n"
                             "\n"
                             "DESCRIPTION\n"
                             "    Reads FILE as `learn2hop eval` and LAMMPS do, with the same checks, and prints who\n"
                             "    trained it, for what, and what it sees.\n";

static void print_network(const struct l2h_weights *weights)
{
  const struct l2h_model *model = &weights->model;
  printf("  horizon        %ld steps%s\n", weights->horizon,
         l2h_serves_any_horizon(model) ? "; it is told its progress and serves any other" : ", and no other");
  printf("  units          %s, length scale %g, energy scale %g\n", weights->units, weights->length_scale,
         weights->energy_scale);
  printf("  inputs         %d from the groups", l2h_active_inputs(model));
  for (int group = 0; group < L2H_GROUPS; group++)
    if (model->groups >> group & 1)
      printf(" %s", l2h_group_name((enum l2h_group)group));
  printf("\n  species        %d\n", model->species);
  printf("  network        two hidden layers of %d, %d parameters in all\n", L2H_HIDDEN, l2h_parameter_count(model));
  printf("  update rule    alpha %g, beta %g, gamma %g; no coordinate moves more than %g a step\n",
         (double)weights->network.alpha, (double)weights->network.beta, (double)weights->network.gamma,
         weights->step_limit * weights->length_scale);
}

/* A number in its line, with what the head adds to it. */
static void print_number(const struct l2h_policy *policy, int row)
{
  const struct l2h_search_number *known = l2h_search_number_at(row);
  struct l2h_search_numbers numbers = policy->numbers;
  printf("  %-20s %-10.6g (by hand %.6g)", known->name, *l2h_search_number_value(&numbers, row), known->standard);
  for (int k = 0; k < L2H_CONTEXTS; k++)
    if (policy->head[row][k] != 0)
      printf(" %+.3g %s", policy->head[row][k], l2h_context_name(k));
  printf("\n");
}

static void print_policy(const struct l2h_policy *policy)
{
  printf("  policy         numbers of a search, and how a hop shifts them by what it sees (docs/search.md)\n");
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    print_number(policy, row);
  if (!l2h_policy_has_head(policy))
    return;
  printf("  a hop sees\n");
  for (int k = 0; k < L2H_CONTEXTS; k++)
    printf("  %-20s %s\n", l2h_context_name(k), l2h_context_meaning(k));
}

static void print_info(const char *path, const struct l2h_weights *weights, const struct l2h_policy *policy)
{
  const char *what = weights->policy_rows == 0 ? "a learned optimizer"
    : weights->alone                           ? "a policy of searches"
                                               : "a learned optimizer and a policy of searches";
  printf("%s: %s of %s, by %s\n", path, what, weights->date, weights->contributor);
  printf("  after          %s\n", weights->citation);
  printf("  trained        %ld updates, seed %" PRIu64 ", configuration %s\n", weights->updates, weights->seed,
         weights->configuration);
  if (!weights->alone)
    print_network(weights);
  if (weights->policy_rows > 0)
    print_policy(policy);
  if (!weights->checked)
    printf("  checksum       none: written before weights had one, so damage may go unseen\n");
}

int l2h_info(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  static struct l2h_weights weights;
  (void)world;
  if (count != 2 || arguments[1][0] == '-') {
    l2h_fail(error, count < 2 ? "which weights file?" : "it takes one weights file and no options");
    return L2H_USAGE_STATUS;
  }
  struct l2h_policy policy;
  if (l2h_find_weights(arguments[1], &weights, error) != 0 ||
      l2h_policy_from_weights(arguments[1], &weights, &policy, error) != 0)
    return 1;
  print_info(arguments[1], &weights, &policy);
  return 0;
}
