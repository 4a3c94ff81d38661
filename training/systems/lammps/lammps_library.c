/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_library.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef L2H_NO_MPI
#define MPI_OF_IT "and exceptions"
#else
#define MPI_OF_IT "and the MPI of learn2hop"
#endif
#define REMEDY                                                                                  \
  "set LEARN2HOP_LIBLAMMPS to the liblammps.so of a LAMMPS of 2 Apr 2025 or newer, built with " \
  "BUILD_SHARED_LIBS=on " MPI_OF_IT

/* The build's library where there is one (and it still is). */
static const char *path_of_library(void)
{
  const char *named = getenv("LEARN2HOP_LIBLAMMPS");
  if (named && *named)
    return named;
#ifdef L2H_LIBLAMMPS
  if (access(L2H_LIBLAMMPS, R_OK) == 0)
    return L2H_LIBLAMMPS;
#endif
  return "liblammps.so";
}

/* Fills in the table; the name of the first function that the file lacks, or NULL. POSIX lets a void * from dlsym() be
   a function; C does not, hence the copy of its bytes. */
static const char *find_functions(void *file, struct l2h_lammps_library *library)
{
  const struct {
    const char *name;
    void *where;
  } wanted[] = {
    {"lammps_open", &library->open},
    {"lammps_open_no_mpi", &library->open_no_mpi},
    {"lammps_close", &library->close},
    {"lammps_file", &library->file},
    {"lammps_command", &library->command},
    {"lammps_has_error", &library->has_error},
    {"lammps_get_last_error_message", &library->get_last_error_message},
    {"lammps_version", &library->version},
    {"lammps_extract_setting", &library->extract_setting},
    {"lammps_extract_global", &library->extract_global},
    {"lammps_extract_atom", &library->extract_atom},
    {"lammps_extract_compute", &library->extract_compute},
    {"lammps_extract_variable", &library->extract_variable},
    {"lammps_extract_variable_datatype", &library->extract_variable_datatype},
    {"lammps_get_natoms", &library->get_natoms},
    {"lammps_id_count", &library->id_count},
    {"lammps_id_name", &library->id_name},
    {"lammps_extract_box", &library->extract_box},
    {"lammps_free", &library->free},
    {"lammps_config_has_mpi_support", &library->config_has_mpi_support},
    {"lammps_config_has_exceptions", &library->config_has_exceptions},
  };
  for (size_t k = 0; k < sizeof wanted / sizeof wanted[0]; k++) {
    void *found = dlsym(file, wanted[k].name);
    if (!found)
      return wanted[k].name;
    memcpy(wanted[k].where, &found, sizeof found);
  }
  return NULL;
}

/* A LAMMPS without MPI brings functions of MPI's names along, which must not meet the real ones where there are any;
   one without exceptions ends the process on any mistake in a script. */
static const char *unfit(const struct l2h_lammps_library *library)
{
#ifndef L2H_NO_MPI
  if (!library->config_has_mpi_support())
    return "was built without MPI";
#endif
  if (!library->config_has_exceptions())
    return "was built without exceptions";
  return NULL;
}

static int load(struct l2h_lammps_library *library, struct l2h_error *error)
{
  const char *path = path_of_library();
  void *file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!file)
    return l2h_fail(error, "LAMMPS cannot be loaded (%.300s): " REMEDY, dlerror());
  const char *missing = find_functions(file, library);
  if (missing)
    l2h_fail(error, "%.300s has no function %s: " REMEDY, path, missing);
  else if (unfit(library))
    l2h_fail(error, "%.300s %s: " REMEDY, path, unfit(library));
  else
    return 0;
  dlclose(file);
  return -1;
}

const struct l2h_lammps_library *l2h_lammps_library(struct l2h_error *error)
{
  static struct l2h_lammps_library library;
  static int loaded;
  if (!loaded)
    loaded = load(&library, error) == 0;
  return loaded ? &library : NULL;
}
