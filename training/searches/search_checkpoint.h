/* SPDX-License-Identifier: GPL-2.0-only */
/* A team's checkpoint: a file, whole or not at all, from which a search that was stopped goes on to the same bits as
   one that was not.

   Binary, in the machine's own numbers: magic, version, what was searched, what it has cost, the team (team.h), and a
   checksum (core/hash.h) of all before it. */
#ifndef L2H_SEARCH_CHECKPOINT_H
#define L2H_SEARCH_CHECKPOINT_H

#include "searches/team.h"

struct l2h_search_past {
  double seconds;   /* that the search has run */
  char kernels[16]; /* that computed it: l2h_device_arithmetic() */
};

/* Replaces the file at path. All ranks call it. 0, or -1 with a message on every rank; the earlier file is then
   untouched. */
int l2h_search_checkpoint_write(const char *path, const struct l2h_team *team, const struct l2h_search_past *past,
                                struct l2h_error *error);

/* Into a team just created with the options of the one that was saved, except stop rules. All ranks call it. 0, or -1
   with a message that says which it is: a missing file, a damaged one, one of another version or of another search. */
int l2h_search_checkpoint_read(const char *path, struct l2h_team *team, struct l2h_search_past *past,
                               struct l2h_error *error);

#endif
