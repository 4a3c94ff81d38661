/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/checkpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/safe_file.h"
#include "loop/trainer.h"

#define MAGIC "l2h-checkpoint\n"
#define VERSION 5u

struct head {
  char magic[16];
  uint32_t version, parameters;
  char hash[24]; /* the configuration's, 0 filled */
  char kernels[16];
  uint64_t seed, numbers; /* numbers: of the vectors */
  int64_t update, recorded, best_update, idle, journal_bytes, validation_bytes;
  double seconds, cpu_seconds, best_score, gain_score;
  struct l2h_progress progress;
  uint64_t systems[L2H_MAX_SYSTEMS]; /* fingerprints of what they read */
  double goal[L2H_MAX_SYSTEMS];
  struct l2h_encounters encounters[L2H_MAX_SYSTEMS];
};

static uint64_t checksum(const struct head *head, const void *vectors, size_t size)
{
  return l2h_hash(l2h_hash(0, head, sizeof *head), vectors, size);
}

static size_t vector_bytes(const struct l2h_state *state)
{
  return state->numbers * sizeof(double);
}

int l2h_checkpoint_write(const char *path, const struct l2h_config *config, const char *kernels,
                         const struct l2h_state *state, struct l2h_error *error)
{
  struct head head = {
    .magic = MAGIC,
    .version = VERSION,
    .parameters = (uint32_t)state->parameters,
    .seed = config->seed,
    .numbers = state->numbers,
    .update = state->update,
    .recorded = state->recorded,
    .best_update = state->best_update,
    .idle = state->idle,
    .journal_bytes = state->journal_bytes,
    .validation_bytes = state->validation_bytes,
    .seconds = state->seconds,
    .cpu_seconds = state->cpu_seconds,
    .best_score = state->best_score,
    .gain_score = state->gain_score,
    .progress = state->progress,
  };
  memcpy(head.goal, state->goal, sizeof head.goal);
  memcpy(head.encounters, state->encounters, sizeof head.encounters);
  for (int i = 0; i < config->systems; i++)
    head.systems[i] = l2h_system_fingerprint(&config->system[i]);
  snprintf(head.hash, sizeof head.hash, "%s", config->hash);
  snprintf(head.kernels, sizeof head.kernels, "%s", kernels);
  const uint64_t sum = checksum(&head, state->vectors, vector_bytes(state));
  struct l2h_safe_file file;
  if (l2h_safe_file_open(&file, path, error) != 0)
    return -1;
  fwrite(&head, sizeof head, 1, file.stream); /* commit() looks for errors */
  fwrite(state->vectors, vector_bytes(state), 1, file.stream);
  fwrite(&sum, sizeof sum, 1, file.stream);
  return l2h_safe_file_commit(&file, error);
}

static int check_file(const char *path, const char *bytes, size_t size, struct l2h_error *error)
{
  const struct head *head = (const struct head *)bytes;
  if (size < sizeof *head || memcmp(head->magic, MAGIC, sizeof head->magic) != 0)
    return l2h_fail(error, "%s: not a checkpoint of learn2hop train, or cut short; start afresh in another folder",
                    path);
  if (head->version != VERSION)
    return l2h_fail(error,
                    "%s: a checkpoint of version %" PRIu32 "; this learn2hop reads version %u: resume with the "
                    "learn2hop that wrote it",
                    path, head->version, VERSION);
  const size_t whole = sizeof *head + (size_t)head->numbers * sizeof(double) + sizeof(uint64_t);
  uint64_t sum = 0;
  if (size == whole)
    memcpy(&sum, bytes + size - sizeof sum, sizeof sum);
  if (size != whole || sum != checksum(head, bytes + sizeof *head, size - sizeof *head - sizeof sum))
    return l2h_fail(error,
                    "%s: the checkpoint is damaged (its checksum or length is wrong); start afresh in another "
                    "folder",
                    path);
  return 0;
}

/* The same names may stand for other files. */
static int check_systems(const char *path, const struct head *head, const struct l2h_config *config,
                         struct l2h_error *error)
{
  for (int i = 0; i < config->systems; i++)
    if (head->systems[i] != l2h_system_fingerprint(&config->system[i]))
      return l2h_fail(error,
                      "%s: %s is no longer the same: a potential file or script that it reads has changed since; "
                      "restore it, or train into another folder",
                      path, config->system[i].name);
  return 0;
}

static int check_configuration(const char *path, const struct head *head, const struct l2h_config *config,
                               size_t numbers, struct l2h_error *error)
{
  if (head->seed != config->seed)
    return l2h_fail(error,
                    "%s: belongs to another configuration: its seed is %" PRIu64 ", not %" PRIu64 "; go on with "
                    "--seed %" PRIu64 ", or train into another folder",
                    path, head->seed, config->seed, head->seed);
  if (strcmp(head->hash, config->hash) == 0 && head->parameters == (uint32_t)l2h_trainer_parameters(config) &&
      head->numbers == numbers)
    return check_systems(path, head, config, error);
  return l2h_fail(
    error,
    "%s: belongs to another configuration (hash %s, this one has %s); to resume, only updates, "
    "checkpoint, stop and contributor may differ: restore the configuration, or train into another folder",
    path, head->hash, config->hash);
}

int l2h_checkpoint_read(const char *path, const struct l2h_config *config, struct l2h_state *state, char kernels[16],
                        struct l2h_error *error)
{
  size_t size;
  if (access(path, F_OK) != 0)
    return l2h_fail(error, "%s: there is no checkpoint to resume from (%s); leave out --resume to start one", path,
                    strerror(errno));
  char *bytes = l2h_file_contents(path, &size, error);
  if (!bytes)
    return -1;
  const struct head *head = (const struct head *)bytes;
  if (check_file(path, bytes, size, error) != 0 ||
      check_configuration(path, head, config, state->numbers, error) != 0) {
    free(bytes);
    return -1;
  }
  state->update = head->update;
  state->recorded = head->recorded;
  state->best_update = head->best_update;
  state->idle = head->idle;
  state->journal_bytes = head->journal_bytes;
  state->validation_bytes = head->validation_bytes;
  state->seconds = head->seconds;
  state->cpu_seconds = head->cpu_seconds;
  state->best_score = head->best_score;
  state->gain_score = head->gain_score;
  state->progress = head->progress;
  memcpy(state->goal, head->goal, sizeof head->goal);
  memcpy(state->encounters, head->encounters, sizeof head->encounters);
  memcpy(kernels, head->kernels, sizeof head->kernels);
  memcpy(state->vectors, bytes + sizeof *head, vector_bytes(state));
  free(bytes);
  return 0;
}
