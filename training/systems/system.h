/* SPDX-License-Identifier: GPL-2.0-only */
/* A system that an optimizer is trained on or measured with: a landscape and its atoms. systems/parse.h makes one from
   what users write.

   Positions and energies are in the units of the potential: epsilon and d0 for Lennard-Jones, the script's for LAMMPS,
   eV and Angstrom for the others. Only inside an optimizer, learned or not, are they multiples of the two scales.

   Plain memory: a copy of the bytes is a copy, on any rank. */
#ifndef L2H_SYSTEM_H
#define L2H_SYSTEM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"
#include "core/landscape.h"

#define L2H_SYSTEM_MIN_ATOMS 2
#define L2H_SYSTEM_MAX_ATOMS 1000
/* Soft-sphere diameters (Eq. 8) in length scales: see starts.h. */
#define L2H_LJ_SPHERE 1.0
#define L2H_GUPTA_SPHERE 0.3
#define L2H_SW_SPHERE 0.7
/* A quenched energy is a hit when it is no more than this above the known global minimum, in energy units, */
#define L2H_HIT_ABOVE 1e-3
/* and no more than this below it. What lies still lower is another landscape, or news. */
#define L2H_HIT_BELOW 1e-2
/* What the digits of a user's file may lose of a cell's edge, as a share of it. */
#define L2H_CELL_TOLERANCE 1e-6

struct l2h_system {
  char name[96];                    /* as the user writes it */
  char file[512];                   /* the parameter file or script that was read; empty without */
  char units[16];                   /* LAMMPS's name for the units: lj, metal ... */
  char element[L2H_MAX_SPECIES][4]; /* of each species; "X" where it is none */
  uint64_t contents;                /* hash of the files that forces come from where no numbers here say it; else 0 */
  int atoms, species;
  int frozen;                     /* atoms that a LAMMPS script freezes; l2h_system_frozen() (potential.h) says which */
  int first[L2H_MAX_SPECIES + 1]; /* species s are the atoms first[s] to first[s + 1] - 1 */
  struct l2h_landscape landscape;
  double length, energy; /* scales of the inputs: nearest-neighbour distance, energy of a bond */
  double box;            /* edge of the cube that starts are drawn in (D.2); the cell where periodic */
  double sphere;         /* soft-sphere diameter that spreads them */
  double known_minimum;  /* energy of the known global minimum, NaN where none is known */
  bool wanted;           /* known_minimum is an energy that the user asked for: whatever is lower is a hit, too */
  double loss_scale;     /* energies are divided by it in the meta-loss, > 0 */
};

/* The paper's choice instead: inputs in raw units, Angstrom and eV (both scales 1). */
void l2h_system_paper_scales(struct l2h_system *system);

/* Whether a quenched energy is the known global minimum; false where none is known. */
bool l2h_system_hit(const struct l2h_system *system, double energy);

/* Whether it lies so far below that it cannot be: the files of another potential were read, atoms have fallen into a
   hole of the potential, or what is known is not the lowest. */
bool l2h_system_below(const struct l2h_system *system, double energy);

/* The first of these systems whose rollouts run on the CPU alone, since LAMMPS has its forces; NULL where a GPU serves
   all of them. */
const struct l2h_system *l2h_system_on_cpu(int systems, const struct l2h_system *system);

/* Hash of all that a run on this system depends on: atoms, numbers of the landscape, scales, starts, and the files that
   LAMMPS reads. Equal fingerprints, equal results. */
uint64_t l2h_system_fingerprint(const struct l2h_system *system);

/* Hash of the atoms and of what their energy is computed from, and of no scale, start or energy wanted: equal surfaces,
   equal minima. */
uint64_t l2h_system_surface(const struct l2h_system *system);

#endif
