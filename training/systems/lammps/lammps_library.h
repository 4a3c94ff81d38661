/* SPDX-License-Identifier: GPL-2.0-only */
/* LAMMPS as a library, loaded while the program runs and only where a system asks for it: neither its header nor the
   library itself is needed to build or start the trainer. */
#ifndef L2H_LAMMPS_LIBRARY_H
#define L2H_LAMMPS_LIBRARY_H

#include <mpi.h>
#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

/* What LAMMPS's own manual calls the arguments of lammps_extract_compute() and the answers of
   lammps_extract_variable_datatype(). */
enum { L2H_LAMMPS_GLOBAL = 0, L2H_LAMMPS_SCALAR = 0 };
enum { L2H_LAMMPS_NO_VARIABLE = -1, L2H_LAMMPS_EQUAL = 0, L2H_LAMMPS_TEXT = 3 };

/* Functions of its C interface, as the manual describes them ("Library interface of LAMMPS"). A `handle` is one LAMMPS,
   which one thread at a time may use. */
struct l2h_lammps_library {
  void *(*open)(int count, char **arguments, MPI_Comm communicator, void **unused);
  void *(*open_no_mpi)(int count, char **arguments, void **unused); /* it sees to MPI by itself */
  void (*close)(void *handle);
  void (*file)(void *handle, const char *path);
  char *(*command)(void *handle, const char *command);
  int (*has_error)(void *handle);
  int (*get_last_error_message)(void *handle, char *text, int room);
  int (*version)(void *handle);
  int (*extract_setting)(void *handle, const char *name);
  void *(*extract_global)(void *handle, const char *name);
  void *(*extract_atom)(void *handle, const char *name);
  void *(*extract_compute)(void *handle, const char *id, int style, int type);
  void *(*extract_variable)(void *handle, const char *name, const char *group);
  int (*extract_variable_datatype)(void *handle, const char *name);
  double (*get_natoms)(void *handle);
  int (*id_count)(void *handle, const char *category);
  int (*id_name)(void *handle, const char *category, int number, char *name, int room);
  void (*extract_box)(void *handle, double *low, double *high, double *xy, double *yz, double *xz, int *periodic,
                      int *changes);
  void (*free)(void *memory);
  int (*config_has_mpi_support)(void);
  int (*config_has_exceptions)(void);
};

/* The library: the one that LEARN2HOP_LIBLAMMPS names, else that of the build, else the loader's liblammps.so. Loaded
   at the first call and kept; for one thread at a time. NULL with a message that says which file was tried and how to
   name another. */
const struct l2h_lammps_library *l2h_lammps_library(struct l2h_error *error);

#endif
