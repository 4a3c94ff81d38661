/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop info: a weights file's header in words, or the scales of a LAMMPS script's potential. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/weights.h"
#include "base/options.h"
#include "rollouts/parameters.h"
#include "search/policy.h"
#include "systems/forms.h"
#include "systems/lammps/lammps_scales.h"
#include "systems/potential_file.h"

const char l2h_info_help[] = "NAME\n"
                             "    learn2hop info - say what a weights file holds, or in which scales a potential is\n"
                             "\n"
                             "SYNOPSIS\n"
                             "    learn2hop info FILE\n"
                             "    learn2hop info --scales lammps:SCRIPT\n"
                             "\n"
                             "DESCRIPTION\n"
                             "    Reads FILE as `learn2hop eval` and LAMMPS do, with the same checks, and prints who\n"
                             "    trained it, for what, and what it sees.\n"
                             "\n"
                             "    With --scales, prints the length scale (distance of nearest neighbours) and the\n"
                             "    energy scale (energy of a bond) of the potential of a LAMMPS script, as lines for\n"
                             "    that script. They are those of the crystal of each atom type, fcc, bcc or diamond,\n"
                             "    whichever has the lowest energy: cohesive energy of an atom over half its nearest\n"
                             "    neighbours. Where no crystal can be had, they are those of a compound with another\n"
                             "    type, or of a pair of atoms. Several types have the mean over the script's atoms. "
                             "The script needs box, pair_style and\n"
                             "    pair_coeff, and runs nothing; its fixes do not count.\n"
                             "\n"
                             "OPTIONS\n"
                             "    --scales lammps:SCRIPT\n"
                             "                    the scales of this script's potential\n"
                             "\n"
                             "EXAMPLES\n"
                             "    learn2hop info lj38.learned\n"
                             "    learn2hop info --scales lammps:in.copper >>in.copper\n";

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

static int show_weights(const char *path, struct l2h_error *error)
{
  static struct l2h_weights weights;
  struct l2h_policy policy;
  if (l2h_find_weights(path, &weights, error) != 0 || l2h_policy_from_weights(path, &weights, &policy, error) != 0)
    return 1;
  print_info(path, &weights, &policy);
  return 0;
}

/* ---- --scales ---- */

/* A comment in the script that it is pasted into. */
static void print_bond(const struct l2h_lammps_scales *scales, int species)
{
  const struct l2h_bond *bond = &scales->bond[species], *pair = &scales->pair[species];
  printf("# type %d", species + 1);
  if (strcmp(scales->element[species], "X") != 0)
    printf(" (%s)", scales->element[species]);
  if (!bond->of) {
    printf(": no pair and no simple crystal is bound; the means leave it out\n");
    return;
  }
  printf(": length %.5g, energy %.5g (%s", bond->length, bond->energy, bond->of);
  if (bond->with != species + 1)
    printf(" with type %d", bond->with);
  if (pair->of && bond->crystal)
    printf("; a pair alone: %.5g, %.5g", pair->length, pair->energy);
  printf(")\n");
}

static int show_scales(const char *system, struct l2h_error *error)
{
  struct l2h_lammps_scales scales;
  if (strncmp(system, L2H_LAMMPS_PREFIX, strlen(L2H_LAMMPS_PREFIX)) != 0) {
    l2h_fail(error, "--scales: '%s' is no lammps:SCRIPT; other systems bring their scales along", system);
    return L2H_USAGE_STATUS;
  }
  if (l2h_lammps_scales(system + strlen(L2H_LAMMPS_PREFIX), &scales, error) != 0)
    return 1;
  printf("# scales of %s, units %s\n", system, scales.units);
  for (int s = 0; s < scales.species; s++)
    print_bond(&scales, s);
  printf("variable l2h_length equal %.5g\nvariable l2h_energy equal %.5g\n", scales.length, scales.energy);
  printf("# for min_style learned: min_modify length_scale %.5g energy_scale %.5g\n", scales.length, scales.energy);
  return 0;
}

int l2h_info(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  const char *scales = NULL, *path = NULL;
  const struct l2h_option options[] = {{"scales", L2H_TEXT, &scales, 0, 0, NULL}, {NULL}};
  (void)world;
  if (l2h_options_take(count, arguments, options, 1, &path, error) != 0)
    return L2H_USAGE_STATUS;
  if (!scales == !path) {
    l2h_fail(error,
             scales ? "it takes a weights file or --scales, not both"
                    : "which weights file? Or --scales of which system?");
    return L2H_USAGE_STATUS;
  }
  return scales ? show_scales(scales, error) : show_weights(path, error);
}
