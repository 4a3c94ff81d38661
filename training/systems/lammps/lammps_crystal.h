/* SPDX-License-Identifier: GPL-2.0-only */
/* Energies of an atom alone, of two, and of small periodic crystals, by the potential of a LAMMPS script. */
#ifndef L2H_LAMMPS_CRYSTAL_H
#define L2H_LAMMPS_CRYSTAL_H

#include <stdbool.h>

#include "core/landscape.h"
#include "systems/lammps/lammps_script.h"

enum l2h_arrangement { L2H_ALONE, L2H_PAIR, L2H_FCC, L2H_BCC, L2H_DIAMOND, L2H_ROCKSALT, L2H_ARRANGEMENTS };

/* A LAMMPS that has read the script and whose atoms and box are the crystal's. */
struct l2h_lammps_crystal {
  const char *script;
  struct l2h_lammps lammps;
  char units[16];
  int types, atoms[L2H_MAX_SPECIES]; /* of each type, as the script makes them */
  double charge[L2H_MAX_SPECIES];    /* that of an atom of each */
  char element[L2H_MAX_SPECIES][4];  /* "X" where the script does not say */
  double reach;                      /* how far the potential reaches, over all types */
  enum l2h_arrangement arrangement;
  int first_type;
  double edge;          /* of the cubic cell */
  bool shrinks;         /* in a small cell the potential reaches less far: no energy of a crystal is to be had */
  bool keeps_fixes;     /* the potential does not work without the script's fixes */
  struct l2h_error why; /* LAMMPS's last refusal; empty before */
};

/* Its name where all atoms are alike, and where they are of two types. */
const char *l2h_arrangement_name(enum l2h_arrangement arrangement, bool of_one);
int l2h_arrangement_neighbours(enum l2h_arrangement arrangement);

/* Reads the script and makes ready. 0, or -1 with a message that names the script and says how to mend it. */
int l2h_lammps_crystal_open(const char *script, struct l2h_lammps_crystal *crystal, struct l2h_error *error);
void l2h_lammps_crystal_close(struct l2h_lammps_crystal *crystal);

/* The atoms that were there are replaced by these, half of them of another type (from 1; the same makes one of it) but
   for an atom alone and fcc. 0, or -1 with `why`. */
int l2h_lammps_arrange(struct l2h_lammps_crystal *crystal, enum l2h_arrangement arrangement, int type, int other);

/* Energy of an atom, nearest neighbours at `distance`, both in the script's units. NAN with `why` where LAMMPS fails,
   after which atoms must be arranged again. */
double l2h_lammps_arrangement_energy(struct l2h_lammps_crystal *crystal, double distance);

/* How many atoms of a crystal the potential sees from one of them; 0 for an atom or a pair. */
double l2h_lammps_atoms_in_reach(const struct l2h_lammps_crystal *crystal, enum l2h_arrangement arrangement,
                                 double distance);

#endif
