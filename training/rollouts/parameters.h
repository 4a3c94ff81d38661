/* SPDX-License-Identifier: GPL-2.0-only */
/* What training changes: theta, all trainable numbers of a model in one vector of doubles.

   Order: the first layer's rows of the inputs that the model has (32 numbers each), the first bias (32), the second
   layer (32 x 32, [from][to]), its bias (32), the output layer (32 x 2: m, d), its bias (2), ln alpha, beta, gamma.
   alpha stands as its logarithm, so that it stays above 0. */
#ifndef L2H_PARAMETERS_H
#define L2H_PARAMETERS_H

#include "core/weights.h"
#include "core/portable.h"

#define L2H_MAX_PARAMETERS                                                                                      \
  (L2H_MAX_INPUTS * L2H_HIDDEN + L2H_HIDDEN + L2H_HIDDEN * L2H_HIDDEN + L2H_HIDDEN + L2H_HIDDEN * L2H_OUTPUTS + \
   L2H_OUTPUTS + 3)

/* alpha of Eq. 2 from where it stands in theta. */
L2H_FN float l2h_parameter_alpha(double theta)
{
  return (float)l2h_portable_exp(theta);
}

/* Length of theta. */
static inline int l2h_parameter_count(const struct l2h_model *model)
{
  return (l2h_active_inputs(model) + 1 + L2H_HIDDEN + 1) * L2H_HIDDEN + (L2H_HIDDEN + 1) * L2H_OUTPUTS + 3;
}

/* theta -> network, rounded to single precision; rows of inputs that the model lacks become 0. */
void l2h_parameters_to_network(const struct l2h_model *model, const double *theta, struct l2h_network *network);
/* network -> theta; there and back is exact. */
void l2h_parameters_from_network(const struct l2h_model *model, const struct l2h_network *network, double *theta);

#endif
