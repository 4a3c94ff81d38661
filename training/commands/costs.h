/* SPDX-License-Identifier: GPL-2.0-only */
/* What the parts of an update cost on this machine's CPU: a forecast for many ranks is made of them (forecast.h). */
#ifndef L2H_COSTS_H
#define L2H_COSTS_H

#include "loop/config.h"
#include "cpu/engine.h"

/* All in seconds. What one thread does is counted in time that it had a core, so that what else runs on the machine
   does little harm; the others by the clock, the least of some runs. */
struct l2h_costs {
  int threads;       /* that worked at once while rollouts were measured, as they do in training */
  int systems;       /* the configuration's */
  int rollouts;      /* measured, a system */
  long steps;        /* of the horizon that were run; the rest is scaled */
  double *rollout;   /* [systems][rollouts], ascending: start, perturbation, horizon and quench */
  double *start;     /* [systems]: of these, to make a start */
  double serial;     /* gradient estimate and Adam, which every rank repeats, on `threads` threads */
  double serial_one; /* the same on one thread */
  double checkpoint; /* to write one into the working directory */
};

/* Runs `rollouts` perturbed rollouts of each system from the configuration's initial weights over `threads` threads,
   at most `steps` learned steps each, and the other parts. Reads clocks: no two calls give the same. 0, or -1 with a
   message; l2h_costs_free() in either case. */
int l2h_costs_measure(const struct l2h_config *config, const struct l2h_kernels *kernels, int threads, int rollouts,
                      long steps, struct l2h_costs *costs, struct l2h_error *error);
void l2h_costs_free(struct l2h_costs *costs);

/* Mean seconds of a system's rollouts. */
double l2h_costs_mean(const struct l2h_costs *costs, int system);

#endif
