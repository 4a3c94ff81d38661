/* SPDX-License-Identifier: GPL-2.0-only */
/* What a training leaves to read: training.csv, one row an update; validation.csv, one row a validation and system;
   training.log; and what stands on the terminal while it runs. Rank 0 alone has a journal. */
#ifndef L2H_JOURNAL_H
#define L2H_JOURNAL_H

#include <stdbool.h>
#include <stdio.h>

#include "base/seconds.h"
#include "loop/trainer.h"

struct l2h_table {
  FILE *file;
  char path[4200];
};

struct l2h_journal {
  struct l2h_table training, validation; /* the latter without a file where nothing is validated */
  FILE *log;
  bool terminal;        /* a bar that redraws itself, else plain lines */
  int drawn;            /* width of the bar that stands there */
  long first;           /* update that this run began with, */
  double start;         /* and when */
  double last_progress; /* when a plain line was last said of an update */
};

/* Whether a training may begin in this folder: 0, or -1 with a message when a table there has rows. One that has none
   is what a training leaves that was killed before its first checkpoint. */
int l2h_journal_is_new(const char *folder, struct l2h_error *error);

/* Opens the files in a folder, which no other training may have open. A resumed training's tables are cut to
   state->journal_bytes and state->validation_bytes, the last rows that its checkpoint knows of; where they are shorter,
   that is said. 0, or -1 with a message. */
int l2h_journal_open(struct l2h_journal *journal, const char *folder, const struct l2h_config *config,
                     const struct l2h_state *state, struct l2h_error *error);
/* Brings the tables to disk, before a checkpoint that knows of their rows. 0, or -1 with a message. */
int l2h_journal_sync(struct l2h_journal *journal, struct l2h_error *error);
void l2h_journal_close(struct l2h_journal *journal);

/* A line for the log and the terminal. */
void l2h_journal_say(struct l2h_journal *journal, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The state's row, and those of its validation where there was one (else NULL); sets state->journal_bytes and
   validation_bytes. Says them, too: of an update, where there is no terminal, only every few seconds. 0, or -1 with a
   message. */
int l2h_journal_row(struct l2h_journal *journal, const struct l2h_config *config, struct l2h_state *state,
                    const struct l2h_validation *validation, struct l2h_error *error);

#endif
