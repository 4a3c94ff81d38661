/* SPDX-License-Identifier: GPL-2.0-only */
/* The wall-clock limit of a run (--time-limit): whether another update still fits, judged by what the last ones took.
 */
#ifndef L2H_DEADLINE_H
#define L2H_DEADLINE_H

#include <stdbool.h>

#define L2H_DEADLINE_MEMORY 8

struct l2h_deadline {
  double limit;                                   /* seconds that the run may take; 0: no limit */
  double update[L2H_DEADLINE_MEMORY], validation; /* seconds: the last updates, the last validation */
  long updates;                                   /* added */
};

/* What one took, in seconds. */
void l2h_deadline_add_update(struct l2h_deadline *deadline, double seconds);
void l2h_deadline_add_validation(struct l2h_deadline *deadline, double seconds);

/* Whether an update begun when the run is `elapsed` seconds old, with its validation if it has one, would probably end
   after the limit: if it takes as long as the slowest of the last L2H_DEADLINE_MEMORY. What was never added counts as
   0.
 */
bool l2h_deadline_is_near(const struct l2h_deadline *deadline, double elapsed, bool validates);

#endif
