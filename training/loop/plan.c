/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/plan.h"

#include <stdlib.h>

int l2h_plan_most_rollouts(const struct l2h_config *config)
{
  return l2h_config_estimator(config)->rollouts(&config->settings);
}

int l2h_plan_cohorts(const struct l2h_config *config)
{
  return config->systems * config->horizons;
}

int l2h_plan_create(struct l2h_plan *plan, const struct l2h_config *config, struct l2h_error *error)
{
  const int starts = config->settings.starts;
  plan->start = calloc((size_t)starts, sizeof *plan->start);
  plan->cohort = calloc((size_t)starts, sizeof *plan->cohort);
  plan->rollout = calloc((size_t)l2h_plan_most_rollouts(config), sizeof *plan->rollout);
  return plan->start && plan->cohort && plan->rollout ? 0
                                                      : l2h_fail(error, "no memory for updates of %d starts", starts);
}

void l2h_plan_free(struct l2h_plan *plan)
{
  free(plan->start);
  free(plan->cohort);
  free(plan->rollout);
}

static void set_start(const struct l2h_config *config, long update, int i, struct l2h_plan *plan)
{
  const int system = i % config->systems, turn = i / config->systems % config->horizons;
  plan->start[i] = (struct l2h_start){.system = &config->system[system],
                                      .seed = config->seed,
                                      .purpose = L2H_TRAINING_STARTS,
                                      .update = (uint32_t)update,
                                      .number = (uint32_t)i};
  plan->cohort[i] = turn * config->systems + system;
}

void l2h_plan_make(const struct l2h_config *config, long update, struct l2h_plan *plan)
{
  plan->starts = config->settings.starts;
  for (int i = 0; i < plan->starts; i++)
    set_start(config, update, i, plan);
  plan->rollouts = 0;
  l2h_config_estimator(config)->plan(&config->settings, plan);
  for (int j = 0; j < plan->rollouts; j++) {
    const int cohort = plan->cohort[plan->rollout[j].start];
    plan->rollout[j].horizon = config->episode == L2H_OF_SEARCHES ? config->search.budget[cohort % config->systems]
                                                                  : config->trained_horizon[cohort / config->systems];
  }
}
