/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/safe_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static int cannot_write(const char *path, int reason, struct l2h_error *error)
{
  return l2h_fail(error, "%s: cannot be written: %s", path, strerror(reason));
}

/* ---- where a path leads ---- */

/* Follows the links of a path whose end need not exist. 0, or an errno. */
static int follow_links(const char *path, char target[4096])
{
  char folder[4096], next[4096];
  strcpy(target, path);
  for (int links = 0; links < 40; links++) {
    const ssize_t length = readlink(target, next, sizeof next - 1);
    if (length < 0)
      return errno == EINVAL || errno == ENOENT ? 0 : errno; /* EINVAL: no link */
    next[length] = 0;
    strcpy(folder, target);
    const int whole =
      next[0] == '/' ? snprintf(target, 4096, "%s", next) : snprintf(target, 4096, "%s/%s", dirname(folder), next);
    if (whole >= 4096)
      return ENAMETOOLONG;
  }
  return ELOOP;
}

/* The descriptor of standard output or standard error where `found` is what it leads to, else -1. */
static int own_output(const struct stat *found)
{
  struct stat own;
  for (int descriptor = STDOUT_FILENO; descriptor <= STDERR_FILENO; descriptor++)
    if (fstat(descriptor, &own) == 0 && own.st_dev == found->st_dev && own.st_ino == found->st_ino)
      return descriptor;
  return -1;
}

/* What is there, and what to do about it. */
struct place {
  bool exists, replaced; /* replaced, or made; else written into */
  int descriptor;        /* that it is already open on, or -1 */
  mode_t mode;           /* of what exists */
};

/* Fills file->path, file->target and `place`. */
static int find_place(struct l2h_safe_file *file, const char *path, struct place *place, struct l2h_error *error)
{
  struct stat found;
  if (!*path)
    return l2h_fail(error, "a file to write has an empty name");
  if (strlen(path) >= sizeof file->path)
    return l2h_fail(error, "%s: the path is too long", path);
  strcpy(file->path, path);
  *place = (struct place){.exists = stat(path, &found) == 0, .descriptor = -1};
  if (!place->exists && errno != ENOENT)
    return cannot_write(path, errno, error);
  const int reason = follow_links(path, file->target);
  if (reason)
    return cannot_write(path, reason, error);
  if (!place->exists) {
    place->replaced = true;
    return 0;
  }
  if (S_ISDIR(found.st_mode))
    return l2h_fail(error, "%s: cannot be written: it is a folder; name a file in it", path);
  place->mode = found.st_mode & 0777;
  place->descriptor = own_output(&found);
  /* a link of /proc to a file that was deleted leads to a name that is not there */
  place->replaced = S_ISREG(found.st_mode) && place->descriptor < 0 && access(file->target, F_OK) == 0;
  if (place->descriptor < 0 && access(path, W_OK) != 0)
    return cannot_write(path, errno, error);
  return 0;
}

/* ---- the temporary file ---- */

#define MARK ".unfinished-" /* and 16 hexadecimal digits, which nobody can foresee */
#define DIGITS 16

/* A file that was not there and is no link. Its descriptor, or -1 with errno. */
static int make_temporary(struct l2h_safe_file *file, const struct place *place)
{
  uint64_t number;
  int descriptor;
  do {
    if (getentropy(&number, sizeof number) != 0)
      return -1;
    snprintf(file->temporary, sizeof file->temporary, "%s" MARK "%016" PRIx64, file->target, number);
    descriptor = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  } while (descriptor < 0 && errno == EEXIST);
  if (descriptor >= 0 && place->exists)
    (void)!fchmod(descriptor, place->mode); /* if possible: not every file system has modes */
  return descriptor;
}

