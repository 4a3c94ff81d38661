/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of a learned optimizer. It names its start and its perturbation by the numbers that make them, never by their
   contents, so that any rank, thread or device makes both for itself. */
#ifndef L2H_ROLLOUT_H
#define L2H_ROLLOUT_H

#include <stdint.h>

struct l2h_rollout {
  int start;       /* which of the starts beside it */
  long horizon;    /* T, learned steps */
  int sign;        /* 0: the weights as they are; +1, -1: perturbed */
  uint32_t member; /* whose perturbation */
};

#endif
