/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_files.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/hash.h"
#include "core/safe_file.h"
#include "systems/potential_file.h"

#define BLANKS " \t\r\n"
#define DEEPEST 10 /* scripts that include scripts; LAMMPS itself bears some ten */

static int hash_script(const char *path, int depth, uint64_t *hash, struct l2h_error *error);

/* Commands whose files are written, or come and go. */
static bool writes(const char *command)
{
  static const char *const commands[] = {"log",        "dump",    "dump_modify", "write_data", "write_restart",
                                         "write_dump", "restart", "print",       "info",       "shell"};
  for (size_t k = 0; k < sizeof commands / sizeof commands[0]; k++)
    if (strcmp(command, commands[k]) == 0)
      return true;
  return false;
}

static bool is_file(const char *path)
{
  struct stat found;
  return stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

/* A word that names a file adds what is in it. */
static void hash_word(const char *word, bool script, int depth, uint64_t *hash)
{
  struct l2h_error ignored;
  char path[4096];
  size_t length;
  if (!strpbrk(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ||
      l2h_find_file(word, path, sizeof path, &ignored) != 0 || !is_file(path))
    return;
  if (script && depth < DEEPEST) {
    hash_script(path, depth + 1, hash, &ignored);
    return;
  }
  char *contents = l2h_file_contents(path, &length, &ignored);
  if (contents)
    *hash = l2h_hash(*hash, contents, length);
  free(contents);
}

/* One command, with the lines that `&` joins. Quotes are taken off, as LAMMPS does. */
static void hash_command(char *line, int depth, uint64_t *hash)
{
  char *rest = NULL, *command = strtok_r(line, BLANKS, &rest);
  if (!command || writes(command))
    return;
  const bool script = strcmp(command, "include") == 0 || strcmp(command, "jump") == 0;
  for (char *word; (word = strtok_r(NULL, BLANKS "\"'", &rest));)
    hash_word(word, script, depth, hash);
}

static int hash_script(const char *path, int depth, uint64_t *hash, struct l2h_error *error)
{
  size_t length;
  char *text = l2h_file_contents(path, &length, error);
  if (!text)
    return -1;
  *hash = l2h_hash(*hash, text, length);
  for (char *line = text; line && *line;) {
    char *end = strchr(line, '\n');
    while (end && end > line && end[-1] == '&') {
      end[-1] = *end = ' ';
      end = strchr(end, '\n');
    }
    if (end)
      *end = 0;
    line[strcspn(line, "#")] = 0;
    hash_command(line, depth, hash);
    line = end ? end + 1 : NULL;
  }
  free(text);
  return 0;
}

/* Commands that take their time, or leave files that may be somebody's results. */
static bool runs(const char *command)
{
  static const char *const commands[] = {"run", "minimize",   "rerun",         "temper",    "neb",
                                         "prd", "write_data", "write_restart", "write_dump"};
  for (size_t k = 0; k < sizeof commands / sizeof commands[0]; k++)
    if (strncmp(command, commands[k], strlen(commands[k])) == 0 && strchr("/ \t\r", command[strlen(commands[k])]))
      return true;
  return false;
}

int l2h_lammps_runs_nothing(const char *script, struct l2h_error *error)
{
  size_t length;
  char *text = l2h_file_contents(script, &length, error), *rest = NULL;
  int number = 0, result = text ? 0 : -1;
  for (char *line = text; line && *line && result == 0; line = rest) {
    char *end = line + strcspn(line, "\n");
    rest = *end ? end + 1 : end;
    *end = 0;
    number++;
    line += strspn(line, BLANKS);
    if (runs(line))
      result = l2h_fail(error,
                        "%.400s: line %d: %.*s: a script for learn2hop makes box, atoms, pair_style and pair_coeff, "
                        "and neither runs nor writes anything: copy the lines that it needs into one of its own",
                        script, number, (int)strcspn(line, BLANKS), line);
  }
  free(text);
  return result;
}

int l2h_lammps_contents(const char *script, uint64_t *hash, struct l2h_error *error)
{
  *hash = 0;
  if (hash_script(script, 0, hash, error) != 0)
    return -1;
  *hash += *hash == 0;
  return 0;
}
