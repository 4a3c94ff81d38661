/* SPDX-License-Identifier: GPL-2.0-only */
/* Walkers of one system that advance together where a GPU quenches for them.

   Moves, sites and decisions are the host's threads'; so are bursts, whose network and forces are the CPU engine's.
   What asks for a quench waits until all of its shift do, and then one batch answers them, L-BFGS and all, on the
   device. There are two shifts: while one's quenches run, the host works on the other's walkers. A walker's search is
   the same whoever else is in the crew, and however its answers are dealt out. */
#ifndef L2H_CREW_H
#define L2H_CREW_H

#include "rollouts/backend.h"
#include "rollouts/quench_backend.h"
#include "searches/job.h"

/* A walker and what goes with it; the walker's problem is the crew's system. */
struct l2h_crew_seat {
  struct l2h_walker *walker;
  double *gradient;             /* [atoms][3], room */
  l2h_job_hop_ended *hop_ended; /* as of l2h_job_advance() */
  void *context;
  struct l2h_lent_quench quench; /* the crew's own, as all that follows */
  long left;                     /* questions to be answered */
  bool waits;                    /* for a quench */
};

struct l2h_crew;

/* Whether a device quenches for crews; else each walker is advanced by its own thread (l2h_job_advance()). */
bool l2h_device_has_crews(const struct l2h_device *device);

/* seat[seats], which lasts as long as the crew; walkers may take and leave their seats between two calls of
   l2h_crews_advance(), where NULL is an empty one. NULL with a message when memory is short. */
struct l2h_crew *l2h_crew_create(const struct l2h_device *device, const struct l2h_system *system, int seats,
                                 struct l2h_crew_seat *seat, struct l2h_error *error);
void l2h_crew_free(struct l2h_crew *crew); /* NULL is fine */

/* Answers up to `most` questions of each walker of all these crews, side by side over all threads. */
void l2h_crews_advance(int crews, struct l2h_crew *const crew[], long most);

#endif
