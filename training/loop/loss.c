/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/loss.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

double l2h_loss(const struct l2h_system *system, double energy)
{
  return fmin(energy / system->loss_scale, 0);
}

static int cohort_of(const struct l2h_plan *plan, int j)
{
  return plan->cohort[plan->rollout[j].start];
}

/* Standard deviation of the losses of a cohort's perturbed rollouts. */
static double spread(const struct l2h_plan *plan, const double *loss, int cohort)
{
  double count = 0, sum = 0, squares = 0;
  for (int j = 0; j < plan->rollouts; j++) {
    if (cohort_of(plan, j) != cohort || plan->rollout[j].sign == 0)
      continue;
    count++;
    sum += loss[j];
    squares += loss[j] * loss[j];
  }
  return count > 0 ? sqrt(fmax(squares / count - sum / count * (sum / count), 0)) : 0;
}

/* Final energies of 13 Lennard-Jones atoms differ by 4 % and those of 75 by 0.6 %: balanced, both count. A cohort whose
   losses hardly differ any more is not magnified without bound. */
#define LEAST_SPREAD 2e-3
#define USUAL_SPREAD 1e-2

void l2h_loss_weights(const struct l2h_config *config, const struct l2h_plan *plan, const double *loss, double *weight)
{
  for (int c = 0; c < l2h_plan_cohorts(config); c++) {
    const double factor = config->balance ? USUAL_SPREAD / fmax(spread(plan, loss, c), LEAST_SPREAD) : 1;
    for (int i = 0; i < plan->starts; i++)
      if (plan->cohort[i] == c)
        weight[i] = config->weight[c % config->systems] * factor;
  }
}

static int in_order(const void *a, const void *b)
{
  const struct l2h_ranked *x = a, *y = b;
  if (x->cohort != y->cohort)
    return x->cohort < y->cohort ? -1 : 1;
  if (x->loss != y->loss)
    return x->loss < y->loss ? -1 : 1;
  return x->rollout < y->rollout ? -1 : 1;
}

/* One after the last of those from `from` on that are of its cohort, and, where `equal`, have its loss. */
static int end_of(const struct l2h_ranked *sorted, int count, int from, bool equal)
{
  int end = from + 1;
  while (end < count && sorted[end].cohort == sorted[from].cohort && (!equal || sorted[end].loss == sorted[from].loss))
    end++;
  return end;
}

void l2h_loss_ranks(const struct l2h_plan *plan, double *loss, struct l2h_ranked *room)
{
  for (int j = 0; j < plan->rollouts; j++)
    room[j] = (struct l2h_ranked){loss[j], cohort_of(plan, j), j};
  qsort(room, (size_t)plan->rollouts, sizeof *room, in_order);
  for (int begin = 0, end; begin < plan->rollouts; begin = end) {
    end = end_of(room, plan->rollouts, begin, false);
    for (int from = begin, to; from < end; from = to) {
      to = end_of(room, end, from, true);
      const double rank = 0.5 * (from + to - 1) - begin;
      for (int r = from; r < to; r++)
        loss[room[r].rollout] = end - begin > 1 ? rank / (end - begin - 1) - 0.5 : 0;
    }
  }
}
