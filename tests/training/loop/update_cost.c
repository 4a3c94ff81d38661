/* SPDX-License-Identifier: GPL-2.0-only */
/* What an update of a training costs, part by part, and what share of the processors' time it would fill on more of
   them. Usage: update_cost CONFIG.yaml FOLDER UPDATES; FOLDER is one that a training may begin in. Results, and the
   journal in FOLDER, are those of `learn2hop train`. One update comes before those that are counted.

   Parts are in processor time, which other programs' work does not touch; so are the efficiencies that are foreseen:
   the rollouts as they were, dealt out over ranks and threads as workload.h does. OMP_WAIT_POLICY=passive keeps threads
   that wait from spending any. What the clock says stands below, and is worth something on an idle machine alone;
   beside it, how evenly the processor time of this run was shared. */
#include <math.h>
#include <mpi.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/seconds.h"
#include "core/safe_file.h"
#include "loop/normalization.h"
#include "loop/training_folder.h"
#include "loop/workload.h"
#include "rollouts/device.h"

static const struct {
  int ranks, threads;
} shape[] = {{1, 2}, {2, 1}, {1, 4}, {4, 1}, {2, 8}, {16, 1}, {4, 16}};

#define SHAPES ((int)(sizeof shape / sizeof *shape))
#define MOST_RANKS 16
#define MOST_THREADS 256

struct span {
  double clock, processor; /* of all threads of all ranks */
  double slots;            /* their number, times the processor time of the one that has most */
};

struct session {
  struct l2h_world world;
  struct l2h_config config;
  struct l2h_state state;
  struct l2h_trainer *trainer;
  struct l2h_training_folder folder;
  long updates;
  struct span update, validation, writing;
  double rollouts[L2H_MAX_SYSTEMS], searches[L2H_MAX_SYSTEMS], longest[L2H_MAX_SYSTEMS]; /* seconds, number, seconds */
  struct l2h_workload workload[SHAPES][MOST_RANKS];
  double span[SHAPES]; /* of the rank that is done last, seconds of a processor */
};

/* ---- measuring ---- */

/* Seconds that each thread of each rank has had of a processor. */
static void thread_seconds(const struct l2h_world *world, double seconds[MOST_RANKS * MOST_THREADS])
{
  memset(seconds, 0, sizeof(double) * MOST_RANKS * MOST_THREADS);
#pragma omp parallel
  seconds[world->rank * MOST_THREADS + omp_get_thread_num()] = l2h_thread_seconds();
  l2h_world_sum(world, MOST_RANKS * MOST_THREADS, seconds);
}

static double clock_since, thread_since[MOST_RANKS * MOST_THREADS];

static void begin(const struct l2h_world *world)
{
  thread_seconds(world, thread_since);
  clock_since = l2h_seconds();
}

static void end(const struct l2h_world *world, struct span *sum)
{
  static double now[MOST_RANKS * MOST_THREADS];
  double most = 0;
  sum->clock += l2h_seconds() - clock_since;
  thread_seconds(world, now);
  for (int t = 0; t < MOST_RANKS * MOST_THREADS; t++) {
    most = fmax(most, now[t] - thread_since[t]);
    sum->processor += now[t] - thread_since[t];
  }
  sum->slots += world->ranks * omp_get_max_threads() * most;
}

/* ---- rollouts ---- */

static int system_of(const struct session *session, const struct l2h_plan *plan, int j)
{
  return plan->cohort[plan->rollout[j].start] % session->config.systems;
}

/* When threads that take one after the other are done with a rank's rollouts. */
static double makespan(const struct l2h_workload *workload, int threads, const double *seconds)
{
  double load[MOST_THREADS] = {0}, last = 0;
  for (int k = 0; k < workload->count; k++) {
    int first = 0;
    for (int t = 1; t < threads; t++)
      first = load[t] < load[first] ? t : first;
    load[first] += seconds[workload->rollout[k]];
  }
  for (int t = 0; t < threads; t++)
    last = fmax(last, load[t]);
  return last;
}

