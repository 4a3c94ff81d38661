/* SPDX-License-Identifier: GPL-2.0-only */
/* The lowest distinct minima of a system, gathered one by one.

   Two ends are one minimum where their energies agree to 1e-5 of the energy scale and their sorted distances, species
   by species, to 1e-3 of the length scale in the mean square: rotated, mirrored and permuted copies are one. */
#ifndef L2H_COLLECTION_H
#define L2H_COLLECTION_H

#include <stdio.h>

#include "systems/system.h"

struct l2h_kept_minimum {
  double energy;
  double count;     /* how often it was added */
  double *position; /* [atoms][3] */
};

struct l2h_collection {
  const struct l2h_system *system;
  int most, count;
  struct l2h_kept_minimum *minimum; /* [most], of which `count` are there, lowest first; of equals the earlier */
  double *distance;                 /* [2][pairs of atoms], room */
};

/* Room for up to `most` minima of the system, which must outlive it; rows are taken as they come. NULL with a message
   when memory is short. */
struct l2h_collection *l2h_collection_create(const struct l2h_system *system, int most, struct l2h_error *error);
void l2h_collection_free(struct l2h_collection *collection);

/* No energy from here on up is kept: INFINITY while there is room. */
double l2h_collection_ceiling(const struct l2h_collection *collection);

/* A minimum, met `count` times. 1 where it is new and kept, 0 where it is known or too high, -1 with a message when
   memory is short. */
int l2h_collection_add(struct l2h_collection *collection, double energy, double count, const double *position,
                       struct l2h_error *error);

/* All of them as an extended XYZ file, lowest first, each with energy, count and forces. ASE and others read it: X
   stands for atoms that are no element. Whole or not at all; 0, or -1 with a message. */
int l2h_collection_write(const struct l2h_collection *collection, const char *path, struct l2h_error *error);

#endif
