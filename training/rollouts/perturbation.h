/* SPDX-License-Identifier: GPL-2.0-only */
/* Perturbations of theta, with which every estimator of the meta-gradient explores: normal, independent, mean 0. They
   are never stored nor sent: any rank, thread or device makes number `member` of an update again when it needs it. */
#ifndef L2H_PERTURBATION_H
#define L2H_PERTURBATION_H

#include <stdint.h>

#include "core/real.h"

/* What makes the perturbations of one update. */
struct l2h_perturbations {
  uint64_t seed;
  uint32_t update;
  double sigma;
  const double *deviation; /* [parameters], by which sigma is multiplied, one a parameter; NULL: all 1 */
};

/* epsilon[from ... from + count) of a member, of variance 1; `from` is a multiple of 4. */
void l2h_perturbation(const struct l2h_perturbations *perturbations, uint32_t member, int from, int count,
                      double *epsilon);

/* theta + sign sigma epsilon, of one parameter: the same bits wherever it is compiled without fused multiply-adds. */
L2H_FN double l2h_perturbed_value(double sigma, int sign, double theta, double epsilon)
{
  return theta + sign * sigma * epsilon;
}

/* Deviation of the perturbations of parameter k. */
L2H_FN double l2h_deviation(const struct l2h_perturbations *perturbations, int k)
{
  return perturbations->deviation ? perturbations->sigma * perturbations->deviation[k] : perturbations->sigma;
}

/* moved[k] = theta[k] + sign l2h_deviation(k) epsilon[k]. sign is +1 or -1. */
void l2h_perturbed(const struct l2h_perturbations *perturbations, uint32_t member, int sign, int count,
                   const double *theta, double *moved);

/* One perturbation in a sum of them. */
struct l2h_direction {
  double factor;
  uint32_t member;
};

/* sum[k] = (sum over i of factor_i epsilon_i[k]) / divisor, k < count, over `directions` perturbations of the update.
   The sum runs in their order whatever the number of threads, which share the parameters. */
void l2h_combine(const struct l2h_perturbations *perturbations, int directions, const struct l2h_direction *direction,
                 double divisor, int count, double *sum);

/* The same sum of factor_i (epsilon_i[k]^2 - 1): what an estimator that adapts its deviations learns from. */
void l2h_combine_squares(const struct l2h_perturbations *perturbations, int directions,
                         const struct l2h_direction *direction, double divisor, int count, double *sum);

#endif
