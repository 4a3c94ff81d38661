/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop train: what is said around the trainer, and when it stops. */
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <omp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "base/options.h"
#include "base/seconds.h"
#include "commands/commands.h"
#include "core/safe_file.h"
#include "loop/deadline.h"
#include "loop/divergence.h"
#include "loop/early_stopping.h"
#include "loop/journal.h"
#include "loop/normalization.h"
#include "loop/training_folder.h"
#include "rollouts/common_kernels.h"
#include "rollouts/device.h"
#include "systems/system_forces.h"

const char l2h_train_help[] =
  "NAME\n"
  "    learn2hop train - train an optimizer\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop train CONFIG.yaml [--output DIR] [--resume] [--seed S] [--time-limit TIME]\n"
  "                    [--cpu-limit TIME] [--device cpu|cuda|auto]\n"
  "    mpirun -n RANKS --bind-to none learn2hop train CONFIG.yaml ...\n"
  "\n"
  "DESCRIPTION\n"
  "    Trains as CONFIG.yaml says (docs/trainer.md lists its keys; examples/training/ has some) and leaves in DIR\n"
  "        NAME.learned    the weights, the best validated, for `learn2hop eval` and LAMMPS; NAME is the "
  "configuration's\n"
  "        NAME.latest     the weights as they stood last, in the same format\n"
  "        training.csv    one row an update\n"
  "        validation.csv  one row a validation and system\n"
  "        training.log    what was said on the way\n"
  "        checkpoint      where the training stands, replaced after every update\n"
  "    The result is the same, bit for bit, for any number of ranks and threads.\n"
  "\n"
  "OPTIONS\n"
  "    --output DIR    where to leave them, made if need be (default: the configuration's name; with\n"
  "                    --seed, NAME-sS)\n"
  "    --resume        go on from DIR/checkpoint, to the same weights as if nothing had stopped it; where there is\n"
  "                    none yet, begin\n"
  "    --seed S        instead of the configuration's, as if it stood there\n"
  "    --time-limit TIME\n"
  "                    end with a checkpoint and status 0 before the run is TIME old; seconds, MM:SS or H:MM:SS. No\n"
  "                    update is begun that would probably last longer, and one that does is given up\n"
  "    --cpu-limit TIME\n"
  "                    make no update more once rollouts have cost TIME of all cores together (the column "
  "cpu_seconds,\n"
  "                    validation not counted): for comparing configurations at equal cost\n"
  "    --device WHERE  cpu; cuda: a GPU for each rank of a node, in turn; auto: cuda where every rank finds one, else\n"
  "                    cpu (default)\n"
  "    --help          this text\n"
  "\n"
  "SIGNALS\n"
  "    SIGTERM, SIGINT, SIGHUP (the terminal is gone), SIGXCPU (a limit of processor time) and SIGPIPE (nobody reads "
  "the\n"
  "    output any more) write a checkpoint and end; a second one ends at once. The status is 0, and 1 where output "
  "was\n"
  "    lost. Signals that are ignored, as by nohup, stay ignored. After kill -9 the training goes on with --resume "
  "from\n"
  "    its last checkpoint.\n";

static volatile sig_atomic_t stop, time_is_up; /* the alarm of --time-limit sets both */

static void on_signal(int number)
{
  time_is_up = time_is_up || number == SIGALRM;
  stop = 1;
}

/* Signals that nohup or a shell has put aside stay so. A handler that goes after the first signal lets the second one
   end the program; a broken pipe is signalled at every write. SA_RESTART: an alarm shall not end a write in the middle.
 */
static void listen(void)
{
  static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGXCPU, SIGPIPE};
  for (size_t k = 0; k < sizeof signals / sizeof *signals; k++) {
    const int once = signals[k] == SIGPIPE ? 0 : (int)SA_RESETHAND;
    const struct sigaction action = {.sa_handler = on_signal, .sa_flags = once | SA_RESTART};
    struct sigaction before;
    sigaction(signals[k], NULL, &before);
    if (before.sa_handler != SIG_IGN)
      sigaction(signals[k], &action, NULL);
  }
  const struct sigaction alarm_action = {.sa_handler = on_signal, .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
  sigaction(SIGALRM, &alarm_action, NULL);
}

