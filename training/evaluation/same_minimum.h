/* SPDX-License-Identifier: GPL-2.0-only */
/* When two ends are one minimum: where their energies agree to 1e-5 of the energy scale and their sorted distances,
   species by species, to 1e-3 of the length scale in the mean square. Rotated, mirrored and permuted copies are one.

   Of the system atoms, species, cell and the two scales are looked at, and no potential. */
#ifndef L2H_SAME_MINIMUM_H
#define L2H_SAME_MINIMUM_H

#include "systems/system.h"

/* One end that others are compared with. Its distances are sorted once, when first another has its energy. */
struct l2h_same_minimum {
  const struct l2h_system *system;
  double energy;
  const double *position; /* [atoms][3] */
  bool sorted;
  double *distance; /* [2][pairs of atoms], room: its own, and another's */
};

/* Takes the room; the system must outlive it. 0, or -1 with a message when memory is short. */
int l2h_same_minimum_open(struct l2h_same_minimum *same, const struct l2h_system *system, struct l2h_error *error);
void l2h_same_minimum_close(struct l2h_same_minimum *same);

/* Which end it is from here on; position[atoms][3] must stay as it is. */
void l2h_same_minimum_take(struct l2h_same_minimum *same, double energy, const double *position);

/* Whether this one is a copy of it. */
bool l2h_same_minimum_as(struct l2h_same_minimum *same, double energy, const double *position);

/* How far the energies of two copies may differ, in the system's units: nothing farther away needs to be looked at. */
double l2h_same_energy(const struct l2h_system *system);

#endif
