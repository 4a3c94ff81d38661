/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/safe_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int l2h_safe_file_open(struct l2h_safe_file *file, const char *path, struct l2h_error *error)
{
  if (strlen(path) >= sizeof file->path)
    return l2h_fail(error, "%s: the path is too long", path);
  strcpy(file->path, path);
  snprintf(file->temporary, sizeof file->temporary, "%s.%ld", path, (long)getpid());
  file->stream = fopen(file->temporary, "w");
  if (!file->stream)
    return l2h_fail(error, "%s: cannot be written: %s", path, strerror(errno));
  return 0;
}

/* A rename survives a power cut only once the folder itself is on disk. */
static void sync_folder(const char *path)
{
  char copy[4096];
  strcpy(copy, path);
  const int folder = open(dirname(copy), O_RDONLY);
  if (folder >= 0) {
    fsync(folder);
    close(folder);
  }
}

int l2h_safe_file_commit(struct l2h_safe_file *file, struct l2h_error *error)
{
  errno = 0;
  const int failed = fflush(file->stream) != 0 || ferror(file->stream) || fsync(fileno(file->stream)) != 0;
  const int reason = errno;
  if ((fclose(file->stream) != 0) | failed) {
    unlink(file->temporary);
    return l2h_fail(error, "%s: could not be written to the end (%s); the earlier file, if any, is untouched",
                    file->path, strerror(reason ? reason : EIO));
  }
  if (rename(file->temporary, file->path) != 0) {
    const int why = errno;
    unlink(file->temporary);
    return l2h_fail(error, "%s: cannot be replaced: %s", file->path, strerror(why));
  }
  sync_folder(file->path);
  return 0;
}

void l2h_safe_file_discard(struct l2h_safe_file *file)
{
  fclose(file->stream);
  unlink(file->temporary);
}

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
