/* SPDX-License-Identifier: GPL-2.0-only */
/* One trajectory of a learned optimizer on the CPU engine, a step at a time: forces, features, network, move. */
#ifndef L2H_TRAJECTORY_H
#define L2H_TRAJECTORY_H

#include "cpu/engine.h"

/* Puts `count` atoms, at most what `atoms` was allocated for, at position[count][3] in d0, with no memory of any step.
 */
void l2h_trajectory_begin(struct l2h_atoms *atoms, int count, const double *position);

/* One learned step (Eq. 2 applied to every coordinate) at the clock's time; the clock moves on. */
void l2h_trajectory_step(const struct l2h_kernels *kernels, const struct l2h_weights *weights, struct l2h_clock *clock,
                         struct l2h_atoms *atoms);

/* One step of the paper's gradient descent (L2H_PAPER_RATE), no coordinate by more than L2H_DESCENT_LIMIT. */
#define L2H_DESCENT_LIMIT 0.05f
void l2h_trajectory_descend(const struct l2h_kernels *kernels, struct l2h_atoms *atoms);

/* position[atoms][3], in double. */
void l2h_trajectory_positions(const struct l2h_atoms *atoms, double *position);

#endif
