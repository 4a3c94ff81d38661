/* SPDX-License-Identifier: GPL-2.0-only */
/* What rollouts run on: the CPU's cores, or a GPU of this rank's own. */
#ifndef L2H_DEVICE_H
#define L2H_DEVICE_H

#include "cpu/engine.h"
#include "systems/system.h"
#include "base/world.h"

struct l2h_rollout_backend;

struct l2h_device {
  const struct l2h_rollout_backend *backend; /* rollout.h */
  const struct l2h_kernels *kernels;         /* of the CPU's cores */
  int number;                                /* of the GPU among the node's; 0 for the CPU */
};

/* The CPU with these kernels. */
struct l2h_device l2h_device_cpu(const struct l2h_kernels *kernels);

/* What `--device` takes, for L2H_CHOICE, ends with NULL. auto: cuda where every rank finds a GPU, else cpu. */
enum l2h_device_wish { L2H_DEVICE_AUTO, L2H_DEVICE_CPU, L2H_DEVICE_CUDA };
extern const char *const l2h_device_wishes[];

/* A device of that kind; ranks of a node take its GPUs in turn. cpu_only: what a GPU does not do and this work wants;
   NULL: nothing. `why` tells what was found, for the log. All ranks call it and get the same kind of device. 0, or -1
   with a message where there is no such device. */
int l2h_device_choose(const struct l2h_world *world, enum l2h_device_wish wish, const char *cpu_only,
                      struct l2h_device *device, char why[200], struct l2h_error *error);

/* Whose last bits the results have: the CPU's instruction set, or "cuda". */
const char *l2h_device_arithmetic(const struct l2h_device *device);

#endif
