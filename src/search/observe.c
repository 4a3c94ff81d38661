/* SPDX-License-Identifier: GPL-2.0-only */
/* What a walker shows its policy: the features of context.h. */
#include <math.h>
#include <string.h>

#include "core/portable.h"
#include "search/moves.h"

#define MEMORY 16  /* hops */
#define SAME 1e-3  /* energy scales: minima so close are one */
#define SAMPLE 200 /* atoms at most whose bonds are measured: a hop of a large system is not to wait for it */

/* ---- memory ---- */

static void take(struct l2h_running *running, double value)
{
  running->count++;
  running->mean += (value - running->mean) / fmin(running->count, MEMORY);
}

void l2h_context_remember(struct l2h_walker *walker, double rise, bool accepted)
{
  struct l2h_walker_state *state = walker->state;
  struct l2h_memory *memory = &state->memory;
  take(&memory->rise, fabs(rise));
  take(&memory->accepted, accepted);
  take(&memory->returned, fabs(rise) < SAME);
  take(&memory->lowered[state->compressed != 0], rise < -SAME);
  take(&memory->repaired, state->repairs > 0);
  memory->since_start++;
}

/* ---- the last minimum ---- */

/* Asphericity, 0 to 1, from the invariants of the gyration tensor: the root of 1 - 3 (sum of its minors) / trace^2. */
static double asphericity(const struct l2h_walker *walker)
{
  const int n = walker->free;
  const double *const x = walker->from;
  double centre[3] = {0}, t[6] = {0}; /* xx yy zz xy xz yz */
  for (int k = 0; k < 3 * n; k++)
    centre[k % 3] += x[k] / n;
  for (int i = 0; i < n; i++) {
    const double a = x[3 * i] - centre[0], b = x[3 * i + 1] - centre[1], c = x[3 * i + 2] - centre[2];
    t[0] += a * a;
    t[1] += b * b;
    t[2] += c * c;
    t[3] += a * b;
    t[4] += a * c;
    t[5] += b * c;
  }
  const double trace = t[0] + t[1] + t[2];
  const double minors = t[0] * t[1] + t[0] * t[2] + t[1] * t[2] - t[3] * t[3] - t[4] * t[4] - t[5] * t[5];
  return trace > 0 ? sqrt(fmax(0, 1 - 3 * minors / (trace * trace))) : 0;
}

/* Standard deviation of the lengths of bonds over their mean. */
static double spread_of_bonds(const struct l2h_walker *walker)
{
  const double *const x = walker->from;
  double count = 0, sum = 0, squares = 0;
  for (int i = 0; i < walker->free && i < SAMPLE; i++)
    for (int j = i + 1; j < walker->free; j++) {
      double d[3] = {x[3 * i] - x[3 * j], x[3 * i + 1] - x[3 * j + 1], x[3 * i + 2] - x[3 * j + 2]};
      if (walker->box.any)
        l2h_box_fold(&walker->box, d);
      const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
      if (r2 >= L2H_BOND * L2H_BOND)
        continue;
      count++;
      sum += sqrt(r2);
      squares += r2;
    }
  const double mean = sum / count;
  return count > 0 ? sqrt(fmax(0, squares / count - mean * mean)) / mean : 0;
}

/* ---- the features ---- */

static double share(const struct l2h_running *running)
{
  return running->count > 0 ? 2 * running->mean - 1 : 0;
}

static double log_of(double x)
{
  return l2h_portable_log(fmax(x, 1e-6));
}

static double lowered(const struct l2h_running *running)
{
  return running->count > 0 ? 5 * running->mean - 1 : 0;
}

void l2h_context_look(const struct l2h_walker *walker, double *feature)
{
  const struct l2h_walker_state *state = walker->state;
  const struct l2h_memory *memory = &state->memory;
  const bool has_minimum = !state->fresh;
  memset(feature, 0, sizeof(double) * L2H_CONTEXTS);
  feature[L2H_CONTEXT_size] = log_of(walker->free / 38.0);
  feature[L2H_CONTEXT_alloy] = (walker->has & L2H_NEEDS_SPECIES) != 0;
  feature[L2H_CONTEXT_periodic] = walker->box.any;
  if (has_minimum) {
    feature[L2H_CONTEXT_shape] = walker->box.any ? 0 : 2 * asphericity(walker);
    feature[L2H_CONTEXT_binding] = -state->current / walker->free / 2 - 2;
    feature[L2H_CONTEXT_symmetric] = state->symmetric != 0;
    feature[L2H_CONTEXT_disorder] = 10 * spread_of_bonds(walker) - 0.5;
  }
  feature[L2H_CONTEXT_rise] = memory->rise.count > 0 ? log_of(memory->rise.mean) / 3 : 0;
  feature[L2H_CONTEXT_acceptance] = share(&memory->accepted);
  feature[L2H_CONTEXT_returns] = share(&memory->returned);
  feature[L2H_CONTEXT_lowered] = lowered(&memory->lowered[0]);
  feature[L2H_CONTEXT_lowered_compressed] = lowered(&memory->lowered[1]);
  feature[L2H_CONTEXT_repaired] = share(&memory->repaired);
  feature[L2H_CONTEXT_stall] = state->stale / walker->policy.numbers.patience;
  feature[L2H_CONTEXT_age] = log_of(1 + memory->since_start) / 4;
  feature[L2H_CONTEXT_effort] = log_of(1 + state->hops) / 4 - 1;
  for (int k = 0; k < L2H_CONTEXTS; k++) /* a NaN becomes -2 */
    feature[k] = fmin(fmax(feature[k], -2), 2);
}
