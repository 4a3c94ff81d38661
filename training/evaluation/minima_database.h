/* SPDX-License-Identifier: GPL-2.0-only */
/* The rows of a minima database: systems, the runs that searched them, their distinct minima, and how often each run
   has met each. docs/minima.md has the schema.

   Nothing is counted twice: a run is known by all that decides where it goes, and how often it has met a minimum is one
   number, which only grows. So a search that is gone on with, or done again, and a file that is merged twice change
   nothing that stands there.

   Energies and places are in the system's units. Those who write stand between l2h_database_begin() and commit(). */
#ifndef L2H_MINIMA_DATABASE_H
#define L2H_MINIMA_DATABASE_H

#include "evaluation/collection.h"
#include "evaluation/database.h"

/* ---- who has searched ---- */

struct l2h_searched {
  const char *command;   /* "search", "eval", "baseline fire" */
  const char *weights;   /* as the user named them; NULL: none */
  uint64_t weights_hash; /* of that file */
  uint64_t seed;
  uint64_t settings; /* hash of whatever else decides where it goes, and of nothing that only says how far */
};

/* Takes weights and the hash of their file; none where the path is NULL. 0, or -1 with a message. */
int l2h_searched_with(struct l2h_searched *by, const char *path, struct l2h_error *error);

/* ---- writing ---- */

/* Where a system's minima go. */
struct l2h_shelf {
  struct l2h_database *database;
  struct l2h_system system; /* as it stands in the database: scales are those that it was first written with */
  int64_t number, run;
  struct l2h_same_minimum same; /* room */
};

/* A shelf for this system and run, which are entered where they are not there. 0, or -1 with a message; close() in any
   case. */
int l2h_shelf_open(struct l2h_shelf *shelf, struct l2h_database *database, const struct l2h_system *system,
                   const struct l2h_searched *by, struct l2h_error *error);
void l2h_shelf_close(struct l2h_shelf *shelf);

/* The row of a minimum, entered where it is not there; position and gradient [atoms][3]. 0, or -1 with a message. */
int l2h_shelf_put(struct l2h_shelf *shelf, double energy, const double *position, const double *gradient, int64_t *row,
                  struct l2h_error *error);

/* What the run has met of that row until now; met->count is of all the run. 0, or -1 with a message. */
int l2h_shelf_meet(struct l2h_shelf *shelf, int64_t row, const struct l2h_meeting *met, struct l2h_error *error);

/* Everything of the database at `path` into this one, which the caller has begun nothing in, as one commit. *added: the
   minima that were new. 0, or -1 with a message. */
int l2h_database_merge(struct l2h_database *database, const char *path, long *added, struct l2h_error *error);

/* ---- reading ---- */

struct l2h_stored_system {
  int64_t number;
  char surface[17];         /* hexadecimal, l2h_system_surface() */
  struct l2h_system system; /* atoms, species, elements, cell, units, the two scales; no potential */
  long minima, runs;
  bool described;       /* some have point group or motif */
  double count, lowest; /* meetings; the lowest energy, NaN without minima */
};

/* All systems, by name, to be freed; NULL with a message. */
struct l2h_stored_system *l2h_stored_systems(struct l2h_database *database, int *count, struct l2h_error *error);

/* A minimum as it is handed out: pointers are valid until the next one. */
struct l2h_stored_minimum {
  int64_t row;
  double energy, count;
  const double *position, *gradient; /* [atoms][3] */
  long runs;                         /* that have met it */
  double evaluations;                /* the fewest that a walker needed; and which walker of which run that was: */
  long walker;
  const char *seed, *command, *weights, *weights_hash, *version, *date; /* weights NULL: none */
  const char *point_group, *motif;                                      /* NULL: not looked at */
};

/* 0, or -1 with a message, which ends the reading. */
typedef int l2h_take_minimum(void *context, const struct l2h_stored_minimum *minimum, struct l2h_error *error);

/* The `most` lowest minima of a system, lowest first. 0, or -1 with a message. Writers wait until it is over, so `take`
   does not wait for anybody. */
int l2h_stored_minima(struct l2h_database *database, const struct l2h_stored_system *of, long most,
                      l2h_take_minimum *take, void *context, struct l2h_error *error);

/* The row of this minimum, and how often it was met; *row is 0 where it is not there. same: room, of this system. */
int l2h_stored_find(struct l2h_database *database, int64_t system, struct l2h_same_minimum *same, double energy,
                    const double *position, int64_t *row, double *count, struct l2h_error *error);

/* Up to `most` of the lowest structures of this system, [*count][atoms][3], to be freed; NULL with a message, which
   names the systems that the file has where it has not this one. */
double *l2h_stored_structures(struct l2h_database *database, const struct l2h_system *system, long most, int *count,
                              struct l2h_error *error);

#endif
