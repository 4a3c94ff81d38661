/* SPDX-License-Identifier: GPL-2.0-only */
/* What the paper's basin hopping shares with Adam: the descent. */
#ifndef L2H_ADAM_DESCENT_H
#define L2H_ADAM_DESCENT_H

#include "baselines/run.h"

#define L2H_ADAM_ARRAYS 3

/* `steps` steps of Adam from x, or until the run is over. parameter: learning rate, beta1, beta2, epsilon.
   room[L2H_ADAM_ARRAYS][3 atoms] holds anything at first. */
void l2h_adam_descend(struct l2h_run *run, const double *parameter, long steps, double *x, double *room);

#endif
