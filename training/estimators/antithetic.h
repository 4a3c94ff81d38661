/* SPDX-License-Identifier: GPL-2.0-only */
/* What a pair of rollouts with opposite perturbations says of the meta-gradient (Eq. 3 and 4). */
#ifndef L2H_ANTITHETIC_H
#define L2H_ANTITHETIC_H

#include <stdbool.h>

/* The losses of a start with theta, theta + sigma epsilon and theta - sigma epsilon. */
struct l2h_trio {
  double centre, plus, minus;
};

/* What epsilon is multiplied by, epsilon having variance 1 here (Eq. 3 and 4 put sigma into it): (L+ - L-) / (2 sigma),
   each loss clipped at the centre's from above where `clipped` (Eq. 4). */
double l2h_antithetic(double sigma, bool clipped, const struct l2h_trio *loss);

#endif
