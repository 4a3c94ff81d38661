/* SPDX-License-Identifier: GPL-2.0-only */
/* A LAMMPS that has read a script and stands ready to compute forces, again and again. */
#ifndef L2H_LAMMPS_SCRIPT_H
#define L2H_LAMMPS_SCRIPT_H

#include "systems/lammps/lammps_library.h"

struct l2h_lammps {
  const struct l2h_lammps_library *library;
  void *handle;
};

/* Opens a LAMMPS of this thread's own, silent and on this rank alone, and lets it read the script, for one thread at a
   time. 0, or -1 with a message that names the script and holds LAMMPS's own; none is open then. */
int l2h_lammps_open(const char *script, struct l2h_lammps *lammps, struct l2h_error *error);

/* The two halves of it, for commands between them. */
int l2h_lammps_begin(const char *script, struct l2h_lammps *lammps, struct l2h_error *error);
int l2h_lammps_read(const char *script, struct l2h_lammps *lammps, struct l2h_error *error);

void l2h_lammps_close(struct l2h_lammps *lammps);

/* Makes energy and forces functions of positions alone, as docs/trainer.md has it, and computes them a first time where
   the script put the atoms. Likewise. */
int l2h_lammps_settle(const char *script, struct l2h_lammps *lammps, struct l2h_error *error);

/* One command. 0, or -1 with LAMMPS's message in one line. */
int l2h_lammps_command(struct l2h_lammps *lammps, const char *command, struct l2h_error *error);

/* Takes out all of a kind ("fix" by "unfix"), the last one first, since it may need those before it. Likewise. */
int l2h_lammps_take_out(struct l2h_lammps *lammps, const char *kind, const char *command, struct l2h_error *error);

/* LAMMPS's last error, if there was one since the last call, in one line: -1; else 0. */
int l2h_lammps_failed(struct l2h_lammps *lammps, struct l2h_error *error);

#endif
