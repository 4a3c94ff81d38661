/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop info: a weights file's header in words. */
#include <inttypes.h>
#include <stdio.h>

#include "commands/commands.h"
#include "core/weights.h"
#include "base/options.h"
#include "rollouts/parameters.h"
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

static void print_info(const char *path, const struct l2h_weights *weights)
{
  const struct l2h_model *model = &weights->model;
  printf("%s: a learned optimizer of %s, by %s\n", path, weights->date, weights->contributor);
  printf("  after          %s\n", weights->citation);
  printf("  trained        %ld updates, seed %" PRIu64 ", configuration %s\n", weights->updates, weights->seed,
         weights->configuration);
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
  if (l2h_find_weights(arguments[1], &weights, error) != 0)
    return 1;
  print_info(arguments[1], &weights);
  return 0;
}
