/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of the CPU engine's compilations to use. */
#ifndef L2H_TRAINING_KERNELS_H
#define L2H_TRAINING_KERNELS_H

#include "cpu/engine.h"
#include "base/world.h"

/* The fastest that every rank's processor runs: ranks on unlike machines still compute the same bits. */
const struct l2h_kernels *l2h_world_kernels(const struct l2h_world *world);

/* By name, or NULL with a message that says which this processor runs. */
const struct l2h_kernels *l2h_kernels_named(const char *name, struct l2h_error *error);

#endif