/* SIGALRM in so many seconds, at once where there are none. */
static void set_alarm(double seconds)
{
  const double left = fmax(seconds, 1e-3);
  const struct itimerval timer = {
    .it_value = {.tv_sec = (time_t)left, .tv_usec = (suseconds_t)(1e6 * (left - floor(left)))}};
  setitimer(ITIMER_REAL, &timer, NULL);
}

struct options {
  const char *config, *output;
  bool resume;
  int device;                   /* enum l2h_device_choice */
  long seed;                    /* -1: the configuration's */
  double time_limit, cpu_limit; /* seconds; 0: none */
};

/* How a run ends. */
enum ending { FAILED = -1, COMPLETE, STALLED, STOPPED, OUT_OF_TIME };

/* One training run. Rank 0 alone has the folder. */
struct session {
  const struct l2h_world *world;
  struct l2h_device device;
  char found[200]; /* what it is */
  struct l2h_config config;
  struct l2h_state state;
  struct l2h_trainer *trainer;
  struct l2h_training_folder folder;
  double begin; /* of this run */
  struct l2h_deadline deadline;
  double cpu_limit; /* of the training's cpu_seconds */
};

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"output", L2H_TEXT, &options->output, 0, 0, NULL},
    {"resume", L2H_SWITCH, &options->resume, 0, 0, NULL},
    {"device", L2H_CHOICE, &options->device, 0, 0, l2h_device_choices},
    {"seed", L2H_WHOLE, &options->seed, 0, LONG_MAX, NULL}, /* what the key takes */
    {"time-limit", L2H_TIME, &options->time_limit, 0, 0, NULL},
    {"cpu-limit", L2H_TIME, &options->cpu_limit, 0, 0, NULL},
    {NULL},
  };
  const char *word[2];
  if (l2h_options_take(count, arguments, known, 2, word, error) != 0)
    return -1;
  if (!word[0] || word[1])
    return l2h_fail(error,
                    word[0] ? "one configuration at a time"
                            : "which configuration? Name a YAML file, as examples/training/lj13.yaml");
  options->config = word[0];
  return 0;
}

/* ---- before the first update ---- */

static int read_config(struct session *session, const struct options *options, struct l2h_error *error)
{
  size_t length;
  char *text = l2h_file_contents(options->config, &length, error);
  if (!text)
    return -1;
  const int result = l2h_config_parse(options->config, text, length, &session->config, error);
  free(text);
  if (result == 0 && options->seed >= 0)
    l2h_config_set_seed(&session->config, (uint64_t)options->seed);
  return result;
}

static void introduce(struct session *session, const struct options *options)
{
  const struct l2h_config *config = &session->config;
  l2h_journal_say(&session->folder.journal,
                  "%s %s: %d parameters, %d starts of %ld steps an update, seed %" PRIu64 ", hash %s",
                  session->folder.resumed ? "resuming" : "training", config->name, session->state.parameters,
                  config->settings.starts, config->horizon, config->seed, config->hash);
  l2h_journal_say(&session->folder.journal, "%d rank%s of %d thread%s, %s kernels, from update %ld to %ld, into %s",
                  session->world->ranks, session->world->ranks > 1 ? "s" : "", omp_get_max_threads(),
                  omp_get_max_threads() > 1 ? "s" : "", l2h_device_arithmetic(&session->device), session->state.update,
                  config->updates, session->folder.path);
  l2h_journal_say(&session->folder.journal, "%s", session->found);
  if (options->resume && !session->folder.resumed)
    l2h_journal_say(&session->folder.journal,
                    "note: there is no checkpoint in %s to resume from: it begins from the start",
                    session->folder.path);
  if (session->folder.resumed && strcmp(session->folder.earlier_kernels, l2h_device_arithmetic(&session->device)) != 0)
    l2h_journal_say(&session->folder.journal,
                    "note: the checkpoint was computed with %s kernels, so the result may differ in "
                    "last bits from an uninterrupted run",
                    session->folder.earlier_kernels);
}

