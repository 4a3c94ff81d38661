/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of cuda/ one by one, for tests in C: all pointers are the host's. */
#ifndef L2H_TEST_PROBE_H
#define L2H_TEST_PROBE_H

#include "cuda/task.h"
#include "rollouts/perturbation.h"
#include "systems/starts.h"
#include "core/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whether there is a device; the shim is one. */
int probe_device(void);
/* Whether kernels run while the host goes on: not over the shim. */
int probe_runs_beside_the_host(void);
/* position[count][room] */
void probe_starts(int count, const struct l2h_start *start, double *position, int room);
/* network[...] in the order of l2h_task_network(), of a job with that sign and member */
void probe_network(const struct l2h_perturbations *from, uint32_t member, int sign, const struct l2h_model *model,
                   const double *theta, float *network);
/* Runs a task of one job, whose pointers are the host's except `job`, `state` and `stop`, which are made here. */
void probe_rollout(const struct l2h_task *task);

#ifdef __cplusplus
}
#endif
#endif
