/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/normalization.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "loop/energy_cache.h"
#include "rollouts/common_kernels.h"
#include "baselines/runs.h"

#define SEED 0 /* one for all trainings */

/* ---- everything that Adam's minimum depends on, as text ---- */

static void append(char key[L2H_NORMALIZATION_KEY], const char *format, ...) __attribute__((format(printf, 2, 3)));

static void append(char key[L2H_NORMALIZATION_KEY], const char *format, ...)
{
  const size_t length = strlen(key);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(key + length, L2H_NORMALIZATION_KEY - length, format, arguments);
  va_end(arguments);
}

/* Other kernels round otherwise, and then it is chaos that picks the minimum: a value of theirs would differ from the
   one that this machine computes. */
void l2h_normalization_key(const struct l2h_system *system, const struct l2h_adam_effort *effort,
                           char key[L2H_NORMALIZATION_KEY])
{
  double parameter[L2H_BASELINE_PARAMETERS];
  *key = 0;
  append(key, "system %016" PRIx64 "\n", l2h_system_fingerprint(system));
  append(key, "starts %d\nsteps %ld\nkernels %s\n", effort->starts, effort->steps, l2h_kernels_best()->name);
  l2h_baseline_defaults(&l2h_baseline_adam, system, parameter);
  parameter[0] = effort->rate;
  for (int p = 0; p < l2h_baseline_parameters(&l2h_baseline_adam); p++)
    append(key, "%s %.17g\n", l2h_baseline_adam.parameter[p].name, parameter[p]);
}

/* ---- the minimum ---- */

static int compute(const struct l2h_world *world, const struct l2h_system *system, const struct l2h_adam_effort *effort,
                   struct l2h_adam_minimum *minimum, struct l2h_error *error)
{
  double parameter[L2H_BASELINE_PARAMETERS];
  const struct l2h_baseline_runs runs = {.system = system,
                                      .baseline = &l2h_baseline_adam,
                                      .parameter = parameter,
                                      .seed = SEED,
                                      .purpose = L2H_NORMALIZATION_STARTS,
                                      .starts = effort->starts,
                                      .steps = effort->steps};
  struct l2h_outcome *outcome = calloc((size_t)effort->starts, sizeof *outcome);
  if (l2h_world_failed(world, outcome ? 0 : l2h_fail(error, "no memory for %d starts", effort->starts), error)) {
    free(outcome);
    return -1;
  }
  l2h_baseline_defaults(&l2h_baseline_adam, system, parameter);
  parameter[0] = effort->rate;
  const int result = l2h_baseline_run(world, &runs, outcome, error);
  minimum->energy = INFINITY;
  minimum->evaluations = 0;
  for (int i = 0; i < effort->starts; i++) {
    minimum->energy = fmin(minimum->energy, outcome[i].energy); /* a NaN loses */
    minimum->evaluations += outcome[i].evaluations;
  }
  free(outcome);
  return l2h_world_failed(world, result, error) ? -1 : 0;
}

/* An energy to divide by: losses over next to nothing would be infinite. */
static bool usable(const struct l2h_system *system, double energy)
{
  return isfinite(energy) && energy < -1e-3 * system->energy;
}

int l2h_adam_minimum(const struct l2h_world *world, const struct l2h_system *system,
                     const struct l2h_adam_effort *effort, struct l2h_adam_minimum *minimum, struct l2h_error *error)
{
  char key[L2H_NORMALIZATION_KEY];
  const struct l2h_cache_entry entry = {system->name, key};
  struct l2h_error why;
  memset(minimum, 0, sizeof *minimum);
  l2h_normalization_key(system, effort, key);
  if (world->rank == 0 && !(l2h_energy_cache_read(&entry, &minimum->energy) && usable(system, minimum->energy)))
    minimum->energy = NAN;
  l2h_world_copy(world, minimum, sizeof *minimum);
  if (!isnan(minimum->energy))
    return 0;
  if (compute(world, system, effort, minimum, error) != 0)
    return -1;
  if (!usable(system, minimum->energy))
    return l2h_fail(error,
                    "system '%s': no run of Adam ended well below an energy of 0, so there is nothing to divide by: "
                    "take normalization: known",
                    system->name);
  if (world->rank == 0 && l2h_energy_cache_write(&entry, minimum->energy, &why) != 0)
    strcpy(minimum->warning, why.text);
  return 0;
}

/* ---- a training's ---- */

static void report(struct l2h_journal *journal, const struct l2h_system *system, const struct l2h_adam_effort *effort,
                   const struct l2h_adam_minimum *minimum)
{
  l2h_journal_say(journal, "%s: energies are divided by %.8g, the best of %d Adam runs (%s)", system->name,
                  system->loss_scale, effort->starts, minimum->evaluations > 0 ? "computed now" : "from the cache");
  if (*minimum->warning)
    l2h_journal_say(journal, "warning: the next training computes it again: %s", minimum->warning);
}

int l2h_normalize(const struct l2h_world *world, struct l2h_config *config, struct l2h_journal *journal,
                  struct l2h_error *error)
{
  const struct l2h_adam_effort effort = L2H_PAPER_ADAM_EFFORT;
  struct l2h_adam_minimum minimum;
  if (config->normalization != L2H_BY_ADAM)
    return 0; /* the systems came with the known */
  for (int s = 0; s < config->systems; s++) {
    struct l2h_system *system = &config->system[s];
    if (l2h_adam_minimum(world, system, &effort, &minimum, error) != 0)
      return -1;
    system->loss_scale = -minimum.energy;
    if (world->rank == 0)
      report(journal, system, &effort, &minimum);
  }
  return 0;
}
