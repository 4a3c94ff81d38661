/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/outcome.h"

#include <math.h>

/* What LAMMPS's failures count as (systems/lammps/lammps_potential.h), up to rounding; NaN is above, too. */
#define UNBOUND 0.999e12

bool l2h_unbound(double energy)
{
  return !(energy < UNBOUND);
}

struct l2h_summary l2h_summarize(const struct l2h_system *system, int starts, const struct l2h_outcome *outcome)
{
  struct l2h_summary summary = {.min = INFINITY, .hits = isnan(system->known_minimum) ? -1 : 0};
  for (int i = 0; i < starts; i++) {
    summary.mean += outcome[i].energy / starts;
    summary.min = fmin(summary.min, outcome[i].energy);
    summary.hits += l2h_system_hit(system, outcome[i].energy);
    summary.below += l2h_system_below(system, outcome[i].energy);
    summary.unbound += l2h_unbound(outcome[i].energy);
    summary.evaluations += outcome[i].evaluations;
  }
  double squares = 0;
  for (int i = 0; i < starts; i++)
    squares += (outcome[i].energy - summary.mean) * (outcome[i].energy - summary.mean);
  summary.error = sqrt(squares / (starts - 1.0) / starts);
  return summary;
}
