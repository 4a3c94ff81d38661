/* SPDX-License-Identifier: GPL-2.0-only */
#include "rollouts/perturbation.h"

#include <stdbool.h>

#include "base/random.h"

#define BLOCK 256 /* parameters that a thread takes at once */

void l2h_perturbation(const struct l2h_perturbations *perturbations, uint32_t member, int from, int count,
                      double *epsilon)
{
  const struct l2h_stream stream = {perturbations->seed, L2H_PERTURBATIONS, perturbations->update, member};
  l2h_normal(&stream, (uint32_t)from, count, epsilon);
}

void l2h_perturbed(const struct l2h_perturbations *perturbations, uint32_t member, int sign, int count,
                   const double *theta, double *moved)
{
  l2h_perturbation(perturbations, member, 0, count, moved);
  for (int k = 0; k < count; k++)
    moved[k] = l2h_perturbed_value(l2h_deviation(perturbations, k), sign, theta[k], moved[k]);
}

static void combine_block(const struct l2h_perturbations *perturbations, int directions,
                          const struct l2h_direction *direction, bool squares, int from, int size, double *sum)
{
  double epsilon[BLOCK];
  for (int k = 0; k < size; k++)
    sum[k] = 0;
  for (int i = 0; i < directions; i++) {
    const double factor = direction[i].factor;
    if (factor == 0)
      continue; /* nothing to learn from it, and no numbers to make */
    l2h_perturbation(perturbations, direction[i].member, from, size, epsilon);
    for (int k = 0; k < size; k++)
      sum[k] += factor * (squares ? epsilon[k] * epsilon[k] - 1 : epsilon[k]);
  }
}

static void combine(const struct l2h_perturbations *perturbations, int directions,
                    const struct l2h_direction *direction, bool squares, double divisor, int count, double *sum)
{
#pragma omp parallel for schedule(static)
  for (int from = 0; from < count; from += BLOCK) {
    const int size = count - from < BLOCK ? count - from : BLOCK;
    combine_block(perturbations, directions, direction, squares, from, size, sum + from);
    for (int k = from; k < from + size; k++)
      sum[k] /= divisor;
  }
}

void l2h_combine(const struct l2h_perturbations *perturbations, int directions, const struct l2h_direction *direction,
                 double divisor, int count, double *sum)
{
  combine(perturbations, directions, direction, false, divisor, count, sum);
}

void l2h_combine_squares(const struct l2h_perturbations *perturbations, int directions,
                         const struct l2h_direction *direction, double divisor, int count, double *sum)
{
  combine(perturbations, directions, direction, true, divisor, count, sum);
}
