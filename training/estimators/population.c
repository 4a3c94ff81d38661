/* SPDX-License-Identifier: GPL-2.0-only */
#include "estimators/population.h"

void l2h_population_add(struct l2h_plan *plan, int sign, uint32_t perturbation)
{
  for (int s = 0; s < plan->starts; s++)
    plan->trial[plan->trials++] =
      (struct l2h_trial){.start = s, .piece = plan->pieces++, .sign = sign, .member = perturbation};
}

void l2h_population_means(const struct l2h_lesson *lesson, int members, double *mean)
{
  const int starts = lesson->plan->starts;
  for (int m = 0; m < members; m++) {
    mean[m] = 0;
    for (int s = 0; s < starts; s++)
      mean[m] += lesson->weight[s] * lesson->loss[m * starts + s] / starts;
  }
}
