/* SPDX-License-Identifier: GPL-2.0-only */
#include "searches/team.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluation/quench.h"

/* A loose quench may end this far above its minimum, energy scales. What falls farther was on a saddle, and the minimum
   below it is not what was met. So what is kept does not depend on how a search is cut into rounds. */
#define LOOSE_ABOVE 1
/* Lowest energies so close are one; energy scales. */
#define SAME_ENERGY 1e-3

/* A round takes all walkers about as long as a million evaluations an atom take, but not so few that exchanging costs
   more than searching. */
#define ROUND_WORK 1e6
#define ROUND_LEAST 20
#define ROUND_MOST 1000
/* A GPU does so much in the time, and what waits for a round's end there waits for many. */
#define ROUND_WORK_GPU 1e8

/* Where a walker sits, with what it met in this round. */
struct l2h_seat {
  const struct l2h_system *system;
  struct l2h_walker *walker;
  int number;       /* of the walker */
  double *gradient; /* [atoms][3] */
  double bound;     /* minima above are not kept */
  int minima, room; /* rows of `minimum`: there, and there is room for */
  double *minimum;  /* [room][MEETING + 3 atoms]: meetings and positions of minima, quenched tightly */
  double quenches;  /* evaluations of those quenches */
  bool failed;      /* for want of memory */
};

/* Numbers of a meeting. */
#define MEETING (sizeof(struct l2h_meeting) / sizeof(double))

static size_t width_of(const struct l2h_system *system)
{
  return MEETING + 3 * (size_t)system->atoms;
}

/* ---- what a walker meets ---- */

static double *another_row(struct l2h_seat *seat)
{
  const size_t row = sizeof(double) * width_of(seat->system);
  if (seat->minima == seat->room) {
    const int room = 2 * seat->room + 8;
    double *larger = realloc(seat->minimum, row * (size_t)room);
    if (!larger)
      return NULL;
    seat->minimum = larger;
    seat->room = room;
  }
  return seat->minimum + (size_t)seat->minima * width_of(seat->system);
}

/* From where a hop ended to the minimum, in place; most are near enough for the search's own quench. */
static struct l2h_quenched tighten(const struct l2h_system *system, double *position)
{
  struct l2h_quenched end = l2h_quench_loosely(system, L2H_QUENCH_RMS, NULL, position);
  if (end.gradient_rms < L2H_QUENCH_RMS * system->energy / system->length)
    return end;
  const long spent = end.evaluations;
  end = l2h_quench(system, L2H_QUENCH_LBFGS, position);
  end.evaluations += spent;
  return end;
}

static void keep_minimum(void *context, const struct l2h_walker_event *event)
{
  struct l2h_seat *seat = context;
  const struct l2h_system *system = seat->system;
  if (!event->positions || !(event->energy < seat->bound + LOOSE_ABOVE * system->energy))
    return;
  double *const row = another_row(seat);
  if (!row) {
    seat->failed = true;
    return;
  }
  memcpy(row + MEETING, event->positions, 3 * sizeof(double) * (size_t)system->atoms);
  const struct l2h_quenched end = tighten(system, row + MEETING);
  seat->quenches += (double)end.evaluations;
  memcpy(row, &(struct l2h_meeting){end.energy, 1, seat->number, event->evaluations}, sizeof(struct l2h_meeting));
  const bool is_minimum = end.gradient_rms < L2H_QUENCH_RMS * system->energy / system->length;
  seat->minima += is_minimum && end.energy > event->energy - LOOSE_ABOVE * system->energy;
}

/* ---- beginning and end ---- */

static int seat_walker(struct l2h_team *team, int number, struct l2h_error *error)
{
  const struct l2h_team_options *options = &team->options;
  struct l2h_search_job job = options->job;
  struct l2h_seat *seat = &team->seat[number - team->first];
  const size_t numbers = 3 * (size_t)job.system->atoms;
  job.number = (uint32_t)number;
  if (options->structures > 0)
    job.start = options->structure + numbers * (size_t)(number % options->structures);
  seat->system = job.system;
  seat->number = number;
  seat->gradient = calloc(numbers, sizeof(double));
  if (!seat->gradient)
    return l2h_fail(error, "no memory for %d walkers of %d atoms", options->walkers, job.system->atoms);
  seat->walker = l2h_job_walker(&job, error);
  return seat->walker ? 0 : -1;
}

