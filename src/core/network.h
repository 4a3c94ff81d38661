/* SPDX-License-Identifier: GPL-2.0-only */
/* The learned optimizer's network, applied to every coordinate alike: inputs -> 32 -> 32 -> (m, d), ReLU between
   (section 3.1; the paper names no activation), and the update rule (Eq. 2). */
#ifndef L2H_NETWORK_H
#define L2H_NETWORK_H

#include "core/features.h"
#include "core/real.h"

#define L2H_HIDDEN 32
#define L2H_OUTPUTS 2 /* m (magnitude), d (direction) */

/* Single precision: what training works in. Rows of inputs that a model does not have are zero. */
struct l2h_network {
  float first[L2H_MAX_INPUTS][L2H_HIDDEN]; /* step inputs, then atom inputs, then coordinate inputs */
  float first_bias[L2H_HIDDEN];
  float second[L2H_HIDDEN][L2H_HIDDEN]; /* [from][to] */
  float second_bias[L2H_HIDDEN];
  float output[L2H_HIDDEN][L2H_OUTPUTS];
  float output_bias[L2H_OUTPUTS];
  float alpha, beta, gamma; /* Eq. 2 */
};

/* out[h] += sum over k of in[k] w[k][h]: one layer, or the part of it that some inputs make. */
L2H_FN void l2h_layer_add(int inputs, const real *in, int outputs, const float *w, real *out)
{
  for (int k = 0; k < inputs; k++)
    for (int h = 0; h < outputs; h++)
      out[h] += in[k] * REAL(w[k * outputs + h]);
}

L2H_FN real l2h_relu(real x)
{
  return real_max(x, real_of(0));
}

/* Eq. 2: alpha d sigmoid(beta m + gamma), in length scales, bounded by +-limit (a guard against one bad step, not
   part of the paper); a NaN becomes no move. */
L2H_FN real l2h_update(real_scalar alpha, real_scalar beta, real_scalar gamma, real m, real d, real_scalar limit)
{
  const real sigmoid = REAL(1) / (REAL(1) + real_exp(-(beta * m + gamma)));
  const real move = alpha * d * sigmoid;
  const real bounded = real_max(real_min(move, real_of(limit)), real_of(-limit));
  return real_select(move == move, bounded, real_of(0));
}

#endif
