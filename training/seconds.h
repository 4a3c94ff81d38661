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

#endif