/* counted: false in an update whose costs were guessed. */
static void deal_out(struct session *session, int s, const struct l2h_trained_rollouts *of, bool counted)
{
  double last = 0;
  for (int r = 0; r < shape[s].ranks; r++) {
    struct l2h_workload *workload = &session->workload[s][r];
    l2h_workload_share(workload, &session->config, of->plan);
    last = fmax(last, makespan(workload, shape[s].threads, of->seconds));
    l2h_workload_measure(workload, &session->config, of->plan, of->seconds);
  }
  session->span[s] += counted ? last : 0;
}

static void add_rollouts(struct session *session, bool counted)
{
  const struct l2h_trained_rollouts of = l2h_trainer_rollouts(session->trainer);
  for (int s = 0; s < SHAPES; s++)
    deal_out(session, s, &of, counted);
  for (int j = 0; j < of.plan->rollouts && counted; j++) {
    const int s = system_of(session, of.plan, j);
    session->rollouts[s] += of.seconds[j];
    session->searches[s]++;
    session->longest[s] = fmax(session->longest[s], of.seconds[j]);
  }
}

/* ---- a training ---- */

static int make_update(struct session *session, bool counted, struct l2h_error *error)
{
  const struct l2h_world *world = &session->world;
  const struct span before = session->update;
  begin(world);
  l2h_trainer_update(session->trainer, &session->state);
  end(world, &session->update);
  if (!counted)
    session->update = before;
  add_rollouts(session, counted);
  begin(world);
  const int result = world->rank == 0 ? l2h_training_folder_record(&session->folder, NULL, error) : 0;
  if (counted)
    end(world, &session->writing);
  return l2h_world_failed(world, result, error) ? -1 : 0;
}

static void validate(struct session *session)
{
  struct l2h_validation validation;
  begin(&session->world);
  l2h_trainer_validate(session->trainer, &session->state, &validation);
  end(&session->world, &session->validation);
}

static int create_workloads(struct session *session, struct l2h_error *error)
{
  for (int s = 0; s < SHAPES; s++)
    for (int r = 0; r < shape[s].ranks; r++) {
      const struct l2h_world world = {.rank = r, .ranks = shape[s].ranks};
      if (l2h_workload_create(&session->workload[s][r], &world, shape[s].threads, &session->config, error) != 0)
        return -1;
    }
  return 0;
}

static int read_config(const char *path, struct l2h_config *config, struct l2h_error *error)
{
  size_t length;
  char *text = l2h_file_contents(path, &length, error);
  const int result = text ? l2h_config_parse(path, text, length, config, error) : -1;
  free(text);
  return result;
}

/* What may fail on one rank alone. */
static int open_folder(struct session *session, const char *path, const char *kernels, struct l2h_error *error)
{
  session->folder.config = &session->config;
  session->folder.state = &session->state;
  session->folder.kernels = kernels;
  return session->world.rank == 0 ? l2h_training_folder_open(&session->folder, path, false, error)
                                  : l2h_trainer_initial(&session->config, &session->state, error);
}

static int run(struct session *session, char **word, struct l2h_error *error)
{
  static volatile sig_atomic_t stop;
  const struct l2h_world *world = &session->world;
  const struct l2h_device device = l2h_device_cpu(l2h_kernels_best());
  struct l2h_config *config = &session->config;
  if (world->ranks > MOST_RANKS || omp_get_max_threads() > MOST_THREADS)
    return l2h_fail(error, "at most %d ranks of %d threads", MOST_RANKS, MOST_THREADS);
  if (l2h_world_failed(world, read_config(word[1], config, error), error) ||
      l2h_world_failed(
        world,
        l2h_state_create(&session->state, l2h_trainer_parameters(config), l2h_config_estimator(config)->vectors, error),
        error) ||
      l2h_world_failed(world, open_folder(session, word[2], l2h_device_arithmetic(&device), error), error) ||
      l2h_normalize(world, config, &session->folder.journal, error) != 0)
    return -1;
  session->trainer = l2h_trainer_create(world, config, &device, &stop, error);
  if (l2h_world_failed(world, session->trainer ? create_workloads(session, error) : -1, error))
    return -1;
  session->updates = atol(word[3]);
  for (long u = 0; u <= session->updates; u++)
    if (make_update(session, u > 0, error) != 0)
      return -1;
  if (config->validate_every)
    validate(session);
  return 0;
}

/* ---- printing, of one update in the mean ---- */

