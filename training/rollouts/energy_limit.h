/* SPDX-License-Identifier: GPL-2.0-only */
/* What a rollout reports for an end that has flown apart. */
#ifndef L2H_ENERGY_LIMIT_H
#define L2H_ENERGY_LIMIT_H

#include "core/real.h"

/* An energy that is not finite, or higher, is reported as this. */
#define L2H_ENERGY_LIMIT 1e12

L2H_FN double l2h_energy_reported(double energy)
{
  return energy < L2H_ENERGY_LIMIT ? energy : L2H_ENERGY_LIMIT; /* a NaN is not below */
}

#endif
