/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/loss.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

double l2h_loss(const struct l2h_system *system, double energy)
{
  return fmin(energy / system->loss_scale, 0);
}

/* Standard deviation of the losses of a group's perturbed trials. */
static double spread(const struct l2h_plan *plan, const double *loss, int group)
{
  double count = 0, sum = 0, squares = 0;
  for (int j = 0; j < plan->trials; j++) {
    if (plan->start[plan->trial[j].start].group != group || plan->trial[j].sign == 0)
      continue;
    count++;
    sum += loss[j];
    squares += loss[j] * loss[j];
  }
  return count > 0 ? sqrt(fmax(squares / count - sum / count * (sum / count), 0)) : 0;
}

/* Final energies of 13 Lennard-Jones atoms differ by 4 % and those of 75 by 0.6 %: balanced, both are heard. A group
   whose losses hardly differ any more is not magnified without bound. */
#define LEAST_SPREAD 2e-3
#define USUAL_SPREAD 1e-2

void l2h_loss_weights(const struct l2h_config *config, const struct l2h_plan *plan, const double *loss, double *weight)
{
  for (int g = 0; g < l2h_plan_groups(config); g++) {
    const double factor = config->balance ? USUAL_SPREAD / fmax(spread(plan, loss, g), LEAST_SPREAD) : 1;
    for (int i = 0; i < plan->starts; i++)
      if (plan->start[i].group == g)
        weight[i] = config->weight[plan->start[i].system] * factor;
  }
}

static int in_order(const void *a, const void *b)
{
  const struct l2h_ranked *x = a, *y = b;
  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  if (x->loss != y->loss)
    return x->loss < y->loss ? -1 : 1;
  return x->trial < y->trial ? -1 : 1;
}

/* Behind the last of those from `from` on that are of its group, and, where `equal`, have its loss. */
static int end_of(const struct l2h_ranked *sorted, int count, int from, bool equal)
{
  int end = from + 1;
  while (end < count && sorted[end].group == sorted[from].group && (!equal || sorted[end].loss == sorted[from].loss))
    end++;
  return end;
}

void l2h_loss_ranks(const struct l2h_plan *plan, double *loss, struct l2h_ranked *room)
{
  for (int j = 0; j < plan->trials; j++)
    room[j] = (struct l2h_ranked){loss[j], plan->start[plan->trial[j].start].group, j};
  qsort(room, (size_t)plan->trials, sizeof *room, in_order);
  for (int begin = 0, end; begin < plan->trials; begin = end) {
    end = end_of(room, plan->trials, begin, false);
    for (int from = begin, to; from < end; from = to) {
      to = end_of(room, end, from, true);
      const double rank = 0.5 * (from + to - 1) - begin;
      for (int r = from; r < to; r++)
        loss[room[r].trial] = end - begin > 1 ? rank / (end - begin - 1) - 0.5 : 0;
    }
  }
}
