/* SPDX-License-Identifier: GPL-2.0-only */
/* ESMC, evolution strategies with meta-loss clipping (Eq. 4). Start i of an update has a perturbation epsilon_i of its
   own and three rollouts, theta, theta + sigma epsilon_i and theta - sigma epsilon_i; the gradient is

     1/n sum over i of  w_i (min(L_i, L_i+) - min(L_i, L_i-)) / (2 sigma) epsilon_i

   with epsilon of variance 1 here (Eq. 4 puts sigma into it), and weights w_i of mean 1.

   Plain ES (Eq. 3) is the same without the centre: (L_i+ - L_i-) / (2 sigma). Where most starts already end in the
   minimum, ESMC learns from the few whose centre fails and ES from every pair that differs, so ES has far less noise;
   the trainer bounds losses from above, which is the protection against explosions that ES lacks in the paper.

   Perturbations are never stored nor sent: any rank makes epsilon_i again from (seed, update, i). */
#ifndef L2H_ESMC_H
#define L2H_ESMC_H

#include <stdbool.h>
#include <stdint.h>

#include "core/real.h"

/* What makes the perturbations of one update. */
struct l2h_search {
  uint64_t seed;
  uint32_t update;
  double sigma;
};

/* The three losses of a start; for plain ES the centre is the mean of the other two, and clips nothing. */
struct l2h_esmc_losses {
  double centre, plus, minus;
};

/* epsilon[from ... from + count) of a member; `from` is a multiple of 4. */
void l2h_perturbation(const struct l2h_search *search, uint32_t member, int from, int count, double *epsilon);

/* theta + sign sigma epsilon, of one parameter: the same bits wherever it is compiled without fused multiply-adds. */
L2H_FN double l2h_perturbed_value(const struct l2h_search *search, int sign, double theta, double epsilon)
{
  return theta + sign * search->sigma * epsilon;
}

/* moved[k] = theta[k] + sign sigma epsilon[k]. sign is +1 or -1. */
void l2h_perturbed(const struct l2h_search *search, uint32_t member, int sign, int count, const double *theta,
                   double *moved);

/* Eq. 4, or Eq. 3 where not `clipped`, from the losses of `starts` starts into gradient[count]. The sum over starts
   runs in their order whatever the number of threads, which share the parameters. weight: one a start, mean 1. */
void l2h_esmc_gradient(const struct l2h_search *search, bool clipped, int starts, const struct l2h_esmc_losses *losses,
                       const double *weight, int count, double *gradient);

#endif
