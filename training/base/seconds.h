/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef L2H_SECONDS_H
#define L2H_SECONDS_H

#include <time.h>

/* Seconds on a clock that only runs forward. */
static inline double l2h_seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Seconds of a processor that the calling thread has had: what work costs, however busy the machine is with other. */
static inline double l2h_thread_seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

#endif
