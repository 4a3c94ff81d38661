/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop search: walkers that hop from minimum to minimum, over all cores and ranks. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/seconds.h"
#include "commands/commands.h"
#include "commands/search_options.h"
#include "commands/search_report.h"
#include "core/hash.h"
#include "core/safe_file.h"
#include "evaluation/minima_file.h"
#include "rollouts/device.h"
#include "searches/search_checkpoint.h"
#include "systems/parse.h"
#include "systems/potential.h"
#include "systems/structures.h"
#include "systems/potential_file.h"

#define PROGRESS_SECONDS 5
#define MINIMA_SECONDS 1 /* at the least, between two writings */

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
  (void)number;
  stop = 1;
}

/* SA_RESTART: no signal shall end a write in the middle. */
static void listen_to_signals(void)
{
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
}

/* ---- a run ---- */

struct session {
  const struct l2h_world *world;
  const struct l2h_search_options *options;
  struct l2h_system system;
  struct l2h_device device; /* of the quenches */
  struct l2h_weights weights;
  struct l2h_policy policy;
  double *structure;
  int structures;
  struct l2h_team *team;
  char checkpoint[4200], minima[4200]; /* paths; empty: none */
  double begin, earlier;               /* seconds: when this run began, and what those before it took */
  double begun;                        /* evaluations when it began */
  double checkpointed, told, written;  /* seconds: when that was last done */
  bool unwritten;                      /* there are minima that the file does not have */
  struct l2h_minima_file file;         /* on rank 0, where minima are kept */
  bool locked;                         /* another program held it, and that was said */
};

static int join(char path[4200], const char *folder, const char *name, struct l2h_error *error)
{
  if (snprintf(path, 4200, "%s/%s", folder, name) >= 4000)
    return l2h_fail(error, "%s: the path is too long", folder);
  return 0;
}

/* Paths, and the folder, made where it is not there. */
static int take_paths(struct session *session, struct l2h_error *error)
{
  const struct l2h_search_options *options = session->options;
  if (options->minima)
    snprintf(session->minima, sizeof session->minima, "%s", options->minima);
  if (!options->output)
    return 0;
  if (join(session->checkpoint, options->output, "search.checkpoint", error) != 0 ||
      (!options->minima && join(session->minima, options->output, "minima.xyz", error) != 0))
    return -1;
  if (session->world->rank != 0)
    return 0;
  if (mkdir(options->output, 0777) != 0 && errno != EEXIST)
    return l2h_fail(error, "%s: cannot be made: %s", options->output, strerror(errno));
  if (!options->resume && access(session->checkpoint, F_OK) == 0)
    return l2h_fail(error, "%s: holds a search; --resume goes on with it, or take another folder", options->output);
  return 0;
}

/* Whether files could be written there, found out before the work. */
static int try_files(const struct session *session, struct l2h_error *error)
{
  const char *const path[] = {session->options->json, session->checkpoint};
  for (int k = 0; k < 2; k++)
    if (path[k] && *path[k] && l2h_file_writable(path[k], error) != 0)
      return -1;
  return 0;
}

static int read_weights(struct session *session, struct l2h_error *error)
{
  const bool reads = session->options->weights && session->world->rank == 0;
  if (l2h_world_failed(session->world,
                       reads ? l2h_find_weights(session->options->weights, &session->weights, error) : 0, error))
    return -1;
  l2h_world_copy(session->world, &session->weights, sizeof session->weights);
  return 0;
}

/* The policy of the weights; else the one by hand, with bursts where there are weights for them. */
static int take_policy(struct session *session, struct l2h_error *error)
{
  const struct l2h_search_options *options = session->options;
  struct l2h_policy *policy = &session->policy;
  l2h_policy_standard(policy);
  if (options->weights && l2h_policy_of_bursts(options->weights, &session->weights, policy, error) != 0)
    return -1;
  return l2h_search_options_set(options, policy, error);
}

/* From an XYZ file, or the lowest of a database: as many as there are walkers. */
static int read_from(struct session *session, struct l2h_error *error)
{
  const char *path = session->options->from;
  struct l2h_database database;
  if (!l2h_is_database(path))
    return l2h_structures_read(path, &session->system, &session->structures, &session->structure, error);
  if (l2h_database_open(&database, path, L2H_DATABASE_READS, error) == 0)
    session->structure =
      l2h_stored_structures(&database, &session->system, session->options->starts, &session->structures, error);
  l2h_database_close(&database);
  return session->structure ? 0 : -1;
}

/* Rank 0's structures on every rank. */
static int read_structures(struct session *session, struct l2h_error *error)
{
  const struct l2h_world *world = session->world;
  int result = 0;
  if (session->options->from && world->rank == 0)
    result = read_from(session, error);
  if (result == 0)
    result = l2h_structures_hold_frozen(session->options->from, &session->system, session->structures,
                                        session->structure, error);
  if (l2h_world_failed(world, result, error))
    return -1;
  l2h_world_copy(world, &session->structures, sizeof session->structures);
  const size_t bytes = sizeof(double) * 3 * (size_t)session->structures * (size_t)session->system.atoms;
  if (world->rank != 0 && bytes > 0)
    session->structure = malloc(bytes);
  if (l2h_world_failed(world, bytes == 0 || session->structure ? 0 : l2h_fail(error, "no memory for structures"),
                       error))
    return -1;
  if (bytes > 0)
    l2h_world_copy(world, session->structure, bytes);
  return 0;
}

