/* SPDX-License-Identifier: GPL-2.0-only */
/* The two scales of a script's potential, by the rule that python/learn2hop/scales.py has for ASE's calculators: the
   length scale is the distance of nearest neighbours in the crystal of a species, the energy scale the cohesive energy
   of an atom over half the number of its nearest neighbours. The crystal is the one of fcc, bcc and diamond that the
   potential gives the lowest energy. Where none can be had, for a potential that reaches over thousands of neighbours
   or binds no crystal, both are those of a pair: its distance, and the energy that it takes to part it. A species that
   does not bind its like has the same of a compound with another: rock salt, cesium chloride or zincblende. */
#ifndef L2H_LAMMPS_SCALES_H
#define L2H_LAMMPS_SCALES_H

#include "core/landscape.h"
#include "core/error.h"

struct l2h_bond {
  const char *of; /* "fcc" or what else it is; NULL where nothing is bound */
  double length, energy;
  int with; /* the other atom's type; that of the species itself but in a compound */
};

struct l2h_lammps_scales {
  char units[16];
  int species;
  char element[L2H_MAX_SPECIES][4]; /* "X" where the script does not say */
  struct l2h_bond bond[L2H_MAX_SPECIES], pair[L2H_MAX_SPECIES];
  double length,
    energy; /* the means, in which each atom of the script counts once; each bound species where it has none */
};

/* In the script's units. 0, or -1 with a message that says how to mend it, where the script cannot be used or none of
   its species is bound. */
int l2h_lammps_scales(const char *script, struct l2h_lammps_scales *scales, struct l2h_error *error);

#endif
