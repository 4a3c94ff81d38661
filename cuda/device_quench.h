/* SPDX-License-Identifier: GPL-2.0-only */
/* The quench kernels: one block a quench, as many answers inside as the host lets it. */
#ifndef L2H_CUDA_QUENCH_H
#define L2H_CUDA_QUENCH_H

#include "host.h"
#include "quench_block.h"

#include "rollouts/quench_backend.h"

/* What the quenches of one system share, and where they lie: all pointers are the device's. */
struct l2h_quench_task {
  struct l2h_quench_shape shape;
  struct l2h_landscape landscape; /* in the units of the potential */
  int first[L2H_MAX_SPECIES + 1];
  int jobs;
  struct l2h_quench_job *job; /* [jobs] */
  double *vectors;            /* [jobs][shape.vectors] */
  double *state;              /* [jobs][shape.state], where that is not shared */
  double *heap;               /* [jobs][shape.heap] */
};

namespace l2h_cuda
{

/* Runs the task's quenches on the stream. */
void run_quenches(const struct l2h_quench_task *task, cudaStream_t stream);
/* Once for each device: lets the kernels have up to `bytes` of shared memory. */
void prepare_quenches(int bytes);

} // namespace l2h_cuda

#endif
