/* SPDX-License-Identifier: GPL-2.0-only */
#include "esmc.h"

#include "random.h"

#define BLOCK 256 /* parameters that a thread takes at once */

void l2h_perturbation(const struct l2h_search *search, uint32_t member, int from, int count, double *epsilon)
{
  const struct l2h_stream stream = {search->seed, L2H_PERTURBATIONS, search->update, member};
  l2h_normal(&stream, (uint32_t)from, count, epsilon);
}

void l2h_perturbed(const struct l2h_search *search, uint32_t member, int sign, int count, const double *theta,
                   double *moved)
{
  l2h_perturbation(search, member, 0, count, moved);
  for (int k = 0; k < count; k++)
    moved[k] = l2h_perturbed_value(search, sign, theta[k], moved[k]);
}

static double min(double a, double b)
{
  return a < b ? a : b;
}

/* What start i's perturbation is multiplied by. */
static double coefficient(const struct l2h_search *search, bool clipped, const struct l2h_esmc_losses *loss)
{
  if (!clipped)
    return (loss->plus - loss->minus) / (2 * search->sigma);
  return (min(loss->centre, loss->plus) - min(loss->centre, loss->minus)) / (2 * search->sigma);
}

void l2h_esmc_gradient(const struct l2h_search *search, bool clipped, int starts, const struct l2h_esmc_losses *losses,
                       const double *weight, int count, double *gradient)
{
#pragma omp parallel for schedule(static)
  for (int from = 0; from < count; from += BLOCK) {
    const int size = count - from < BLOCK ? count - from : BLOCK;
    double epsilon[BLOCK], sum[BLOCK] = {0};
    for (int i = 0; i < starts; i++) {
      const double factor = weight[i] * coefficient(search, clipped, &losses[i]);
      if (factor == 0)
        continue; /* both rollouts clipped: nothing to learn from this start */
      l2h_perturbation(search, (uint32_t)i, from, size, epsilon);
      for (int k = 0; k < size; k++)
        sum[k] += factor * epsilon[k];
    }
    for (int k = 0; k < size; k++)
      gradient[from + k] = sum[k] / starts;
  }
}
