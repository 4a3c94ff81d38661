/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/potential_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/installed.h"

/* `folder`/`name`, or the name alone where the folder is empty, if it can be read. */
static int readable(const char *folder, size_t length, const char *name, char *path, size_t size)
{
  snprintf(path, size, "%.*s%s%s", (int)length, folder, length ? "/" : "", name);
  return access(path, R_OK) == 0;
}

/* That of an installed program; in a build tree, the source's. */
static const char *own_folder(void)
{
  const char *installed = l2h_installed_potentials();
  return *installed ? installed : L2H_POTENTIALS;
}

static int find(const char *name, char *path, size_t size)
{
  const char *folders = getenv("LAMMPS_POTENTIALS");
  if (readable("", 0, name, path, size))
    return 1;
  while (folders && *folders) {
    const size_t length = strcspn(folders, ":");
    if (readable(folders, length, name, path, size))
      return 1;
    folders += length + (folders[length] == ':');
  }
  return readable(own_folder(), strlen(own_folder()), name, path, size);
}

static const char *folders_named(void)
{
  const char *folders = getenv("LAMMPS_POTENTIALS");
  return folders ? folders : "not set";
}

int l2h_find_file(const char *name, char *path, size_t size, struct l2h_error *error)
{
  if (find(name, path, size))
    return 0;
  return l2h_fail(error, "cannot read %s, neither as named nor in LAMMPS_POTENTIALS (%s) nor in %s", name,
                  folders_named(), own_folder());
}

int l2h_find_weights(const char *name, struct l2h_weights *weights, struct l2h_error *error)
{
  char path[4096];
  return l2h_find_file(name, path, sizeof path, error) == 0 ? l2h_weights_read(path, weights, error) : -1;
}

static void named_after(const struct l2h_composition *composition, int backwards, const char *ending, char *name,
                        size_t size)
{
  *name = 0;
  for (int e = 0; e < composition->elements; e++) {
    const char *element = composition->element[backwards ? composition->elements - 1 - e : e];
    snprintf(name + strlen(name), size - strlen(name), "%s", element);
  }
  snprintf(name + strlen(name), size - strlen(name), "%s", ending);
}

int l2h_potential_file(const struct l2h_composition *composition, const char *ending, const char *system, char *path,
                       size_t size, struct l2h_error *error)
{
  char name[64];
  if (*composition->file)
    return l2h_find_file(composition->file, path, size, error);
  for (int backwards = 0; backwards < 2; backwards++) {
    named_after(composition, backwards, ending, name, sizeof name);
    if (find(name, path, size))
      return 0;
  }
  named_after(composition, 0, ending, name, sizeof name);
  return l2h_fail(
    error,
    "system '%s': no parameter file %s, neither here nor in LAMMPS_POTENTIALS (%s) nor in %s; name one as "
    "in %s@FILE, or take an element from an alloy's file as in gupta:Ag38Au0",
    system, name, folders_named(), own_folder(), system);
}
