/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/installed.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#define BENEATH "share/learn2hop/potentials"
#define DEEPEST 4 /* PREFIX/lib/ARCHITECTURE/lammps/plugins */

/* The file that this function was loaded from. The loader knows the program itself only as it was called, which may be
   a name that was looked up. */
static bool own_file(char path[PATH_MAX])
{
  Dl_info own, program;
  if (!dladdr((const void *)(uintptr_t)&l2h_installed_potentials, &own))
    return false;
  const bool is_program =
    dladdr((const void *)(uintptr_t)getauxval(AT_ENTRY), &program) && program.dli_fbase == own.dli_fbase;
  return realpath(is_program ? "/proc/self/exe" : own.dli_fname, path) != NULL;
}

/* Takes the last name off a path. False where none is left. */
static bool go_up(char *path)
{
  char *last = strrchr(path, '/');
  if (!last || last == path)
    return false;
  *last = 0;
  return true;
}

static void find(char folder[PATH_MAX])
{
  char path[PATH_MAX];
  if (own_file(path) && go_up(path))
    for (int k = 0; k < DEEPEST && go_up(path); k++)
      if (snprintf(folder, PATH_MAX, "%s/" BENEATH, path) < PATH_MAX && access(folder, R_OK) == 0)
        return;
  *folder = 0;
}

const char *l2h_installed_potentials(void)
{
  static char folder[PATH_MAX];
  static bool found;
  if (!found)
    find(folder);
  found = true;
  return folder;
}
