/* SPDX-License-Identifier: GPL-2.0-only */
/* Adam (Kingma and Ba 2015, algorithm 1) with beta1 0.9, beta2 0.999, epsilon 1e-8: the meta-update of section 3.3. */
#ifndef L2H_ADAM_H
#define L2H_ADAM_H

#define L2H_ADAM_VECTORS 2

/* The moving averages of the gradient and of its square, 0 before the first update. */
struct l2h_adam {
  double *mean, *square;
};

/* Takes the step of update number `update` (1, 2, 3 ...) down the gradient. All vectors of length `count`. */
void l2h_adam(int count, long update, double learning_rate, const double *gradient, const struct l2h_adam *adam,
              double *theta);

/* initial factor^floor((update - 1) / every): the decay of the learning rate in section 3.3, 0.98 every 10. */
double l2h_decayed(double initial, double factor, long every, long update);

#endif