/* Standard output keeps its place in what it is written to. */
static int open_in_place(const char *path, const struct place *place)
{
  if (place->descriptor < 0)
    return open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
  fflush(stdout);
  return fcntl(place->descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

int l2h_safe_file_open(struct l2h_safe_file *file, const char *path, struct l2h_error *error)
{
  struct place place;
  if (find_place(file, path, &place, error) != 0)
    return -1;
  file->temporary[0] = 0;
  const int descriptor = place.replaced ? make_temporary(file, &place) : open_in_place(path, &place);
  file->stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
  if (file->stream)
    return 0;
  const int reason = errno;
  if (descriptor >= 0) {
    close(descriptor);
    if (place.replaced)
      unlink(file->temporary);
  }
  return cannot_write(path, reason, error);
}

/* A rename survives a power cut only once the folder itself is on disk. Some file systems sync no folders. 0, or an
   errno. */
static int sync_folder(const char *path)
{
  char copy[4096];
  strcpy(copy, path);
  const int folder = open(dirname(copy), O_RDONLY | O_CLOEXEC);
  if (folder < 0)
    return 0; /* one that may be written in and not be read */
  const int reason = fsync(folder) != 0 ? errno : 0;
  close(folder);
  return reason == EINVAL || reason == ENOTSUP ? 0 : reason;
}

/* Sets errno where an earlier write failed without leaving one. */
static int flush(FILE *stream)
{
  errno = 0;
  if (fflush(stream) == 0 && !ferror(stream))
    return 0;
  errno = errno ? errno : EIO;
  return -1;
}

int l2h_stream_sync(FILE *stream)
{
  return flush(stream) != 0 || fsync(fileno(stream)) != 0 ? -1 : 0;
}

/* To the end of what was written, and closed. 0, or an errno. */
static int finish(FILE *stream, bool synced)
{
  const int reason = (synced ? l2h_stream_sync(stream) : flush(stream)) != 0 ? errno : 0;
  return fclose(stream) != 0 && !reason ? errno : reason;
}

int l2h_safe_file_commit(struct l2h_safe_file *file, struct l2h_error *error)
{
  const bool replaces = file->temporary[0] != 0;
  const int reason = finish(file->stream, replaces);
  if (!replaces)
    return reason ? l2h_fail(error, "%s: could not be written to the end (%s)", file->path, strerror(reason)) : 0;
  if (reason) {
    unlink(file->temporary);
    return l2h_fail(error, "%s: could not be written to the end (%s); the earlier file, if any, is untouched",
                    file->path, strerror(reason));
  }
  if (rename(file->temporary, file->target) != 0) {
    const int why = errno;
    unlink(file->temporary);
    return l2h_fail(error, "%s: cannot be replaced: %s", file->path, strerror(why));
  }
  const int unsafe = sync_folder(file->target);
  return unsafe
    ? l2h_fail(error, "%s: is written, but its folder could not be synced (%s)", file->path, strerror(unsafe))
    : 0;
}

void l2h_safe_file_discard(struct l2h_safe_file *file)
{
  fclose(file->stream);
  if (file->temporary[0])
    unlink(file->temporary);
}

/* Whether `name` is one that make_temporary() gives to files beside `base`. */
static bool is_temporary_name(const char *name, const char *base)
{
  const size_t length = strlen(base), mark = strlen(MARK);
  return strncmp(name, base, length) == 0 && strncmp(name + length, MARK, mark) == 0 &&
    strlen(name + length + mark) == DIGITS && strspn(name + length + mark, "0123456789abcdef") == DIGITS;
}

void l2h_safe_file_sweep(const char *path)
{
  char target[4096], folder[4096], base[4096];
  struct stat found;
  if (strlen(path) >= sizeof target || follow_links(path, target) != 0)
    return;
  strcpy(folder, target);
  strcpy(base, target);
  const char *name = basename(base);
  DIR *entries = opendir(dirname(folder));
  if (!entries)
    return;
  for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries))
    if (is_temporary_name(entry->d_name, name) &&
        fstatat(dirfd(entries), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(found.st_mode) &&
        found.st_uid == geteuid())
      unlinkat(dirfd(entries), entry->d_name, 0);
  closedir(entries);
}

int l2h_file_writable(const char *path, struct l2h_error *error)
{
  struct l2h_safe_file file;
  struct place place;
  if (!path)
    return 0;
  if (find_place(&file, path, &place, error) != 0)
    return -1;
  if (!place.replaced)
    return 0; /* find_place() asked; opening a pipe would wait for its reader */
  const int descriptor = make_temporary(&file, &place);
  if (descriptor < 0)
    return cannot_write(path, errno, error);
  close(descriptor);
  unlink(file.temporary);
  return 0;
}

/* ---- reading ---- */

char *l2h_file_contents(const char *path, size_t *length, struct l2h_error *error)
{
  FILE *stream = fopen(path, "r");
  if (!stream) {
    l2h_fail(error, "%s: cannot be read: %s", path, strerror(errno));
    return NULL;
  }
  size_t size = 0, room = 1 << 16;
  char *text = malloc(room + 1);
  while (text) {
    size += fread(text + size, 1, room - size, stream);
    if (size < room)
      break;
    char *larger = realloc(text, 2 * room + 1);
    if (!larger)
      free(text);
    text = larger;
    room *= 2;
  }
  if (!text || ferror(stream)) {
    l2h_fail(error, "%s: cannot be read: %s", path, strerror(text ? errno : ENOMEM));
    free(text);
    fclose(stream);
    return NULL;
  }
  fclose(stream);
  text[size] = 0;
  *length = size;
  return text;
}
