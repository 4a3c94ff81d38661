/* SPDX-License-Identifier: GPL-2.0-only */
/* Mean first encounter: how many force evaluations a method takes until it meets the known global minimum. */
#ifndef L2H_FIRST_ENCOUNTER_H
#define L2H_FIRST_ENCOUNTER_H

#include "evaluation/outcome.h"

struct l2h_first_encounter {
  int seeds, found;
  /* All evaluations over all encounters: the plain mean where every seed found it, and the maximum-likelihood estimate
     of a memoryless search where some were cut off. INFINITY where none found it. */
  double mean;
  /* 95 % confidence interval: the 2.5th and 97.5th percentile of that figure over 10 000 resamplings of the seeds. */
  double low, high;
  double median; /* of the seeds that found it; INFINITY where half did not */
};

/* Makes `energy` (energy units; NaN: none) what a hit is measured by in place of the known global minimum. 0, or -1
   where a search is to go on `until_found` and neither is there. */
int l2h_first_encounter_aim(struct l2h_system *system, double energy, bool until_found, struct l2h_error *error);

/* From one outcome a seed: its energy says whether it found the minimum. The same numbers for the same outcomes. */
struct l2h_first_encounter l2h_first_encounter_of(const struct l2h_system *system, int seeds,
                                                  const struct l2h_outcome *outcome);

#endif
