/* SPDX-License-Identifier: GPL-2.0-only */
/* Which device a command's rollouts run on. */
#ifndef L2H_DEVICE_H
#define L2H_DEVICE_H

#include "base/world.h"
#include "rollouts/backend.h"

/* The CPU with these kernels. */
struct l2h_device l2h_device_cpu(const struct l2h_kernels *kernels);

/* The backend that `cuda` stands for from now on. A program built with CUDA calls it at its start; without, there is no
   GPU. */
void l2h_device_offer_gpu(const struct l2h_backend *gpu);

/* What `--device` takes, for L2H_CHOICE, ends with NULL. auto: cuda where every rank finds a GPU, else cpu. */
enum l2h_device_choice { L2H_DEVICE_AUTO, L2H_DEVICE_CPU, L2H_DEVICE_CUDA };
extern const char *const l2h_device_choices[];

/* A device of that kind for this work ("rollouts") on some systems, of which a GPU does not do all; ranks of a node
   take its GPUs in turn. unasked: the name of what takes a GPU only where `cuda` says so; NULL: nothing. why: what was
   found, for the log. All ranks call it and get the same kind of device. 0, or -1 with a message where there is no such
   device. */
int l2h_device_choose(const struct l2h_world *world, enum l2h_device_choice choice, const char *work, int systems,
                      const struct l2h_system *system, const char *unasked, struct l2h_device *device, char why[200],
                      struct l2h_error *error);

/* What decides the last bits of the results: the CPU's instruction set, or "cuda". */
const char *l2h_device_arithmetic(const struct l2h_device *device);

#endif
