/* SPDX-License-Identifier: GPL-2.0-only */
/* In which scales an optimizer sees a system. */
#ifndef L2H_SCALES_H
#define L2H_SCALES_H

#include <string.h>

#include "core/weights.h"
#include "systems/system.h"

/* Those of the weights where both are in the same units, as LAMMPS takes them, and else the system's own. */
static inline void l2h_scales_of(const struct l2h_weights *weights, const struct l2h_system *system, double *length,
                                 double *energy)
{
  const bool same_units = strcmp(weights->units, system->units) == 0;
  *length = same_units ? weights->length_scale : system->length;
  *energy = same_units ? weights->energy_scale : system->energy;
}

#endif
