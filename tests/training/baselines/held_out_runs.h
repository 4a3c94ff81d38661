/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs of a baseline as its tests make them: on held-out starts, with the parameters that serve the system. */
#ifndef L2H_HELD_OUT_RUNS_H
#define L2H_HELD_OUT_RUNS_H

#include "baselines/runs.h"

/* Fills in parameter[], which the runs point to, as they do to the system. */
static inline struct l2h_baseline_runs held_out_runs(const struct l2h_baseline *baseline,
                                                     const struct l2h_system *system,
                                                     double parameter[L2H_BASELINE_PARAMETERS], uint64_t seed,
                                                     int starts, long steps)
{
  l2h_baseline_defaults(baseline, system, parameter);
  return (struct l2h_baseline_runs){.system = system,
                                    .baseline = baseline,
                                    .parameter = parameter,
                                    .seed = seed,
                                    .purpose = L2H_HELD_OUT_STARTS,
                                    .starts = starts,
                                    .steps = steps};
}

#endif
