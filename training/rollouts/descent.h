/* SPDX-License-Identifier: GPL-2.0-only */
/* One coordinate's step of the gradient descent after a rollout: at the paper's rate, and no farther than a limit,
   both in the two scales. */
#ifndef L2H_DESCENT_H
#define L2H_DESCENT_H

#include "core/real.h"

#define L2H_PAPER_RATE 1e-3 /* of the gradient descent of section 3.3, in evaluation and before a loss */
#define L2H_DESCENT_LIMIT 0.05f

L2H_FN float l2h_descent_move(float gradient)
{
  const float move = -(float)L2H_PAPER_RATE * gradient;
  return fminf(fmaxf(move, -L2H_DESCENT_LIMIT), L2H_DESCENT_LIMIT);
}

#endif
