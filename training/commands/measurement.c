/* SPDX-License-Identifier: GPL-2.0-only */
#include "commands/measurement.h"

#include <math.h>
#include <stdlib.h>

#include "base/seconds.h"
#include "core/hash.h"
#include "core/safe_file.h"
#include "evaluation/report.h"
#include "systems/parse.h"

int l2h_measurement_check(struct l2h_measurement *measurement, struct l2h_error *error)
{
  measurement->until_found = measurement->until_found || !isnan(measurement->energy);
  if (measurement->minima && measurement->until_found)
    return l2h_fail(error, "--minima does not go with --until-global-minimum or --until-energy");
  if (!measurement->system_name)
    return l2h_fail(error, "--system SYSTEM is missing");
  if (l2h_system_parse(measurement->system_name, &measurement->system, error) != 0)
    return -1;
  return l2h_first_encounter_aim(&measurement->system, measurement->energy, measurement->until_found, error);
}

static int take_memory(struct l2h_measurement *measurement, struct l2h_error *error)
{
  const size_t starts = (size_t)measurement->starts;
  measurement->outcome = calloc(starts, sizeof *measurement->outcome);
  if (measurement->minima)
    measurement->position = calloc(3 * starts * (size_t)measurement->system.atoms, sizeof(double));
  if (measurement->outcome && (measurement->position || !measurement->minima))
    return 0;
  return l2h_fail(error, "no memory for %ld starts of %d atoms", measurement->starts, measurement->system.atoms);
}

static int open_minima(struct l2h_measurement *measurement, struct l2h_error *error)
{
  const struct l2h_system *system = &measurement->system;
  const double numbers[] = {(double)measurement->steps, system->length, system->energy, system->box, system->sphere};
  struct l2h_searched by = {.command = measurement->command, .seed = measurement->seed};
  by.settings = l2h_hash(measurement->settings, numbers, sizeof numbers);
  return l2h_searched_with(&by, measurement->weights, error) == 0
    ? l2h_minima_file_open(&measurement->file, measurement->minima, system, &by, error)
    : -1;
}

static int prepare(const struct l2h_world *world, struct l2h_measurement *measurement, struct l2h_error *error)
{
  if (world->rank == 0 &&
      (l2h_file_writable(measurement->json, error) != 0 ||
       (measurement->minima && open_minima(measurement, error) != 0)))
    return -1;
  return take_memory(measurement, error);
}

static void release(struct l2h_measurement *measurement)
{
  free(measurement->outcome);
  free(measurement->position);
  l2h_minima_file_close(&measurement->file);
  measurement->outcome = NULL;
  measurement->position = NULL;
}

int l2h_measurement_open(const struct l2h_world *world, struct l2h_measurement *measurement, struct l2h_error *error)
{
  measurement->begin = l2h_seconds();
  if (!l2h_world_failed(world, prepare(world, measurement, error), error))
    return 0;
  release(measurement);
  return -1;
}

static int write_minima(struct l2h_measurement *measurement, struct l2h_error *error)
{
  struct l2h_minima_file *file = &measurement->file;
  const int result =
    l2h_minima_file_put_ends(file, (int)measurement->starts, measurement->outcome, measurement->position, error);
  if (result == 0 && file->no_minima > 0)
    fprintf(stderr, "note: %ld ends whose quench did not come to its end are no minima, and are not in %s\n",
            file->no_minima, file->path);
  return result;
}

static int conclude(struct l2h_measurement *measurement, const char *who, const char *more, struct l2h_error *error)
{
  const struct l2h_system *system = &measurement->system;
  const int starts = (int)measurement->starts;
  struct l2h_report report = {.system = system,
                              .starts = measurement->starts,
                              .steps = measurement->steps,
                              .seed = measurement->seed,
                              .seconds = l2h_seconds() - measurement->begin,
                              .summary = l2h_summarize(system, starts, measurement->outcome),
                              .outcome = measurement->until_found ? NULL : measurement->outcome,
                              .until_found = measurement->until_found,
                              .more = more};
  if (measurement->until_found)
    report.first_encounter = l2h_first_encounter_of(system, starts, measurement->outcome);
  l2h_report_print(&report, who);
  if (measurement->json && l2h_report_json(&report, measurement->json, error) != 0)
    return -1;
  if (report.summary.unbound == starts)
    return l2h_fail(error,
                    "%s: no start ended where the energy can be computed: look at the potential, and at scales "
                    "and box of the starts",
                    system->name);
  return measurement->minima ? write_minima(measurement, error) : 0;
}

int l2h_measurement_close(const struct l2h_world *world, struct l2h_measurement *measurement, const char *who,
                          const char *more, int result, struct l2h_error *error)
{
  if (result == 0 && world->rank == 0)
    result = conclude(measurement, who, more, error);
  release(measurement);
  return l2h_world_failed(world, result, error) ? -1 : 0;
}