static int choose_device(struct session *session, struct l2h_error *error)
{
  const enum l2h_device_choice choice = (enum l2h_device_choice)session->options->device;
  char found[200];
  if (l2h_device_choose(session->world, choice, "quenches", 1, &session->system, NULL, &session->device, found,
                        error) != 0)
    return -1;
  if (session->world->rank == 0 && choice != L2H_DEVICE_CPU)
    fprintf(stderr, "%s\n", found);
  return 0;
}

/* All that decides where the search goes, and nothing of what only says how far. */
static uint64_t hash_settings(struct session *session)
{
  const struct l2h_system *system = &session->system;
  const double scales[] = {system->length, system->energy, system->box, system->sphere};
  uint64_t hash = l2h_hash(0, scales, sizeof scales);
  _Static_assert(sizeof session->policy % sizeof(double) == 0, "a policy is doubles alone");
  hash = l2h_hash(hash, &session->policy, sizeof session->policy);
  const size_t numbers = 3 * (size_t)session->structures * (size_t)system->atoms;
  return numbers > 0 ? l2h_hash(hash, session->structure, sizeof(double) * numbers) : hash;
}

static int open_minima(struct session *session, struct l2h_error *error)
{
  struct l2h_searched by = {.command = "search", .seed = session->options->seed, .settings = hash_settings(session)};
  if (session->world->rank != 0 || !*session->minima)
    return 0;
  return l2h_searched_with(&by, session->options->weights, error) == 0
    ? l2h_minima_file_open(&session->file, session->minima, &session->system, &by, error)
    : -1;
}

static int make_team(struct session *session, struct l2h_error *error)
{
  const struct l2h_search_options *options = session->options;
  struct l2h_team_options team = {
    .job = {.system = &session->system,
            .weights = options->weights ? l2h_policy_network(&session->weights, session->system.species) : NULL,
            .numbers = session->policy.numbers,
            .policy = session->weights.policy_rows > 0 ? &session->policy : NULL,
            .stop = {.evaluations = (double)options->evaluations},
            .seed = options->seed},
    .walkers = (int)options->starts,
    .structures = session->structures,
    .structure = session->structure,
    .confirm = options->confirm,
    .minima = *session->minima ? (int)options->keep : 0,
    .device = &session->device,
  };
  if (options->until_found)
    team.job.stop = l2h_job_until_found(&session->system, (double)options->evaluations);
  session->team = l2h_team_create(session->world, &team, error);
  return session->team ? 0 : -1;
}

static int resume(struct session *session, struct l2h_error *error)
{
  const char *const kernels = l2h_device_arithmetic(&session->device);
  const bool is_there = session->world->rank == 0 && session->options->resume && access(session->checkpoint, F_OK) == 0;
  struct l2h_search_past past;
  if (!session->options->resume)
    return 0;
  if (!l2h_world_any(session->world, is_there)) {
    if (session->world->rank == 0)
      fprintf(stderr, "note: there is no checkpoint in %s to resume from: it begins from the start\n",
              session->options->output);
    return 0;
  }
  if (l2h_search_checkpoint_read(session->checkpoint, session->team, &past, error) != 0)
    return -1;
  session->earlier = past.seconds;
  session->begun = l2h_team_evaluations(session->team);
  if (session->world->rank == 0 && strcmp(past.kernels, kernels) != 0)
    fprintf(stderr,
            "note: the checkpoint was computed with %s kernels, and this run uses %s: from here on the search may go "
            "another way\n",
            past.kernels, kernels);
  return 0;
}

static int prepare(struct session *session, struct l2h_error *error)
{
  const struct l2h_world *world = session->world;
  if (read_weights(session, error) != 0 || l2h_world_failed(world, take_policy(session, error), error) ||
      l2h_world_failed(world, choose_device(session, error), error) ||
      l2h_world_failed(world, take_paths(session, error), error) ||
      l2h_world_failed(world, world->rank == 0 ? try_files(session, error) : 0, error) ||
      read_structures(session, error) != 0 || l2h_world_failed(world, open_minima(session, error), error) ||
      make_team(session, error) != 0 || resume(session, error) != 0)
    return -1;
  if (world->rank == 0 && !*session->minima && !session->options->until_found)
    fprintf(stderr, "note: no structures will be kept; --minima FILE or --output DIR keeps them\n");
  return 0;
}

/* ---- between rounds ---- */

/* Where another program keeps a database locked, the search goes on, and its minima wait. */
static int write_minima(struct session *session, bool last, struct l2h_error *error)
{
  int result = 0;
  if (session->world->rank == 0 && session->unwritten)
    result = l2h_minima_file_put(&session->file, session->team->collection, last, error);
  if (result > 0 && !session->locked)
    fprintf(stderr, "note: %s; until then the search goes on, and its minima wait\n", error->text);
  session->locked = result > 0;
  session->unwritten = l2h_world_any(session->world, result > 0);
  session->written = l2h_seconds();
  return l2h_world_failed(session->world, result < 0 ? -1 : 0, error) ? -1 : 0;
}

