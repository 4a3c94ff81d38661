/* SPDX-License-Identifier: GPL-2.0-only */
#include "searches/search_checkpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/safe_file.h"

#define MAGIC "l2h-search\n"
#define VERSION 2u /* 2: minima say who met them first */

struct head {
  char magic[16];
  uint64_t version, system; /* system: its fingerprint */
  char name[96];            /* of the system */
  uint64_t seed;
  struct l2h_search_past past;
};

static struct head head_of(const struct l2h_team *team)
{
  struct head head = {.magic = MAGIC, .version = VERSION};
  head.system = l2h_system_fingerprint(team->options.job.system);
  head.seed = team->options.job.seed;
  memcpy(head.name, team->options.job.system->name, sizeof head.name);
  return head;
}

/* Everything but the checksum, in memory: NULL on ranks but the first, and where memory is short. */
static char *contents(const struct l2h_team *team, const struct l2h_search_past *past, size_t *size,
                      struct l2h_error *error)
{
  struct head head = head_of(team);
  char *bytes = NULL;
  FILE *stream = team->world->rank == 0 ? open_memstream(&bytes, size) : NULL;
  const int failed = team->world->rank == 0 && !stream ? l2h_fail(error, "no memory for a checkpoint") : 0;
  if (l2h_world_failed(team->world, failed, error))
    return NULL;
  head.past = *past;
  if (stream)
    fwrite(&head, sizeof head, 1, stream);
  int result = l2h_team_save(team, stream, error);
  if (stream && (fclose(stream) != 0 && result == 0))
    result = l2h_fail(error, "no memory for a checkpoint");
  if (result == 0)
    return bytes;
  free(bytes);
  return NULL;
}

static int write_file(const char *path, const char *bytes, size_t size, struct l2h_error *error)
{
  const uint64_t sum = l2h_hash(0, bytes, size);
  struct l2h_safe_file file;
  if (l2h_safe_file_open(&file, path, error) != 0)
    return -1;
  fwrite(bytes, size, 1, file.stream); /* commit() looks for errors */
  fwrite(&sum, sizeof sum, 1, file.stream);
  return l2h_safe_file_commit(&file, error);
}

int l2h_search_checkpoint_write(const char *path, const struct l2h_team *team, const struct l2h_search_past *past,
                                struct l2h_error *error)
{
  size_t size = 0;
  int result = 0;
  char *bytes = contents(team, past, &size, error);
  if (team->world->rank == 0)
    result = bytes ? write_file(path, bytes, size, error) : -1;
  free(bytes);
  return l2h_world_failed(team->world, result, error) ? -1 : 0;
}

/* ---- reading ---- */

static int check(const char *path, const char *bytes, size_t size, const struct l2h_team *team, struct l2h_error *error)
{
  const struct head own = head_of(team);
  struct head head;
  uint64_t sum;
  if (size < sizeof head + sizeof sum || memcmp(bytes, MAGIC, sizeof MAGIC) != 0)
    return l2h_fail(error, "%s: not a checkpoint of learn2hop search, or cut short; start afresh without --resume",
                    path);
  memcpy(&head, bytes, sizeof head);
  memcpy(&sum, bytes + size - sizeof sum, sizeof sum);
  if (head.version != VERSION)
    return l2h_fail(error,
                    "%s: a checkpoint of version %" PRIu64 "; this learn2hop reads version %u: resume with the "
                    "learn2hop that wrote it",
                    path, head.version, VERSION);
  if (sum != l2h_hash(0, bytes, size - sizeof sum))
    return l2h_fail(error, "%s: the checkpoint is damaged (its checksum is wrong); start afresh without --resume",
                    path);
  if (strncmp(head.name, own.name, sizeof head.name) != 0 || head.system != own.system)
    return l2h_fail(error, "%s: is of a search of %.96s%s; go on with that, or search into another folder", path,
                    head.name, strncmp(head.name, own.name, sizeof head.name) == 0 ? " with another potential" : "");
  if (head.seed != own.seed)
    return l2h_fail(error, "%s: is of a search with --seed %" PRIu64 ", not %" PRIu64, path, head.seed, own.seed);
  return 0;
}

/* Rank 0's file on every rank; NULL on every rank with a message. */
static char *read_everywhere(const char *path, const struct l2h_team *team, size_t *size, struct l2h_error *error)
{
  const bool reads = team->world->rank == 0;
  char *bytes = NULL;
  int result = 0;
  if (reads && access(path, F_OK) != 0)
    result = l2h_fail(error, "%s: there is no checkpoint to resume from (%s); leave out --resume to start one", path,
                      strerror(errno));
  if (reads && result == 0)
    bytes = l2h_file_contents(path, size, error);
  if (reads)
    result = bytes ? check(path, bytes, *size, team, error) : -1;
  if (l2h_world_failed(team->world, result, error)) {
    free(bytes);
    return NULL;
  }
  l2h_world_copy(team->world, size, sizeof *size);
  if (!reads)
    bytes = malloc(*size);
  if (l2h_world_failed(team->world, bytes ? 0 : l2h_fail(error, "no memory for %s", path), error)) {
    free(bytes);
    return NULL;
  }
  l2h_world_copy(team->world, bytes, *size);
  return bytes;
}

int l2h_search_checkpoint_read(const char *path, struct l2h_team *team, struct l2h_search_past *past,
                               struct l2h_error *error)
{
  size_t size = 0;
  struct l2h_error why = {""};
  struct head head;
  char *bytes = read_everywhere(path, team, &size, error);
  if (!bytes)
    return -1;
  memcpy(&head, bytes, sizeof head);
  *past = head.past;
  int result = l2h_team_restore(team, bytes + sizeof head, size - sizeof head - sizeof(uint64_t), &why);
  free(bytes);
  return result == 0 ? 0 : l2h_fail(error, "%s: %.900s", path, why.text);
}