static int make_crew(struct l2h_team *team, struct l2h_error *error)
{
  l2h_job_hop_ended *const hop_ended = team->options.minima > 0 ? keep_minimum : NULL;
  team->crew_seat = calloc((size_t)team->size + 1, sizeof *team->crew_seat);
  if (!team->crew_seat)
    return l2h_fail(error, "no memory for %d walkers", team->size);
  for (int k = 0; k < team->size; k++) {
    struct l2h_seat *seat = &team->seat[k];
    team->crew_seat[k] = (struct l2h_crew_seat){
      .walker = seat->walker, .gradient = seat->gradient, .hop_ended = hop_ended, .context = seat};
  }
  team->crew = l2h_crew_create(team->options.device, team->options.job.system, team->size, team->crew_seat, error);
  return team->crew ? 0 : -1;
}

static int furnish(struct l2h_team *team, struct l2h_error *error)
{
  const struct l2h_team_options *options = &team->options;
  team->seat = calloc((size_t)team->size + 1, sizeof *team->seat);
  team->report = calloc((size_t)options->walkers, sizeof *team->report);
  if (!team->seat || !team->report)
    return l2h_fail(error, "no memory for %d walkers", options->walkers);
  for (int k = 0; k < team->size; k++)
    if (seat_walker(team, team->first + k, error) != 0)
      return -1;
  if (l2h_device_has_crews(options->device) && make_crew(team, error) != 0)
    return -1;
  if (options->minima > 0) {
    team->collection = l2h_collection_create(options->job.system, options->minima, error);
    return team->collection ? 0 : -1;
  }
  return 0;
}

/* What every rank knows after a round. */
static void exchange_reports(struct l2h_team *team)
{
  _Static_assert(sizeof(struct l2h_walker_report) % sizeof(double) == 0, "reports travel as doubles");
  for (int k = 0; k < team->size; k++)
    l2h_walker_make_report(team->seat[k].walker, &team->report[team->first + k]);
  l2h_world_gather(team->world, team->options.walkers, sizeof *team->report / sizeof(double), (double *)team->report);
}

struct l2h_team *l2h_team_create(const struct l2h_world *world, const struct l2h_team_options *options,
                                 struct l2h_error *error)
{
  struct l2h_team *team = calloc(1, sizeof *team);
  int result = team ? 0 : l2h_fail(error, "no memory");
  if (team) {
    team->world = world;
    team->options = *options;
    if (team->options.job.stop.tolerance == 0)
      team->options.job.stop.tolerance = SAME_ENERGY * options->job.system->energy;
    const double work = l2h_device_has_crews(options->device) ? ROUND_WORK_GPU : ROUND_WORK;
    team->round = (long)fmin(ROUND_MOST, fmax(ROUND_LEAST, work / options->walkers / options->job.system->atoms));
    l2h_world_share(world, options->walkers, &team->first, &team->size);
    result = furnish(team, error);
  }
  if (l2h_world_failed(world, result, error)) {
    l2h_team_free(team);
    return NULL;
  }
  exchange_reports(team);
  return team;
}

void l2h_team_free(struct l2h_team *team)
{
  if (!team)
    return;
  for (int k = 0; team->seat && k < team->size; k++) {
    l2h_walker_free(team->seat[k].walker);
    free(team->seat[k].gradient);
    free(team->seat[k].minimum);
  }
  l2h_crew_free(team->crew);
  free(team->crew_seat);
  free(team->seat);
  free(team->report);
  l2h_collection_free(team->collection);
  free(team);
}

/* ---- a round ---- */

/* This rank's minima of the round, one after the other. */
static double *gather_rows(struct l2h_team *team, int *rows)
{
  const size_t width = width_of(team->options.job.system);
  size_t count = 0;
  for (int k = 0; k < team->size; k++)
    count += (size_t)team->seat[k].minima;
  double *all = malloc(sizeof(double) * width * count + 1), *next = all;
  for (int k = 0; all && k < team->size; k++)
    if (team->seat[k].minima > 0) {
      memcpy(next, team->seat[k].minimum, sizeof(double) * width * (size_t)team->seat[k].minima);
      next += width * (size_t)team->seat[k].minima;
    }
  *rows = (int)count;
  return all;
}

static int add_row(struct l2h_collection *collection, const double *row, struct l2h_error *error)
{
  struct l2h_meeting met;
  memcpy(&met, row, sizeof met);
  return l2h_collection_add(collection, &met, row + MEETING, error);
}

