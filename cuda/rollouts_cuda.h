/* SPDX-License-Identifier: GPL-2.0-only */
/* What cuda/ gives the programs that are built with it. */
#ifndef L2H_ROLLOUTS_CUDA_H
#define L2H_ROLLOUTS_CUDA_H

#include "rollouts/backend.h"
#include "rollouts/quench_backend.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const struct l2h_backend l2h_rollouts_cuda;
extern const struct l2h_quench_backend l2h_quenches_cuda; /* its quenches */

#ifdef __cplusplus
}
#endif
#endif
