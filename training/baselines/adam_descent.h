/* SPDX-License-Identifier: GPL-2.0-only */
/* What the paper's basin hopping shares with Adam: the descent. */
#ifndef L2H_METHODS_DESCENT_H
#define L2H_METHODS_DESCENT_H

#include "baselines/hunt.h"

/* `steps` steps of Adam from x, or until the hunt is over. parameter: learning rate, beta1, beta2, epsilon. */
void l2h_adam_descend(struct l2h_hunt *hunt, const double *parameter, long steps, double *x);

#endif
