/* SPDX-License-Identifier: GPL-2.0-only */
/* The loss of a search whose figure is the mean first encounter: evaluations of all searches, each cut at its budget,
   over how many met their goal. For searches without memory that ratio is the mean of uncut ones, whatever the budget;
   the mean logarithm of cut searches is not, and favours quick luck over few failures.

   The loss is the gradient of the ratio's logarithm by a search: its evaluations over the mean less 1 over the mean of
   met, the means over searches of that system in this update and those before. Losses so add up: over the searches of
   a member to what the member changes of the logarithm, and the ranks of members see a sum of relative changes, system
   by system. Their mean over all members is about 0; validation says how a training goes. */
#ifndef L2H_ENCOUNTER_RATE_H
#define L2H_ENCOUNTER_RATE_H

#include <stdbool.h>

/* Of one system: sums over the searches of an update and, fading, of those before. All 0 before the first. */
struct l2h_encounters {
  double searches, evaluations, met;
};

/* Ahead of an update's searches: those before count for less. */
void l2h_encounters_fade(struct l2h_encounters *encounters);
void l2h_encounters_add(struct l2h_encounters *encounters, double evaluations, bool met);

/* Whether so many have met the goal that the loss says something. */
bool l2h_encounters_enough(const struct l2h_encounters *encounters);
double l2h_encounter_loss(const struct l2h_encounters *encounters, double evaluations, bool met);

/* log(evaluations / met); where none has met the goal, as if half a search had. */
double l2h_encounter_score(double evaluations, double met);

#endif
