/* SPDX-License-Identifier: GPL-2.0-only */
/* The lowest distinct minima of a system, gathered one by one; same_minimum.h says which ends are one. */
#ifndef L2H_COLLECTION_H
#define L2H_COLLECTION_H

#include "evaluation/same_minimum.h"

/* Minima met, in doubles alone, so that they travel and are saved as rows of numbers. */
struct l2h_meeting {
  double energy;
  double count;               /* how often */
  double walker, evaluations; /* who met it first, and that walker's evaluations until then */
};

struct l2h_kept_minimum {
  struct l2h_meeting met;
  double *position;    /* [atoms][3] */
  int64_t stored;      /* its row in a database; 0 where it is in none yet, -1 where it is not to be in one */
  double stored_count; /* and how often it was met by what that says */
};

struct l2h_collection {
  const struct l2h_system *system;
  int most, count;
  struct l2h_kept_minimum *minimum; /* [most], of which `count` are there, lowest first; of equals the earlier */
  struct l2h_same_minimum same;
};

/* Room for up to `most` minima of the system, which must outlive it; rows are taken as they come. NULL with a message
   when memory is short. */
struct l2h_collection *l2h_collection_create(const struct l2h_system *system, int most, struct l2h_error *error);
void l2h_collection_free(struct l2h_collection *collection);

/* No energy from here on up is kept: INFINITY while there is room. */
double l2h_collection_bound(const struct l2h_collection *collection);

/* A minimum at position[atoms][3]. 1 where it is new and kept, 0 where it is known or too high, -1 with a message when
   memory is short. Of several meetings the first is that with the fewest evaluations. */
int l2h_collection_add(struct l2h_collection *collection, const struct l2h_meeting *met, const double *position,
                       struct l2h_error *error);

/* All of them as an extended XYZ file, lowest first, each with energy, count and forces. ASE and others read it: X
   stands for atoms that are no element. Whole or not at all; 0, or -1 with a message. */
int l2h_collection_write(const struct l2h_collection *collection, const char *path, struct l2h_error *error);

#endif
