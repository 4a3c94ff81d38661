/* SPDX-License-Identifier: GPL-2.0-only */
/* What came of runs from many starts. */
#ifndef L2H_OUTCOME_H
#define L2H_OUTCOME_H

#include "systems/system.h"

/* One start's end. */
struct l2h_outcome {
  double energy;      /* after the quench */
  double evaluations; /* of the forces, run and quench */
};

struct l2h_summary {
  double mean, error, min; /* error: standard error of the mean; NaN of one start */
  int hits;                /* of the known global minimum; -1 where none is known */
  int below;               /* so far below it that they are no hits */
  int unbound;             /* l2h_unbound() */
  double evaluations;
};

/* Whether an end's energy could not be computed, or is that of atoms on top of each other, or INFINITY, of a search that
   had no evaluations left for its first minimum. */
bool l2h_unbound(double energy);

struct l2h_summary l2h_summarize(const struct l2h_system *system, int starts, const struct l2h_outcome *outcome);

#endif
