/* SPDX-License-Identifier: GPL-2.0-only */
#include "estimators/population.h"

void l2h_population_add(struct l2h_plan *plan, int sign, uint32_t perturbation)
{
  for (int s = 0; s < plan->starts; s++)
    l2h_plan_add(plan, s, sign, perturbation);
}

void l2h_population_means(const struct l2h_update_input *input, int members, double *mean)
{
  const int starts = input->plan->starts;
  for (int m = 0; m < members; m++) {
    mean[m] = 0;
    for (int s = 0; s < starts; s++)
      mean[m] += input->weight[s] * input->loss[m * starts + s] / starts;
  }
}
