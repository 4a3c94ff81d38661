/* SPDX-License-Identifier: GPL-2.0-only */
/* How many multiply-adds in single precision one core can do: what the bench measures a learned step by. */
#ifndef L2H_CORE_PEAK_H
#define L2H_CORE_PEAK_H

/* Runs `rounds` rounds of independent multiply-adds in registers of `width` floats (struct l2h_kernels) and returns how
   many multiply-adds that were. *sink goes in and out, so that no compiler leaves them out. */
double l2h_core_peak(int width, long rounds, float *sink);

#endif
