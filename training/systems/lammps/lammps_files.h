/* SPDX-License-Identifier: GPL-2.0-only */
/* What a LAMMPS script reads. */
#ifndef L2H_LAMMPS_FILES_H
#define L2H_LAMMPS_FILES_H

#include <stdint.h>

#include "core/error.h"

/* Hash, never 0, of the script and of every file that it names where LAMMPS would find it, those of scripts that it
   includes as well: potentials, data, included scripts, Python. Names that variables make are not known, and what the
   script itself writes (log, dump, write_data ...) does not count. 0, or -1 with a message where the script cannot be
   read. */
int l2h_lammps_contents(const char *script, uint64_t *hash, struct l2h_error *error);

/* Whether the script runs or minimizes, or writes files that may be somebody's results: every thread would do that
   again. 0, or -1 with a message that names the line. What includes and variables hide is not seen. */
int l2h_lammps_runs_nothing(const char *script, struct l2h_error *error);

#endif
