/* SPDX-License-Identifier: GPL-2.0-only */
/* Each thread's own LAMMPS for each script, opened when first asked for and kept. */
#ifndef L2H_LAMMPS_INSTANCE_H
#define L2H_LAMMPS_INSTANCE_H

#include <stdbool.h>

#include "systems/lammps/lammps_script.h"
#include "systems/system.h"

struct l2h_lammps_instance {
  char name[sizeof((struct l2h_system *)0)->name];
  struct l2h_lammps lammps;
  double low[3]; /* corner of the cell */
  bool wide;     /* atom ids are int64_t, not int32_t */
  int *slot;     /* [atoms + 1]: where the atom of this id stands among the system's */
  bool *frozen;  /* [atoms], of the system's order; NULL except in the instance that the system was parsed with */
  double *place; /* [atoms][3], likewise: where the script put the atoms */
  struct l2h_lammps_instance *next, *next_of_all;
};

/* The script of a lammps: system. */
const char *l2h_lammps_path(const struct l2h_system *system);

/* This thread's, or NULL with a message. One whose LAMMPS was closed is opened again. */
struct l2h_lammps_instance *l2h_lammps_instance(const struct l2h_system *system, struct l2h_error *error);

/* Keeps which atoms the script freezes, number i of LAMMPS's arrays where frozen[i], and where it put all of them. 0,
   or -1 when memory is short. */
int l2h_lammps_hold(const struct l2h_system *system, const bool *frozen, struct l2h_error *error);

/* Those of a system that l2h_lammps_hold() has seen; else as they were. */
void l2h_lammps_frozen(const struct l2h_system *system, const bool **frozen, const double **place);

/* Closes every LAMMPS of every thread, before MPI ends. No thread may ask for one after that. */
void l2h_lammps_close_all(void);

/* Number i of LAMMPS's array of atom ids. */
static inline int64_t l2h_lammps_id(const struct l2h_lammps_instance *instance, const void *ids, int i)
{
  return instance->wide ? ((const int64_t *)ids)[i] : ((const int32_t *)ids)[i];
}

#endif
