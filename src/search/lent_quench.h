/* SPDX-License-Identifier: GPL-2.0-only */
/* A walker's quench, lent to a host that answers many questions of it at once: a GPU, which would lose more time on a
   question's way there and back than on its answer.

       while ((position = l2h_walker_ask(walker)))
         if (l2h_walker_lend(walker, &quench))
           l2h_walker_take_back(walker, host_goes_on(&quench));
         else
           l2h_walker_tell(walker, ...);

   While it is lent the walker is not asked, told or saved. What comes back is as if the same answers had been told one
   by one. */
#ifndef L2H_LENT_QUENCH_H
#define L2H_LENT_QUENCH_H

#include "search/lbfgs.h"
#include "search/walker.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All in scales: atom i lies at origin + length x_i in the host's units, its order being the walker's. */
struct l2h_lent_quench {
  struct l2h_lbfgs *run; /* the walker's own, with its vectors of 3 atoms coordinates: to be changed in place */
  double *vectors;       /* [l2h_lbfgs_doubles(3 atoms)] */
  int atoms;
  double length, energy, origin[3];
  double diameter2, strength; /* of the penalty (compress.c) to be added to each answer; strength 0: none */
  bool guided;                /* by springs (springs.h) */
  double most;                /* answers until the walker's budget is spent, at least 1; INFINITY: it has none */
};

/* Whether the next question is a quench's, and the quench if so. false as well where the search is over, atoms
   are frozen or the walker has an order of its own: then ask and tell. */
bool l2h_walker_lend(const struct l2h_walker *walker, struct l2h_lent_quench *quench);

/* The quench is back after so many answers, at least 1 and at most `most`, each taken as l2h_lbfgs_tell() takes it:
   until run->status is not L2H_LBFGS_RUNNING, or fewer. Returns what the last of them ended, as l2h_walker_tell(). */
unsigned l2h_walker_take_back(struct l2h_walker *walker, double answers);

#ifdef __cplusplus
}
#endif
#endif
