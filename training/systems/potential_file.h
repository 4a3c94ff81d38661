/* SPDX-License-Identifier: GPL-2.0-only */
/* Where parameter files and weights lie. */
#ifndef L2H_POTENTIAL_FILE_H
#define L2H_POTENTIAL_FILE_H

#include "core/weights.h"
#include "systems/composition.h"

/* A file as named, in the folders of LAMMPS_POTENTIALS, or in the potentials/ that came with this
   program: 0 with its path, or -1
   with a message that says where it was looked for. */
int l2h_find_file(const char *name, char *path, size_t size, struct l2h_error *error);

/* Weights in a file found so. */
int l2h_find_weights(const char *name, struct l2h_weights *weights, struct l2h_error *error);

/* The file that the composition names, or else the one named after its elements, in either order of two: AgAu.gupta.
   Looked for as named, then in the folders of LAMMPS_POTENTIALS, then in the potentials/ that came with this program. 0 with its
   path, or -1 with a message that says where it was looked for; `system` stands in it. */
int l2h_potential_file(const struct l2h_composition *composition, const char *ending, const char *system, char *path,
                       size_t size, struct l2h_error *error);

#endif
