/* SPDX-License-Identifier: GPL-2.0-only */
/* A training's folder: its journal, its checkpoint and its weights. One process has it, rank 0. */
#ifndef L2H_TRAINING_FOLDER_H
#define L2H_TRAINING_FOLDER_H

#include <stdbool.h>

#include "loop/config.h"
#include "loop/journal.h"
#include "loop/trainer.h"

struct l2h_training_folder {
  const struct l2h_config *config;
  struct l2h_state *state;
  const char *kernels; /* the arithmetic that the state comes from */
  struct l2h_journal journal;
  char path[4000], checkpoint[4100], weights[4100], latest[4100];
  bool resumed;             /* from a checkpoint that was there */
  char earlier_kernels[16]; /* of that checkpoint */
  double last_checkpoint;   /* when, l2h_seconds() */
  long kept;                /* the update that it holds */
};

/* Takes the folder at path, makes it where it is not there, and fills the state: from its checkpoint, where it is to
   resume and there is one, else the initial one. What can fail before hours of work does so here; a folder that holds
   another training's work is refused. config and state stay the caller's; the state has its room. 0, or -1 with a
   message; the journal is to be closed in any case. */
int l2h_training_folder_open(struct l2h_training_folder *folder, const char *path, bool resume,
                             struct l2h_error *error);

/* Writes down the update that the state stands at, with its validation (NULL: none), the weights where it is the best,
   and a checkpoint where one is due. 0, or -1 with a message. */
int l2h_training_folder_record(struct l2h_training_folder *folder, const struct l2h_validation *validation,
                               struct l2h_error *error);

/* The checkpoint, the latest weights and, where the training is over, those to be used. 0, or -1 with a message. */
int l2h_training_folder_finish(struct l2h_training_folder *folder, bool is_over, struct l2h_error *error);

#endif