/* Without --output the folder is named after the configuration and the seed. */
static int open_folder(struct session *session, const struct options *options, struct l2h_error *error)
{
  struct l2h_training_folder *folder = &session->folder;
  char own[100];
  snprintf(own, sizeof own, options->seed >= 0 ? "%s-s%ld" : "%s", session->config.name, options->seed);
  folder->config = &session->config;
  folder->state = &session->state;
  folder->kernels = l2h_device_arithmetic(&session->device);
  if (l2h_training_folder_open(folder, options->output ? options->output : own, options->resume, error) != 0)
    return -1;
  introduce(session, options);
  return 0;
}

/* Rank 0's state on every rank. */
static void share_state(struct session *session)
{
  struct l2h_state *state = &session->state;
  struct l2h_state copy = *state;
  l2h_world_copy(session->world, &copy, sizeof copy);
  l2h_state_copy_scalars(state, &copy);
  l2h_world_copy(session->world, state->vectors, state->numbers * sizeof(double));
}

/* Every rank can read the scripts of lammps: systems. */
static int open_scripts(const struct l2h_config *config, struct l2h_error *error)
{
  for (int s = 0; s < config->systems; s++)
    if (l2h_system_ready(&config->system[s], error) != 0)
      return -1;
  return 0;
}

static int prepare(struct session *session, const struct options *options, struct l2h_error *error)
{
  const struct l2h_world *world = session->world;
  const bool root = world->rank == 0;
  if (l2h_world_failed(world, root ? read_config(session, options, error) : 0, error))
    return -1;
  l2h_world_copy(world, &session->config, sizeof session->config);
  if (l2h_world_failed(world, open_scripts(&session->config, error), error))
    return -1;
  /* whether searches gain by a GPU depends on how many there are: the user says so */
  const char *unasked = session->config.episode == L2H_OF_SEARCHES ? "a search unasked (--device cuda)" : NULL;
  if (l2h_world_failed(world,
                       l2h_device_choose(world, (enum l2h_device_choice)options->device, "rollouts",
                                         session->config.systems, session->config.system, unasked, &session->device,
                                         session->found, error),
                       error))
    return -1;
  if (l2h_world_failed(world,
                       l2h_state_create(&session->state, l2h_trainer_parameters(&session->config),
                                        l2h_config_estimator(&session->config)->vectors, error),
                       error))
    return -1;
  if (l2h_world_failed(world, root ? open_folder(session, options, error) : 0, error))
    return -1;
  share_state(session);
  if (l2h_normalize(world, &session->config, &session->folder.journal, error) != 0)
    return -1;
  session->folder.last_checkpoint = l2h_seconds();
  session->trainer = l2h_trainer_create(world, &session->config, &session->device, &stop, error);
  return l2h_world_failed(world, session->trainer ? 0 : -1, error) ? -1 : 0;
}

/* ---- updates ---- */

static bool validates(const struct l2h_config *config, long update)
{
  return config->validate_every && update % config->validate_every == 0;
}

/* Says what stays and what to do about it. The state is the same on all ranks, so all come here. */
static enum ending diverged(const struct session *session, struct l2h_error *error)
{
  const struct l2h_error what = *error;
  l2h_fail(error,
           "%s; the checkpoint holds update %ld and stays: lower learning_rate or sigma, and train into another folder",
           what.text, session->folder.kept);
  return FAILED;
}

/* Validates, where it is time, and records. COMPLETE, or STOPPED, or FAILED with a message. */
static enum ending settle(struct session *session, struct l2h_error *error)
{
  const struct l2h_config *config = &session->config;
  struct l2h_state *state = &session->state;
  const bool due = validates(config, state->update);
  struct l2h_validation validation;
  if (due && !l2h_trainer_validate(session->trainer, state, &validation))
    return STOPPED;
  if (due && validation.score == -INFINITY) {
    l2h_fail(error, "validation after update %ld: the mean energy is -inf: the training has diverged", state->update);
    return diverged(session, error);
  }
  if (due)
    l2h_early_stopping_add(config, state, validation.score);
  const int result =
    session->world->rank == 0 ? l2h_training_folder_record(&session->folder, due ? &validation : NULL, error) : 0;
  state->recorded = state->update;
  return l2h_world_failed(session->world, result, error) ? FAILED : COMPLETE;
}

