/* SPDX-License-Identifier: GPL-2.0-only */
/* The two scales of a script's potential, by the rule that python/learn2hop/scales.py has for ASE's calculators: the
   length scale is the distance of nearest neighbours in the crystal of a species, the energy scale the cohesive energy
   of an atom over half the number of its nearest neighbours. The crystal is the one of fcc, bcc and diamond that the
   potential gives the lowest energy. Where none can be had, for a potential that reaches over thousands of neighbours,
   or atoms of a pair are bound more than those of a crystal, as in a molecule, both are those of a pair: its distance,
   and the energy that it takes to part it. Before that, a species whose like make no crystal has the bonds of its
   compound with another: rock salt, cesium chloride or zincblende. */
#ifndef L2H_LAMMPS_SCALES_H
#define L2H_LAMMPS_SCALES_H

#include <stdbool.h>

#include "core/error.h"
#include "core/landscape.h"

struct l2h_bond {
  const char *of; /* "fcc" or what else it is; NULL where nothing is bound */
  bool crystal;   /* and not a pair */
  int with;       /* the other atom's type; that of the species itself, except in a compound */
  double length, energy;
  double cohesive; /* energy of an atom, not of a bond */
};

struct l2h_lammps_scales {
  char units[16];
  int species;
  char element[L2H_MAX_SPECIES][4]; /* "X" where the script does not say */
  struct l2h_bond bond[L2H_MAX_SPECIES], pair[L2H_MAX_SPECIES];
  /* Means over the atoms of the script; where it has none that are bound, over the species that are. */
  double length, energy;
};

/* In the script's units. 0, or -1 with a message that says how to mend it, where the script cannot be used or none of
   its species is bound. */
int l2h_lammps_scales(const char *script, struct l2h_lammps_scales *scales, struct l2h_error *error);

#endif
