/* SPDX-License-Identifier: GPL-2.0-only */
/* A walker: one hop search, from minimum to minimum, that asks its host for energies and never computes one.

       while ((positions = l2h_walker_ask(walker))) {
         energy = host_evaluates(positions, gradient);
         unsigned what = l2h_walker_tell(walker, energy, gradient, NULL);
         if (what & L2H_HOP_ENDED)
           use(l2h_walker_last_event(walker));
       }

   Between an answer and the next question a walker is a plain array of bytes, which can be saved and restored to go on
   bit for bit. Walkers share nothing that changes: any number of them can be asked and told in any order, each from one
   thread at a time. The same seed, number, problem and answers give the same questions, whatever else runs. Inner sums
   have one order, so this holds for every processor that rounds as IEEE 754 says; a burst follows the CPU engine's
   kernels, which differ in last bits where instruction sets fuse differently.

   Energies, gradients and positions that cross this interface are in the host's units, [atoms][3] in its order. */
#ifndef L2H_SEARCH_WALKER_H
#define L2H_SEARCH_WALKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "search/numbers.h"
#include "search/policy.h"
#include "search/problem.h"
#include "search/stop.h"

#ifdef __cplusplus
extern "C" {
#endif

struct l2h_walker;
struct l2h_weights; /* core/weights.h */

/* name of a move, and its place in reports. START is a beginning from random places or a given structure. */
#define L2H_MOVE_TABLE(X) X(start) X(displace) X(burst) X(exchange) X(inward) X(compress) X(repair)

enum l2h_move_kind {
#define L2H_ROW(name) L2H_MOVE_##name,
  L2H_MOVE_TABLE(L2H_ROW)
#undef L2H_ROW
    L2H_MOVES
};

/* Its name ("displace"). */
const char *l2h_move_name(enum l2h_move_kind move);

/* ---- from beginning to end ---- */

struct l2h_walker_options {
  struct l2h_search_numbers numbers; /* l2h_search_numbers_standard() */
  struct l2h_stop stop;
  const struct l2h_weights *weights; /* of bursts; must outlive the walker. NULL: none */
  uint64_t seed;                     /* of the whole search */
  uint32_t number;                   /* of this walker in it: each number is a stream of its own */
  const struct l2h_policy *policy;   /* in place of `numbers`, with a head; copied. NULL: the numbers alone */
};

/* A walker before its first question, or NULL with the reason: what is wrong in problem, numbers or stop, or no memory.
   Copies what it needs of the problem and the options, except the weights. */
struct l2h_walker *l2h_walker_create(const struct l2h_search_problem *problem, const struct l2h_walker_options *options,
                                     struct l2h_error *error);
void l2h_walker_free(struct l2h_walker *walker); /* NULL is fine */

/* ---- ask and tell ---- */

/* The positions whose energy and gradient are wanted, [atoms][3]; the same until they are told, and valid until then.
   Frozen atoms are where the start had them, bit for bit. NULL when the search is over (l2h_walker_make_report() says
   why). */
const double *l2h_walker_ask(const struct l2h_walker *walker);

/* Whether energies of atoms would help with this question; they may be left out at any time. */
bool l2h_walker_wants_atom_energies(const struct l2h_walker *walker);

/* Answers the last question; counts as one evaluation. energy and gradient[atoms][3] (not the force) at the positions
   asked; those of frozen atoms are not read. atom_energies[atoms] or NULL: shares of the energy whose sum it is. NaN
   and infinity are fine as answers: the step is taken back, or the hop given up. Does nothing when the search is over.
   Returns what this answer ended: 0, or flags of enum l2h_walker_flag. */
unsigned l2h_walker_tell(struct l2h_walker *walker, double energy, const double *gradient, const double *atom_energies);

enum l2h_walker_flag {
  L2H_HOP_ENDED = 1,   /* a hop (or a start) has ended in a minimum: the event holds it */
  L2H_ACCEPTED = 2,    /* and the next hop starts from it */
  L2H_GAINED = 4,      /* it is the lowest since the last start */
  L2H_LOWEST = 8,      /* it is the lowest that this walker has met */
  L2H_TIGHT = 16,      /* its energy is quenched tightly */
  L2H_MET_AGAIN = 32,  /* it is the lowest, met again from a new start: one more independent meeting */
  L2H_MET_ENERGY = 64, /* it is the energy looked for */
  L2H_FAILED = 128,    /* no minimum: the potential gave no finite energy. The event has no positions. */
  L2H_RESTARTS = 256,  /* the next question is of a new start */
  L2H_STOPPED = 512,   /* the search is over */
};

/* The end of a hop, as the last answer left it. */
struct l2h_walker_event {
  unsigned flags;          /* what l2h_walker_tell() returned */
  double energy;           /* of the minimum */
  const double *positions; /* [atoms][3] of it, valid until the next answer; NULL where there is none */
  enum l2h_move_kind move; /* the change that began the hop: start, displace, burst or exchange */
  bool compressed;         /* whether its quench was compressed first */
  long repairs;            /* repairs that helped */
  long hop;                /* 0 for the walker's first start, then 1, 2 ...; starts count as hops */
  double evaluations;      /* counts.total when it ended */
};

/* Valid until the next answer; flags are 0 where the last answer ended nothing. */
const struct l2h_walker_event *l2h_walker_last_event(const struct l2h_walker *walker);

/* ---- reports ---- */

struct l2h_move_counts {
  double tried;       /* hops that made it; for repair, repairs */
  double accepted;    /* of them, hops accepted; for repair, repairs that lowered the energy */
  double gains;       /* of them, those that ended lower than anything since the last start */
  double evaluations; /* answers while it was at work: a change has its own and the quench that follows, compress its
                         own quench, repair all quenches after it. Over all moves they sum to counts.evaluations. */
};

struct l2h_walker_report {
  struct l2h_search_counts counts;
  struct l2h_move_counts moves[L2H_MOVES];
  double hops, restarts, failures; /* hops that ended, starts among them; starts after the first; hops given up */
  double lowest;                   /* energy; infinite before the first minimum */
  bool lowest_tight;               /* whether that is quenched tightly */
  long meetings;                   /* starts from which the lowest was met, within the tolerance; the first included */
  enum l2h_stop_reason stop;
};

void l2h_walker_make_report(const struct l2h_walker *walker, struct l2h_walker_report *report);

/* The lowest structure, [atoms][3]; NULL before the first minimum. Valid until the next answer. */
const double *l2h_walker_lowest(const struct l2h_walker *walker);

/* How often the lowest energy of several walkers was met from new starts, over all of them: what `--confirm` counts.
   Walkers whose lowest lies more than the tolerance above the lowest of all have met it no time. */
long l2h_walkers_meetings(int walkers, const struct l2h_walker_report *reports, double tolerance);

/* Changes the rules from here on, say a larger budget after a resume: a search that was over under the old rules and is
   not under the new ones goes on. 0, or -1 with what is wrong with them. */
int l2h_walker_set_stop(struct l2h_walker *walker, const struct l2h_stop *stop, struct l2h_error *error);

/* ---- save and restore ---- */

/* Bytes that this walker's state takes, the same at all times. */
size_t l2h_walker_bytes(const struct l2h_walker *walker);

/* All that its further questions depend on, stop rules included, into `bytes` bytes (l2h_walker_bytes()). */
void l2h_walker_save(const struct l2h_walker *walker, void *state);

/* Puts a walker, created with the same problem, numbers, weights, seed and number, where it was saved: it asks the same
   questions from there, bit for bit. 0, or -1 with the reason (cut, damaged, another version, another search, another
   byte order), and then the walker is as it was. */
int l2h_walker_restore(struct l2h_walker *walker, const void *state, size_t bytes, struct l2h_error *error);

#ifdef __cplusplus
}
#endif
#endif