/* Settles an update that was not, and adds its validation to the deadline. *begin: when the next one begins. */
static enum ending catch_up(struct session *session, double *begin, struct l2h_error *error)
{
  const struct l2h_state *state = &session->state;
  if (state->recorded == state->update)
    return COMPLETE;
  const enum ending ending = settle(session, error);
  if (validates(&session->config, state->update)) {
    const double end = l2h_seconds();
    l2h_deadline_add_validation(&session->deadline, end - *begin);
    *begin = end;
  }
  return ending;
}

/* Rank 0's clock decides. */
static bool is_out_of_time(const struct session *session)
{
  const bool validated = validates(&session->config, session->state.update + 1);
  return session->deadline.limit > 0 &&
    l2h_world_any(session->world,
                  session->world->rank == 0 &&
                    l2h_deadline_is_near(&session->deadline, l2h_seconds() - session->begin, validated));
}

/* FAILED comes with a message. */
static enum ending make_updates(struct session *session, struct l2h_error *error)
{
  struct l2h_state *state = &session->state;
  for (;;) {
    double begin = l2h_seconds();
    const double training_begin = begin - state->seconds;
    const enum ending ending = catch_up(session, &begin, error);
    if (ending != COMPLETE)
      return ending;
    if (state->update >= session->config.updates || state->cpu_seconds >= session->cpu_limit)
      return COMPLETE;
    if (l2h_early_stopping_due(&session->config, state))
      return STALLED;
    if (is_out_of_time(session))
      return OUT_OF_TIME;
    if (!l2h_trainer_update(session->trainer, state))
      return STOPPED;
    if (l2h_check_divergence(&session->config, state, error) != 0)
      return diverged(session, error);
    l2h_deadline_add_update(&session->deadline, l2h_seconds() - begin);
    state->seconds = l2h_seconds() - training_begin;
  }
}

/* Why it ended, for the log. */
static void say_ending(struct session *session, enum ending ending)
{
  struct l2h_journal *journal = &session->folder.journal;
  const struct l2h_state *state = &session->state;
  if (ending == STALLED)
    l2h_journal_say(journal,
                    "stopping early after update %ld: the last %ld validations brought no gain of more than %g; the "
                    "best was update %ld",
                    state->update, state->idle, session->config.stop_gain, state->best_update);
  if (ending == COMPLETE || ending == STALLED)
    l2h_journal_say(journal, "done: %s", session->folder.weights);
  else
    l2h_journal_say(journal,
                    "stopped by %s after update %ld; go on with: learn2hop train ... --output %s "
                    "--resume",
                    ending == OUT_OF_TIME ? "--time-limit" : "a signal", state->update, session->folder.path);
}

static int finish(struct session *session, enum ending ending, struct l2h_error *error)
{
  if (l2h_training_folder_finish(&session->folder, ending == COMPLETE || ending == STALLED, error) != 0)
    return -1;
  say_ending(session, ending);
  return 0;
}

static int train(struct session *session, const struct options *options, struct l2h_error *error)
{
  if (prepare(session, options, error) != 0)
    return 1;
  listen();
  if (options->time_limit > 0)
    set_alarm(options->time_limit - (l2h_seconds() - session->begin));
  enum ending ending = make_updates(session, error);
  if (ending == FAILED) {
    if (session->world->rank == 0)
      l2h_journal_say(&session->folder.journal, "failed: %s", error->text);
    return 1;
  }
  if (ending == STOPPED && l2h_world_any(session->world, time_is_up))
    ending = OUT_OF_TIME;
  return l2h_world_failed(session->world, session->world->rank == 0 ? finish(session, ending, error) : 0, error) ? 1
                                                                                                                 : 0;
}

int l2h_train(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  const double begin = l2h_seconds();
  struct options options = {.seed = -1};
  if (parse(count, arguments, &options, error) != 0)
    return L2H_USAGE_STATUS;
  struct session *session = calloc(1, sizeof *session);
  if (l2h_world_failed(world, session ? 0 : l2h_fail(error, "no memory for a training"), error)) {
    free(session);
    return 1;
  }
  session->world = world;
  session->begin = begin;
  session->deadline.limit = options.time_limit;
  session->cpu_limit = options.cpu_limit > 0 ? options.cpu_limit : INFINITY;
  const int status = train(session, &options, error);
  l2h_trainer_free(session->trainer);
  l2h_journal_close(&session->folder.journal);
  l2h_state_free(&session->state);
  free(session);
  return status;
}
