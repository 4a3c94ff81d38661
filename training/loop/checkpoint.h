/* SPDX-License-Identifier: GPL-2.0-only */
/* The checkpoint file: a training's state, whole or not at all, so that a run that was stopped goes on to the same bits
   as one that was not.

   Binary, in the machine's own numbers: magic and version, the configuration's hash and seed, fingerprints of the
   files that its systems read, the kernels that computed it, the state's scalars, its vectors, and a checksum (XXH3) of
   all before it. */
#ifndef L2H_CHECKPOINT_H
#define L2H_CHECKPOINT_H

#include "loop/config.h"
#include "loop/training_state.h"

/* Replaces the file at path. 0, or -1 with a message; the earlier file is then untouched. kernels: their name. */
int l2h_checkpoint_write(const char *path, const struct l2h_config *config, const char *kernels,
                         const struct l2h_state *state, struct l2h_error *error);

/* Into a created state of the configuration's size. 0, or -1 with a message that says which of these it is: a missing
   file, a damaged one, one of another version or one of another configuration. kernels[16]: what the file says. */
int l2h_checkpoint_read(const char *path, const struct l2h_config *config, struct l2h_state *state, char kernels[16],
                        struct l2h_error *error);

#endif
