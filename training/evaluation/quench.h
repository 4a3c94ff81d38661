/* SPDX-License-Identifier: GPL-2.0-only */
/* From where a rollout ends to a minimum, in double. */
#ifndef L2H_QUENCH_H
#define L2H_QUENCH_H

#include "core/descent.h"
#include "systems/system.h"

/* RMS of the gradient, in energy over length scale, that counts as a minimum: the energy is then right to 1e-9. Ten
   times less would ask the line search for energy differences below the rounding of a cluster's energy, and it would
   fail. */
#define L2H_QUENCH_RMS 1e-5

enum l2h_quench {
  L2H_QUENCH_LBFGS, /* to the minimum, with liblbfgs */
  L2H_QUENCH_GD,    /* section 3.3: 1000 steps of gradient descent at 1e-3, wherever that ends */
};

struct l2h_quenched {
  double energy;       /* where it ended */
  double gradient_rms; /* there */
  long evaluations;    /* of the forces */
};

/* Moves position[atoms][3]. Never ends higher than it began; where L-BFGS fails, gradient descent with a step that
   adapts itself goes on, which takes no memory. */
struct l2h_quenched l2h_quench(const struct l2h_system *system, enum l2h_quench how, double *position);

/* The quench of the search (search/lbfgs.h), one evaluation an iteration, to a gradient of `rms` in energy over length
   scale, or as far as it comes: for quenches by the thousand. Takes no memory. springs: that guide it
   (search/springs.h), or NULL. */
struct l2h_springs;
struct l2h_quenched l2h_quench_loosely(const struct l2h_system *system, double rms, struct l2h_springs *springs,
                                       double *position);

#endif
