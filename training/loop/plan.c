/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/plan.h"

#include <stdlib.h>

#include "estimators/estimator.h"

int l2h_plan_most_trials(const struct l2h_config *config)
{
  return l2h_estimator_of(config)->trials(config);
}

int l2h_plan_groups(const struct l2h_config *config)
{
  return config->systems * config->horizons;
}

int l2h_plan_create(struct l2h_plan *plan, const struct l2h_config *config, struct l2h_error *error)
{
  plan->start = calloc((size_t)config->starts, sizeof *plan->start);
  plan->trial = calloc((size_t)l2h_plan_most_trials(config), sizeof *plan->trial);
  return plan->start && plan->trial ? 0 : l2h_fail(error, "no memory for updates of %d starts", config->starts);
}

void l2h_plan_free(struct l2h_plan *plan)
{
  free(plan->start);
  free(plan->trial);
}

struct l2h_plan_start l2h_plan_start_of(const struct l2h_config *config, long update, int i)
{
  const int system = i % config->systems, turn = i / config->systems % config->horizons;
  return (struct l2h_plan_start){.system = system,
                                 .group = turn * config->systems + system,
                                 .update = (uint32_t)update,
                                 .number = (uint32_t)i,
                                 .horizon = config->trained_horizon[turn]};
}

void l2h_plan_make(const struct l2h_config *config, long update, struct l2h_plan *plan)
{
  plan->starts = config->starts;
  for (int i = 0; i < plan->starts; i++)
    plan->start[i] = l2h_plan_start_of(config, update, i);
  plan->trials = plan->pieces = 0;
  l2h_estimator_of(config)->plan(config, plan);
}