static int exchange_minima(struct l2h_team *team, struct l2h_error *error)
{
  const size_t width = width_of(team->options.job.system);
  double *rows = NULL, *own, quenches = 0;
  int count, total, result = 0;
  for (int k = 0; k < team->size; k++) {
    quenches += team->seat[k].quenches;
    if (team->seat[k].failed)
      result = -1;
  }
  own = gather_rows(team, &count);
  if (!own || result != 0)
    result = l2h_fail(error, "no memory for %d minima", count);
  if (l2h_world_failed(team->world, result, error) ||
      l2h_world_collect(team->world, count, width, own, &rows, &total, error) != 0) {
    free(own);
    return -1;
  }
  l2h_world_sum(team->world, 1, &quenches); /* of whole numbers: exact */
  team->quenches += quenches;
  for (int m = 0; result == 0 && m < total; m++) {
    const int added = add_row(team->collection, rows + (size_t)m * width, error);
    team->found = team->found || added > 0;
    result = added < 0 ? -1 : 0;
  }
  free(own);
  free(rows);
  return l2h_world_failed(team->world, result, error) ? -1 : 0;
}

/* Each walker by a thread of its own. */
static void advance_walkers(struct l2h_team *team)
{
  l2h_job_hop_ended *const hop_ended = team->collection ? keep_minimum : NULL;
#pragma omp parallel for schedule(dynamic)
  for (int k = 0; k < team->size; k++) {
    struct l2h_seat *seat = &team->seat[k];
    l2h_job_advance(seat->walker, seat->system, team->round, seat->gradient, hop_ended, seat);
  }
}

int l2h_team_advance(struct l2h_team *team, struct l2h_error *error)
{
  const double bound = team->collection ? l2h_collection_bound(team->collection) : 0;
  for (int k = 0; k < team->size; k++) {
    team->seat[k].minima = 0;
    team->seat[k].quenches = 0;
    team->seat[k].bound = bound;
  }
  if (team->crew)
    l2h_crews_advance(1, &team->crew, team->round);
  else
    advance_walkers(team);
  team->rounds++;
  team->found = false;
  exchange_reports(team);
  return team->collection ? exchange_minima(team, error) : 0;
}

/* ---- what it has come to ---- */

int l2h_team_active(const struct l2h_team *team)
{
  int active = 0;
  for (int k = 0; k < team->options.walkers; k++)
    active += team->report[k].stop == L2H_GOING_ON;
  return active;
}

int l2h_team_found(const struct l2h_team *team)
{
  int found = 0;
  for (int k = 0; k < team->options.walkers; k++)
    found += team->report[k].stop == L2H_STOP_ENERGY;
  return found;
}

long l2h_team_meetings(const struct l2h_team *team)
{
  const struct l2h_team_options *options = &team->options;
  if (options->job.stop.has_energy)
    return l2h_team_found(team);
  return l2h_walkers_meetings(options->walkers, team->report, options->job.stop.tolerance);
}

bool l2h_team_over(const struct l2h_team *team)
{
  const long confirm = team->options.confirm;
  return l2h_team_active(team) == 0 || (confirm > 0 && l2h_team_meetings(team) >= confirm);
}

double l2h_team_evaluations(const struct l2h_team *team)
{
  double sum = 0;
  for (int k = 0; k < team->options.walkers; k++)
    sum += team->report[k].counts.total;
  return sum;
}

double l2h_team_lowest(const struct l2h_team *team)
{
  double lowest = INFINITY;
  for (int k = 0; k < team->options.walkers; k++)
    lowest = fmin(lowest, team->report[k].lowest);
  return lowest;
}

int l2h_team_outcomes(const struct l2h_team *team, struct l2h_outcome *outcome, struct l2h_error *error)
{
  const struct l2h_system *system = team->options.job.system;
  const size_t bytes = 3 * sizeof(double) * (size_t)system->atoms;
  bool failed = false;
#pragma omp parallel for schedule(dynamic) reduction(|| : failed)
  for (int k = 0; k < team->size; k++) {
    const struct l2h_walker_report *report = &team->report[team->first + k];
    struct l2h_quenched end = {report->lowest, 0, 0};
    const double *lowest = l2h_walker_lowest(team->seat[k].walker);
    if (lowest && !report->lowest_tight) {
      double *position = malloc(bytes);
      failed = failed || !position;
      if (position) {
        memcpy(position, lowest, bytes);
        end = tighten(system, position);
      }
      free(position);
    }
    outcome[team->first + k] = (struct l2h_outcome){end.energy, report->counts.total + (double)end.evaluations};
  }
  if (l2h_world_failed(team->world, failed ? l2h_fail(error, "no memory for %d atoms", system->atoms) : 0, error))
    return -1;
  l2h_world_gather(team->world, team->options.walkers, 2, (double *)outcome);
  return 0;
}

