/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/energy_cache.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/hash.h"
#include "core/safe_file.h"

#define HEAD "# learn2hop: an energy to divide by; delete it and it is computed again\n"
#define ENERGY "energy "
#define ROOM 4096 /* of a whole file */

static uint64_t hash(const char *text)
{
  return l2h_hash(0, text, strlen(text));
}

/* ---- where ---- */

/* A relative XDG_CACHE_HOME counts as none, as the XDG Base Directory Specification says. */
static int find_folder(char *folder, size_t size, struct l2h_error *error)
{
  const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
  const bool given = cache && *cache == '/';
  if (!given && !(home && *home))
    return l2h_fail(error, "there is no folder to keep energies in: set HOME or XDG_CACHE_HOME");
  const int length = snprintf(folder, size, "%s%s/learn2hop/adam", given ? cache : home, given ? "" : "/.cache");
  if (length < 0 || (size_t)length >= size)
    return l2h_fail(error, "the path of the folder to keep energies in is too long: set XDG_CACHE_HOME");
  return 0;
}

int l2h_energy_cache_path(const struct l2h_cache_entry *entry, char *path, size_t size, struct l2h_error *error)
{
  char name[96];
  if (find_folder(path, size, error) != 0)
    return -1;
  snprintf(name, sizeof name, "%s", entry->name);
  for (char *c = name; *c; c++) /* a system's name may hold a path */
    if (!isalnum((unsigned char)*c))
      *c = '-';
  const size_t length = strlen(path);
  if (length + strlen(name) + 32 > size)
    return l2h_fail(error, "%s: the path is too long", path);
  snprintf(path + length, size - length, "/%s-%016" PRIx64 ".txt", name, hash(entry->key));
  return 0;
}

/* Makes the folder that `path` lies in, and those above it. */
static int make_folders(const char *path, struct l2h_error *error)
{
  char folder[4096];
  snprintf(folder, sizeof folder, "%s", path);
  for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
      return l2h_fail(error, "%s: cannot be made: %s", folder, strerror(errno));
    *slash = '/';
  }
  return 0;
}

/* ---- what ---- */

/* The whole of the file for an energy. -1 where it is longer than `text`. */
static int compose(const struct l2h_cache_entry *entry, double energy, char text[ROOM])
{
  const int body = snprintf(text, ROOM, HEAD "system %s\n%s" ENERGY "%.17g\n", entry->name, entry->key, energy);
  if (body < 0 || body + 32 > ROOM)
    return -1;
  snprintf(text + body, ROOM - (size_t)body, "checksum %016" PRIx64 "\n", hash(text));
  return 0;
}

bool l2h_energy_cache_read(const struct l2h_cache_entry *entry, double *energy)
{
  char path[4000], expected[ROOM];
  size_t length;
  struct l2h_error ignored;
  if (l2h_energy_cache_path(entry, path, sizeof path, &ignored) != 0)
    return false;
  char *text = l2h_file_contents(path, &length, &ignored);
  if (!text)
    return false;
  const char *at = strstr(text, "\n" ENERGY);
  bool whole = at != NULL;
  if (whole) {
    *energy = strtod(at + strlen("\n" ENERGY), NULL);
    whole = compose(entry, *energy, expected) == 0 && strlen(expected) == length && memcmp(expected, text, length) == 0;
  }
  free(text);
  return whole;
}

int l2h_energy_cache_write(const struct l2h_cache_entry *entry, double energy, struct l2h_error *error)
{
  char path[4000], text[ROOM];
  struct l2h_safe_file file;
  if (l2h_energy_cache_path(entry, path, sizeof path, error) != 0 || make_folders(path, error) != 0)
    return -1;
  if (compose(entry, energy, text) != 0)
    return l2h_fail(error, "%s: what it depends on takes more than %d bytes to write down", path, ROOM);
  if (l2h_safe_file_open(&file, path, error) != 0)
    return -1;
  fputs(text, file.stream); /* commit() looks for errors */
  return l2h_safe_file_commit(&file, error);
}
