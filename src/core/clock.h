/* SPDX-License-Identifier: GPL-2.0-only */
/* What a whole step shares: the step number t, its sines, the progress t/T and Adam's corrections. Always in double,
   whatever `real` is: it is computed once a step, not once an atom. */
#ifndef L2H_CLOCK_H
#define L2H_CLOCK_H

#include <math.h>

#include "core/features.h"

struct l2h_clock {
  long step;                                           /* t, 0 for the first step */
  long horizon;                                        /* T */
  double sine[L2H_SINES], cosine[L2H_SINES];           /* of t / tau */
  double sine_turn[L2H_SINES], cosine_turn[L2H_SINES]; /* of 1 / tau */
  double power[L2H_DECAYS];                            /* decay^(t+1) */
};

L2H_FN void l2h_clock_start(struct l2h_clock *clock, long horizon)
{
  const double tau[L2H_SINES] = L2H_SINE_TIMES;
  const double decay[L2H_DECAYS] = L2H_DECAY_VALUES;
  clock->step = 0;
  clock->horizon = horizon;
  for (int k = 0; k < L2H_SINES; k++) {
    clock->sine[k] = 0;
    clock->cosine[k] = 1;
    clock->sine_turn[k] = sin(1 / tau[k]);
    clock->cosine_turn[k] = cos(1 / tau[k]);
  }
  for (int k = 0; k < L2H_DECAYS; k++)
    clock->power[k] = decay[k];
}

/* One sine and its cosine on by their angle: no call of sin() a step, and 1e-11 off after 1e5 of them. */
L2H_FN void l2h_clock_turn(double sine_turn, double cosine_turn, double *sine, double *cosine)
{
  const double s = *sine, c = *cosine;
  *sine = s * cosine_turn + c * sine_turn;
  *cosine = c * cosine_turn - s * sine_turn;
}

/* t/T. A run may go on past its horizon: progress stays at its end. */
L2H_FN double l2h_clock_progress(long step, long horizon)
{
  return step < horizon ? (double)step / (double)horizon : 1;
}

/* On to the next step. */
L2H_FN void l2h_clock_tick(struct l2h_clock *clock)
{
  const double decay[L2H_DECAYS] = L2H_DECAY_VALUES;
  clock->step++;
  for (int k = 0; k < L2H_SINES; k++)
    l2h_clock_turn(clock->sine_turn[k], clock->cosine_turn[k], &clock->sine[k], &clock->cosine[k]);
  for (int k = 0; k < L2H_DECAYS; k++)
    clock->power[k] = fmax(clock->power[k] * decay[k], L2H_FAINT); /* 1 - power is 1 long before */
}

L2H_FN struct l2h_corrections l2h_clock_corrections(const struct l2h_clock *clock)
{
  struct l2h_corrections corrections;
  for (int k = 0; k < L2H_DECAYS; k++)
    corrections.value[k] = (real_scalar)(1 / (1 - clock->power[k]));
  return corrections;
}

/* Where they stand among the step inputs, after the code of the number of atoms. */
enum {
  L2H_SINE_CODES = 2,
  L2H_SINE_VALUES = L2H_SINE_CODES + 2 * L2H_SINES,
  L2H_PROGRESS_VALUES = L2H_SINE_VALUES + L2H_SINES,
};

/* The step inputs in the table's order, for a system of `atoms` atoms; the codes of the sines, which cost nine
   logarithms, only where `coded` (a model with group STEP), else 0. The log-magnitude code is l2h_encode()'s, in
   double: that one is over real, a vector in the engine. */
L2H_FN void l2h_clock_inputs(const struct l2h_clock *clock, long atoms, int coded, double inputs[L2H_STEP_INPUTS])
{
  const double smallest = exp(-L2H_LOG_RANGE);
  double *in = inputs;
  *in++ = log((double)atoms) / L2H_LOG_RANGE;
  *in++ = 1;
  for (int k = 0; k < L2H_SINES; k++) {
    const double size = fabs(clock->sine[k]);
    *in++ = !coded ? 0 : size > smallest ? log(size) / L2H_LOG_RANGE : -1;
    *in++ = !coded ? 0 : size > smallest ? copysign(1.0, clock->sine[k]) : clock->sine[k] / smallest;
  }
  for (int k = 0; k < L2H_SINES; k++)
    *in++ = clock->sine[k];
  const double progress = l2h_clock_progress(clock->step, clock->horizon);
  *in++ = progress;
  *in++ = 1 - progress;
}

#endif
