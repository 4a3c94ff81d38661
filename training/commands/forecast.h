/* SPDX-License-Identifier: GPL-2.0-only */
/* How long an update takes on ranks that are not there, from what its parts cost on one: the schedule (schedule.h) is
   that of training, made from each system's mean cost; the rollouts then take what others took when they were measured,
   drawn anew for every update. A rank's threads take its rollouts one after the other, the dearest first.

     update = until the last thread has run its rollouts + gradient and Adam + collectives

   Left out: processors of unequal speed, and networks that others use. */
#ifndef L2H_FORECAST_H
#define L2H_FORECAST_H

#include <stdint.h>

#include "core/error.h"

struct l2h_update_model {
  int rollouts;         /* an update */
  int systems;          /* rollout i is of system[i] */
  const int *system;    /* [rollouts] */
  int samples;          /* a system */
  const double *sample; /* [systems][samples]: seconds of a rollout on one thread */
  double serial;        /* seconds of what every rank repeats, on the threads that it has */
  int collectives;      /* an update */
  double bytes;         /* that a collective moves, in the mean */
  double latency;       /* seconds of one message */
  double bandwidth;     /* bytes a second */
};

struct l2h_forecast {
  int ranks, threads;
  double seconds; /* of an update, in the mean: all of these */
  double rolling; /* until the last rollout is done */
  double collectives;
  double utilisation; /* of all threads while rolling */
};

/* Reduction and broadcast in one, by recursive doubling: each of log2(ranks) rounds, rounded up, takes a message's
   latency and its bytes. */
double l2h_collective_seconds(const struct l2h_update_model *model, int ranks);

/* The mean of `updates` updates on `ranks` ranks of `threads` threads. The same for the same arguments. 0, or -1 when
   memory is short. */
int l2h_forecast(const struct l2h_update_model *model, int ranks, int threads, int updates,
                 struct l2h_forecast *forecast, struct l2h_error *error);

#endif