static int write_checkpoint(struct session *session, struct l2h_error *error)
{
  struct l2h_search_past past = {.seconds = session->earlier + l2h_seconds() - session->begin};
  if (!*session->checkpoint)
    return 0;
  snprintf(past.kernels, sizeof past.kernels, "%s", l2h_device_arithmetic(&session->device));
  const int result = l2h_search_checkpoint_write(session->checkpoint, session->team, &past, error);
  session->checkpointed = l2h_seconds();
  return result;
}

/* Whether rank 0's clock says that it is time. */
static bool is_due(const struct session *session, double last, double interval)
{
  return l2h_world_any(session->world, session->world->rank == 0 && l2h_seconds() - last >= interval);
}

static int look_around(struct session *session, struct l2h_error *error)
{
  session->unwritten = session->unwritten || session->team->found;
  if (session->unwritten && is_due(session, session->written, MINIMA_SECONDS) &&
      write_minima(session, false, error) != 0)
    return -1;
  if (*session->checkpoint && is_due(session, session->checkpointed, (double)session->options->checkpoint) &&
      write_checkpoint(session, error) != 0)
    return -1;
  if (session->world->rank == 0 && l2h_seconds() - session->told >= PROGRESS_SECONDS) {
    session->told = l2h_seconds();
    l2h_search_progress(stderr, session->team, session->begun, session->told - session->begin);
  }
  return 0;
}

static int run(struct session *session, struct l2h_error *error)
{
  session->checkpointed = session->told = session->begin;
  while (!l2h_team_over(session->team) && !l2h_world_any(session->world, stop))
    if (l2h_team_advance(session->team, error) != 0 || look_around(session, error) != 0)
      return -1;
  session->unwritten = *session->minima != 0; /* counts may have grown, too */
  return write_minima(session, true, error) == 0 ? write_checkpoint(session, error) : -1;
}

/* ---- the end ---- */

static int write_report(const struct session *session, const struct l2h_outcome *outcome, struct l2h_error *error)
{
  const struct l2h_search_options *options = session->options;
  const int starts = (int)options->starts;
  char who[192], *more = l2h_search_members(session->team, options->weights);
  struct l2h_report report = {.system = &session->system,
                              .starts = options->starts,
                              .steps = options->evaluations < L2H_SEARCH_NO_LIMIT ? options->evaluations : 0,
                              .seed = options->seed,
                              .seconds = session->earlier + l2h_seconds() - session->begin,
                              .summary = l2h_summarize(&session->system, starts, outcome),
                              .until_found = options->until_found,
                              .more = more};
  if (!more)
    return l2h_fail(error, "no memory for the report");
  if (options->until_found)
    report.first_encounter = l2h_first_encounter_of(&session->system, starts, outcome);
  snprintf(who, sizeof who, "search of %s", session->system.name);
  l2h_report_print(&report, who);
  l2h_search_print_moves(session->team);
  const int result = options->json ? l2h_report_json(&report, options->json, error) : 0;
  free(more);
  return result;
}

static int conclude(struct session *session, struct l2h_error *error)
{
  const struct l2h_search_options *options = session->options;
  struct l2h_outcome *outcome = calloc((size_t)options->starts, sizeof *outcome);
  int result = outcome ? 0 : l2h_fail(error, "no memory for %ld walkers", options->starts);
  if (l2h_world_failed(session->world, result, error) || l2h_team_outcomes(session->team, outcome, error) != 0) {
    free(outcome);
    return -1;
  }
  if (session->world->rank == 0)
    result = write_report(session, outcome, error);
  if (session->world->rank == 0 && !l2h_team_over(session->team))
    printf("  stopped by a signal%s%s%s\n", options->output ? "; go on with --output " : "",
           options->output ? options->output : "", options->output ? " --resume" : "");
  free(outcome);
  return l2h_world_failed(session->world, result, error) ? -1 : 0;
}

int l2h_search(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  struct l2h_search_options options;
  static struct session session;
  session = (struct session){.world = world, .options = &options, .begin = l2h_seconds()};
  if (l2h_search_options_parse(count, arguments, &options, error) != 0)
    return L2H_USAGE_STATUS;
  if (options.list) {
    if (world->rank == 0)
      l2h_search_list_numbers();
    return 0;
  }
  if (l2h_system_parse_for_search(options.system, &session.system, error) != 0 ||
      l2h_search_options_check_set(&options, error) != 0 ||
      l2h_first_encounter_aim(&session.system, options.energy, options.until_found, error) != 0)
    return L2H_USAGE_STATUS;
  int result = prepare(&session, error);
  listen_to_signals();
  if (result == 0)
    result = run(&session, error);
  if (result == 0)
    result = conclude(&session, error);
  l2h_team_free(session.team);
  l2h_minima_file_close(&session.file);
  free(session.structure);
  return result == 0 ? 0 : 1;
}
