/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/training_folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/seconds.h"
#include "core/safe_file.h"
#include "loop/checkpoint.h"

static int take_paths(struct l2h_training_folder *folder, const char *path, struct l2h_error *error)
{
  if (strlen(path) >= sizeof folder->path)
    return l2h_fail(error, "%s: the path is too long", path);
  strcpy(folder->path, path);
  snprintf(folder->checkpoint, sizeof folder->checkpoint, "%s/checkpoint", path);
  snprintf(folder->weights, sizeof folder->weights, "%s/%s.learned", path, folder->config->name);
  snprintf(folder->latest, sizeof folder->latest, "%s/%s.latest", path, folder->config->name);
  if (mkdir(path, 0777) != 0 && errno != EEXIST)
    return l2h_fail(error, "%s: cannot be made: %s", path, strerror(errno));
  return 0;
}

static bool is_there(const char *path)
{
  return access(path, F_OK) == 0 || errno != ENOENT;
}

/* A new training takes no folder that holds another's work. */
static int refuse_used_folder(const struct l2h_training_folder *folder, struct l2h_error *error)
{
  const char *const results[] = {folder->weights, folder->latest};
  if (is_there(folder->checkpoint))
    return l2h_fail(error,
                    "%s is there already, from an earlier training: go on with it (--resume), or take another folder "
                    "(--output DIR)",
                    folder->checkpoint);
  for (int i = 0; i < 2; i++)
    if (is_there(results[i]))
      return l2h_fail(error,
                      "%s is there already, from an earlier training, and there is no checkpoint to go on from: move "
                      "it away, or take another folder (--output DIR)",
                      results[i]);
  return l2h_journal_is_new(folder->path, error);
}

static int begin_new(struct l2h_training_folder *folder, struct l2h_error *error)
{
  return refuse_used_folder(folder, error) != 0 ? -1 : l2h_trainer_initial(folder->config, folder->state, error);
}

static int go_on(struct l2h_training_folder *folder, struct l2h_error *error)
{
  if (l2h_checkpoint_read(folder->checkpoint, folder->config, folder->state, folder->earlier_kernels, error) != 0)
    return -1;
  if (folder->state->update > folder->config->updates)
    return l2h_fail(error,
                    "%s: has %ld updates, more than the %ld that the configuration asks for: raise updates there",
                    folder->checkpoint, folder->state->update, folder->config->updates);
  return 0;
}

/* What kill -9 left of a checkpoint or weights half written. The journal's lock says that nobody else writes here. */
static void remove_leftovers(const struct l2h_training_folder *folder)
{
  l2h_safe_file_sweep(folder->checkpoint);
  l2h_safe_file_sweep(folder->weights);
  l2h_safe_file_sweep(folder->latest);
}

/* Rows before the checkpoint that knows of them. */
static int write_checkpoint(struct l2h_training_folder *folder, struct l2h_error *error)
{
  folder->last_checkpoint = l2h_seconds();
  if (l2h_journal_sync(&folder->journal, error) != 0 ||
      l2h_checkpoint_write(folder->checkpoint, folder->config, folder->kernels, folder->state, error) != 0)
    return -1;
  folder->kept = folder->state->update;
  return 0;
}

int l2h_training_folder_open(struct l2h_training_folder *folder, const char *path, bool resume, struct l2h_error *error)
{
  if (take_paths(folder, path, error) != 0)
    return -1;
  folder->resumed = resume && is_there(folder->checkpoint);
  if ((folder->resumed ? go_on(folder, error) : begin_new(folder, error)) != 0 ||
      l2h_journal_open(&folder->journal, folder->path, folder->config, folder->state, error) != 0 ||
      write_checkpoint(folder, error) != 0)
    return -1;
  remove_leftovers(folder);
  return 0;
}

static int write_dated(const char *path, struct l2h_weights *weights, struct l2h_error *error)
{
  const time_t now = time(NULL);
  struct tm parts;
  strftime(weights->date, sizeof weights->date, "%Y-%m-%d", gmtime_r(&now, &parts));
  return l2h_weights_write(path, weights, error);
}

static int write_weights(const struct l2h_training_folder *folder, struct l2h_error *error)
{
  struct l2h_weights weights;
  l2h_trainer_weights(folder->config, folder->state, &weights);
  return write_dated(folder->weights, &weights, error);
}

static int write_latest(const struct l2h_training_folder *folder, struct l2h_error *error)
{
  struct l2h_weights weights;
  l2h_trainer_latest(folder->config, folder->state, &weights);
  return write_dated(folder->latest, &weights, error);
}

int l2h_training_folder_record(struct l2h_training_folder *folder, const struct l2h_validation *validation,
                               struct l2h_error *error)
{
  struct l2h_state *state = folder->state;
  if ((state->update > 0 || validation) &&
      l2h_journal_row(&folder->journal, folder->config, state, validation, error) != 0)
    return -1;
  if (validation && state->best_update == state->update && write_weights(folder, error) != 0)
    return -1;
  if (validation && write_latest(folder, error) != 0)
    return -1;
  state->recorded = state->update;
  const bool due = l2h_seconds() - folder->last_checkpoint >= folder->config->checkpoint_seconds;
  return due ? write_checkpoint(folder, error) : 0;
}

int l2h_training_folder_finish(struct l2h_training_folder *folder, bool is_over, struct l2h_error *error)
{
  return write_checkpoint(folder, error) != 0 || write_latest(folder, error) != 0 ||
      (is_over && write_weights(folder, error) != 0)
    ? -1
    : 0;
}
