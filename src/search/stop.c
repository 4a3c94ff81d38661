/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/stop.h"

#include <math.h>

#include "search/state.h"

#define MOST_COUNTED 1e15 /* answers, of which each still counts beside a share of one */

enum l2h_stop_reason l2h_stop_reason_of(const struct l2h_walker_state *state)
{
  if (state->has_energy && state->lowest_tight && state->lowest <= state->energy + state->tolerance)
    return L2H_STOP_ENERGY;
  if (state->confirm > 0 && state->meetings >= state->confirm)
    return L2H_STOP_CONFIRMED;
  if (state->failed_starts >= L2H_FAILURES)
    return L2H_STOP_FAILED;
  if (state->counts.total + 1 > state->most_evaluations)
    return L2H_STOP_EVALUATIONS;
  return L2H_GOING_ON;
}

/* Whether another answer may follow on so many more. */
static bool has_budget(const struct l2h_walker_state *state, double answers)
{
  return !(state->counts.evaluations + answers + state->counts.probes + 1 > state->most_evaluations);
}

double l2h_stop_answers_left(const struct l2h_walker_state *state)
{
  double left = floor(state->most_evaluations - state->counts.total);
  if (!(left < MOST_COUNTED))
    return left;
  while (left > 1 && !has_budget(state, left - 1)) /* where probes, which are no whole numbers, round */
    left--;
  while (has_budget(state, left))
    left++;
  return left;
}

int l2h_stop_check(const struct l2h_stop *stop, struct l2h_error *error)
{
  if (!(stop->evaluations >= 0))
    return l2h_fail(error, "a search's evaluations are %g: give a number of at least 0, 0 for no bound",
                    stop->evaluations);
  if (stop->has_energy && !isfinite(stop->energy))
    return l2h_fail(error, "the energy that a search looks for is %g: give a finite one", stop->energy);
  if (!(stop->tolerance >= 0 && isfinite(stop->tolerance)))
    return l2h_fail(error, "the tolerance of a search's energies is %g: give one of at least 0", stop->tolerance);
  if (stop->confirm < 0)
    return l2h_fail(error, "a search is to meet its lowest energy %ld times: give a number of at least 0",
                    stop->confirm);
  return 0;
}

void l2h_stop_set(struct l2h_walker *walker, const struct l2h_stop *stop)
{
  struct l2h_walker_state *state = walker->state;
  state->most_evaluations = stop->evaluations > 0 ? stop->evaluations : INFINITY;
  state->has_energy = stop->has_energy;
  state->energy = stop->has_energy ? stop->energy / walker->energy : 0;
  state->tolerance = stop->tolerance > 0 ? stop->tolerance / walker->energy : 1e-3;
  state->confirm = stop->confirm;
  state->stop = l2h_stop_reason_of(state);
}

long l2h_walkers_meetings(int walkers, const struct l2h_walker_report *reports, double tolerance)
{
  double lowest = INFINITY;
  long meetings = 0;
  for (int i = 0; i < walkers; i++)
    lowest = fmin(lowest, reports[i].lowest);
  for (int i = 0; i < walkers; i++)
    if (reports[i].lowest <= lowest + tolerance)
      meetings += reports[i].meetings;
  return meetings;
}
