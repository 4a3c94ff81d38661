/* SPDX-License-Identifier: GPL-2.0-only */
/* Walkers that search one system side by side, over all threads and ranks.

   They share nothing but what they have met: each is a search of its own, and all advance in rounds of so many
   evaluations. After a round every rank knows every walker's report and the lowest minima of all, in the walkers'
   order, and decides on them whether the team is done. So a team does the same, bit for bit, on any number of threads
   and ranks, and can be saved between two rounds. On a GPU it does so as well, with other last bits (crew.h). */
#ifndef L2H_TEAM_H
#define L2H_TEAM_H

#include <stdio.h>

#include "base/world.h"
#include "evaluation/collection.h"
#include "evaluation/outcome.h"
#include "searches/crew.h"

struct l2h_team_options {
  struct l2h_search_job job; /* of every walker, except its number and start; stop is each walker's own */
  int walkers;
  int structures;          /* walker k begins at structure k mod structures; 0: all begin at random */
  const double *structure; /* [structures][atoms][3] */
  long confirm;            /* the team stops when its lowest energy was met so often from new starts, whoever met it;
                              where an energy is looked for, when so many walkers have met that. 0: never */
  int minima;              /* how many of the lowest distinct minima to keep; 0: none */
  const struct l2h_device *device; /* what quenches run on; NULL: the CPU */
};

struct l2h_team {
  const struct l2h_world *world;
  struct l2h_team_options options;
  int first, size;                 /* this rank's walkers */
  struct l2h_seat *seat;           /* [size] */
  struct l2h_crew_seat *crew_seat; /* [size], and their crew, where a GPU quenches for them; else NULL */
  struct l2h_crew *crew;
  struct l2h_walker_report *report;  /* [walkers], as the last round left them, the same on all ranks */
  struct l2h_collection *collection; /* of minima, the same on all ranks; NULL where none are kept */
  long round;                        /* evaluations of a walker in a round */
  long rounds;                       /* done */
  double quenches; /* evaluations that went into tight quenches of minima kept, on top of the search's */
  bool found;      /* the last round has changed the collection */
};

/* All ranks call all of these, with the same arguments. What the options point to must outlive the team. NULL with a
   message, on every rank. */
struct l2h_team *l2h_team_create(const struct l2h_world *world, const struct l2h_team_options *options,
                                 struct l2h_error *error);
void l2h_team_free(struct l2h_team *team);

/* One round. 0, or -1 when memory is short. */
int l2h_team_advance(struct l2h_team *team, struct l2h_error *error);

/* Whether every walker is over, or the team has confirmed what it was to. */
bool l2h_team_over(const struct l2h_team *team);
/* How often the lowest energy, or the one looked for, was met independently. */
long l2h_team_meetings(const struct l2h_team *team);

/* Evaluations of all walkers, site probes included. */
double l2h_team_evaluations(const struct l2h_team *team);
/* Walkers that have met the energy looked for, and those that go on. */
int l2h_team_found(const struct l2h_team *team);
int l2h_team_active(const struct l2h_team *team);
/* INFINITY before the first minimum. */
double l2h_team_lowest(const struct l2h_team *team);

/* Each walker's lowest energy, quenched tightly where it was not yet, and its evaluations, that quench included. */
int l2h_team_outcomes(const struct l2h_team *team, struct l2h_outcome *outcome, struct l2h_error *error);

/* The state of all walkers, as rank 0 writes it to a file; the stream is NULL elsewhere. 0, or -1 with a message. */
int l2h_team_save(const struct l2h_team *team, FILE *stream, struct l2h_error *error);
/* From `bytes` bytes that save() wrote, for a team with the same options except stop rules, which hold from here on.
 */
int l2h_team_restore(struct l2h_team *team, const void *state, size_t bytes, struct l2h_error *error);

#endif
