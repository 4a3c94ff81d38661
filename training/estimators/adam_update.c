/* SPDX-License-Identifier: GPL-2.0-only */
#include "estimators/adam_update.h"

#include <math.h>

void l2h_adam(int count, long update, double learning_rate, const double *gradient, const struct l2h_adam *adam,
              double *theta)
{
  const double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  const double correct1 = 1 / (1 - pow(beta1, (double)update));
  const double correct2 = 1 / (1 - pow(beta2, (double)update));
  for (int k = 0; k < count; k++) {
    adam->mean[k] = beta1 * adam->mean[k] + (1 - beta1) * gradient[k];
    adam->square[k] = beta2 * adam->square[k] + (1 - beta2) * gradient[k] * gradient[k];
    theta[k] -= learning_rate * adam->mean[k] * correct1 / (sqrt(adam->square[k] * correct2) + epsilon);
  }
}

double l2h_decayed(double initial, double factor, long every, long update)
{
  double value = initial;
  for (long k = (update - 1) / every; k > 0; k--)
    value *= factor;
  return value;
}
