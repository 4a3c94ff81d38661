/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/encounter_rate.h"

#include <math.h>

#define MEMORY 0.8  /* of an update in the next: means over five or so */
#define LEAST_MET 3 /* fewer, and one search's luck would outweigh all else */

void l2h_encounters_fade(struct l2h_encounters *encounters)
{
  encounters->searches *= MEMORY;
  encounters->evaluations *= MEMORY;
  encounters->met *= MEMORY;
}

void l2h_encounters_add(struct l2h_encounters *encounters, double evaluations, bool met)
{
  encounters->searches++;
  encounters->evaluations += evaluations;
  encounters->met += met;
}

bool l2h_encounters_enough(const struct l2h_encounters *encounters)
{
  return encounters->met >= LEAST_MET;
}

double l2h_encounter_loss(const struct l2h_encounters *encounters, double evaluations, bool met)
{
  return encounters->searches * (evaluations / encounters->evaluations - (met ? 1 / encounters->met : 0));
}

double l2h_encounter_score(double evaluations, double met)
{
  return log(evaluations / fmax(met, 0.5));
}
