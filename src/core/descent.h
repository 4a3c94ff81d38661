/* SPDX-License-Identifier: GPL-2.0-only */
/* The paper's gradient descent to a minimum (section 3.3), in the two scales: everyone's rate, and one coordinate's step
   of the descent after a rollout, which goes no farther than a limit. */
#ifndef L2H_DESCENT_H
#define L2H_DESCENT_H

#include "core/real.h"

#define L2H_PAPER_RATE 1e-3
#define L2H_DESCENT_LIMIT 0.05f

L2H_FN float l2h_descent_move(float gradient)
{
  const float move = -(float)L2H_PAPER_RATE * gradient;
  return fminf(fmaxf(move, -L2H_DESCENT_LIMIT), L2H_DESCENT_LIMIT);
}

#endif
