/* SPDX-License-Identifier: GPL-2.0-only */
/* What rollouts begin with, made on the device from the numbers that name it: the same bits as on a CPU. */
#ifndef L2H_CUDA_PREPARE_H
#define L2H_CUDA_PREPARE_H

#include "host.h"
#include "task.h"

#include "rollouts/perturbation.h"
#include "systems/starts.h"

namespace l2h_cuda
{

/* A start as the device has it; `system` is not looked at. */
struct device_start {
  struct l2h_start start;
  int atoms;
  double cell, box, sphere;
};

/* position[k][room], k < count: the starts spread by their soft spheres. */
void make_starts(int count, const struct device_start *start, double *position, int room, cudaStream_t stream);
/* Once for each device, for starts of up to `atoms` atoms. */
void prepare_starts(int atoms);

/* Perturbed networks, and what they are made from; all pointers are the device's. */
struct perturbations {
  struct l2h_perturbations made_from;
  const double *theta;
  int parameters;
  const int *row; /* [active]: rows of the first layer that theta has */
  int active, rows;
  const struct l2h_task_job *job; /* [jobs], whose networks are made where sign is not 0 */
  const int *sign;                /* [jobs] */
  const uint32_t *member;         /* [jobs] */
  int jobs;
  float *network; /* [networks][network_stride]; 0 where theta has no row */
  int network_stride;
};

void perturb(const struct perturbations *wanted, cudaStream_t stream);

} // namespace l2h_cuda

#endif
