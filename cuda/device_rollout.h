/* SPDX-License-Identifier: GPL-2.0-only */
/* The persistent rollout kernels: one block a rollout, all its steps inside. */
#ifndef L2H_CUDA_ROLLOUT_H
#define L2H_CUDA_ROLLOUT_H

#include "host.h"
#include "task.h"

namespace l2h_cuda
{

/* Runs the task's jobs on the stream. */
void run_rollouts(const struct l2h_task *task, cudaStream_t stream);
/* Once for each device: lets the kernels have up to `bytes` of shared memory. */
void prepare_rollouts(int bytes);

} // namespace l2h_cuda

#endif