static double rollout_seconds(const struct session *session)
{
  double sum = 0;
  for (int s = 0; s < session->config.systems; s++)
    sum += session->rollouts[s];
  return sum;
}

static void print_part(const char *name, double seconds, double whole, const char *remark)
{
  printf("  %-24s %9.2f ms %6.2f %%  %s\n", name, 1e3 * seconds, 100 * seconds / whole, remark);
}

static void print_parts(const struct session *session)
{
  const struct l2h_config *config = &session->config;
  const double updates = (double)session->updates;
  const double learning = (session->update.processor - rollout_seconds(session)) / updates;
  const double writing = session->writing.processor / updates;
  const double validation = config->validate_every ? session->validation.processor / (double)config->validate_every : 0;
  const double whole = session->update.processor / updates + writing + validation;
  char remark[200];
  printf("an update of %s, processor time, mean of %ld:\n", config->name, session->updates);
  for (int s = 0; s < config->systems; s++) {
    snprintf(remark, sizeof remark, "%4.0f of %.2f ms, the longest %.2f", session->searches[s] / updates,
             1e3 * session->rollouts[s] / session->searches[s], 1e3 * session->longest[s]);
    print_part(config->system[s].name, session->rollouts[s] / updates, whole, remark);
  }
  print_part("plan, losses, estimator", learning, whole, "");
  snprintf(remark, sizeof remark, "by the clock %.2f ms", 1e3 * session->writing.clock / updates);
  print_part("journal and checkpoint", writing, whole, remark);
  if (config->validate_every) {
    snprintf(remark, sizeof remark, "%.2f ms, every %ld updates", 1e3 * session->validation.processor,
             config->validate_every);
    print_part("validation", validation, whole, remark);
  }
  print_part("all", whole, whole, "");
}

static void print_span(const char *name, const struct session *session, const struct span *span, double number)
{
  const int threads = omp_get_max_threads(), all = session->world.ranks * threads;
  printf("%s on %d x %d: %.2f ms by the clock, in which processors were had for %.1f %%", name, session->world.ranks,
         threads, 1e3 * span->clock / number, 100 * span->processor / (all * span->clock));
  if (session->world.ranks == 1 && threads > 1) /* ranks that wait for each other spend it, too */
    printf("; threads had %.1f %% of what the busiest one had", 100 * span->processor / span->slots);
  printf("\n");
}

static void print_efficiency(const struct session *session)
{
  const double rollouts = rollout_seconds(session);
  const double alone = fmax(session->update.processor - rollouts, 0) / session->world.ranks; /* every rank does it */
  printf("parallel efficiency of updates, foreseen from these rollouts:\n");
  for (int s = 0; s < SHAPES; s++)
    printf("  %2d x %-2d %6.1f %%\n", shape[s].ranks, shape[s].threads,
           100 * (rollouts + alone) / (shape[s].ranks * shape[s].threads * (session->span[s] + alone)));
  print_span("updates", session, &session->update, (double)session->updates);
  if (session->config.validate_every)
    print_span("validation", session, &session->validation, 1);
}

int main(int count, char **word)
{
  struct l2h_error error = {"failed"};
  struct session *session = calloc(1, sizeof *session);
  MPI_Init(&count, &word);
  if (count != 4 || atol(word[3]) < 1 || !session) {
    fprintf(stderr, "update_cost CONFIG.yaml FOLDER UPDATES, of which there is one at least\n");
    MPI_Finalize();
    return 2;
  }
  const int result = l2h_world_open(&session->world, &error) == 0 ? run(session, word, &error) : -1;
  if (session->world.rank == 0 && result == 0) {
    print_parts(session);
    print_efficiency(session);
  } else if (session->world.rank == 0)
    fprintf(stderr, "update_cost: %s\n", error.text);
  l2h_trainer_free(session->trainer);
  l2h_journal_close(&session->folder.journal);
  l2h_state_free(&session->state);
  for (int s = 0; s < SHAPES; s++)
    for (int r = 0; r < shape[s].ranks; r++)
      l2h_workload_free(&session->workload[s][r]);
  l2h_world_close(&session->world);
  MPI_Finalize();
  free(session);
  return result == 0 ? 0 : 1;
}