/* ---- saving ---- */

struct saved {
  int64_t walkers, bytes; /* bytes: of a walker */
  int64_t rounds, minima;
  double quenches;
};

/* All walkers' states, one walker's bytes after the other's, on every rank. */
static double *gather_states(const struct l2h_team *team, size_t width)
{
  double *state = calloc((size_t)team->options.walkers * width + 1, sizeof(double));
  for (int k = 0; state && k < team->size; k++)
    l2h_walker_save(team->seat[k].walker, state + (size_t)(team->first + k) * width);
  return state;
}

/* The same for all walkers, and known where none sits. */
static size_t bytes_of(const struct l2h_team *team)
{
  size_t bytes = team->size > 0 ? l2h_walker_bytes(team->seat[0].walker) : 0;
  l2h_world_merge(team->world, &bytes, sizeof bytes);
  return bytes;
}

int l2h_team_save(const struct l2h_team *team, FILE *stream, struct l2h_error *error)
{
  const struct l2h_collection *collection = team->collection;
  const size_t bytes = bytes_of(team), width = (bytes + sizeof(double) - 1) / sizeof(double);
  const struct saved saved = {team->options.walkers, (int64_t)bytes, team->rounds, collection ? collection->count : 0,
                              team->quenches};
  double *state = gather_states(team, width);
  if (l2h_world_failed(team->world, state ? 0 : l2h_fail(error, "no memory to save %d walkers", team->options.walkers),
                       error)) {
    free(state);
    return -1;
  }
  l2h_world_gather(team->world, team->options.walkers, width, state);
  if (stream) { /* its owner looks for errors */
    fwrite(&saved, sizeof saved, 1, stream);
    fwrite(state, width * sizeof(double), (size_t)team->options.walkers, stream);
    for (int m = 0; m < saved.minima; m++) {
      fwrite(&collection->minimum[m].met, sizeof(struct l2h_meeting), 1, stream);
      fwrite(collection->minimum[m].position, 3 * sizeof(double), (size_t)collection->system->atoms, stream);
    }
  }
  free(state);
  return 0;
}

static int restore_walkers(struct l2h_team *team, const char *state, size_t width, size_t bytes,
                           struct l2h_error *error)
{
  for (int k = 0; k < team->size; k++) {
    const char *own = state + (size_t)(team->first + k) * width * sizeof(double);
    if (l2h_walker_restore(team->seat[k].walker, own, bytes, error) != 0 ||
        l2h_walker_set_stop(team->seat[k].walker, &team->options.job.stop, error) != 0)
      return -1;
  }
  return 0;
}

static int restore_minima(struct l2h_team *team, const char *bytes, int64_t minima, struct l2h_error *error)
{
  const size_t width = width_of(team->options.job.system);
  double *row = malloc(width * sizeof(double));
  int result = row ? 0 : l2h_fail(error, "no memory for a minimum");
  for (int64_t m = 0; result == 0 && m < minima; m++) {
    memcpy(row, bytes + (size_t)m * width * sizeof(double), width * sizeof(double));
    result = add_row(team->collection, row, error) < 0 ? -1 : 0;
  }
  free(row);
  return result;
}

static int restore(struct l2h_team *team, const char *bytes, size_t size, struct l2h_error *error)
{
  const size_t numbers = width_of(team->options.job.system);
  struct saved saved;
  if (size < sizeof saved)
    return l2h_fail(error, "is cut");
  memcpy(&saved, bytes, sizeof saved);
  if (saved.walkers != team->options.walkers)
    return l2h_fail(error, "has %ld walkers, not %d: go on with as many (--starts)", (long)saved.walkers,
                    team->options.walkers);
  const size_t width = ((size_t)saved.bytes + sizeof(double) - 1) / sizeof(double);
  const size_t states = (size_t)saved.walkers * width * sizeof(double);
  if (size != sizeof saved + states + (size_t)saved.minima * numbers * sizeof(double))
    return l2h_fail(error, "is cut");
  if (restore_walkers(team, bytes + sizeof saved, width, (size_t)saved.bytes, error) != 0)
    return -1;
  team->rounds = (long)saved.rounds;
  team->quenches = saved.quenches;
  return team->collection ? restore_minima(team, bytes + sizeof saved + states, saved.minima, error) : 0;
}

int l2h_team_restore(struct l2h_team *team, const void *state, size_t bytes, struct l2h_error *error)
{
  if (l2h_world_failed(team->world, restore(team, state, bytes, error), error))
    return -1;
  exchange_reports(team);
  return 0;
}
