/* SPDX-License-Identifier: GPL-2.0-only */
/* A system that an optimizer is trained on or measured with: a landscape and its atoms, written as `lj:13`,
   `gupta:Ag10Au28`, `sw:Si64` or `lammps:in.cu13`.

   Positions and energies are in the units of the potential: epsilon and d0 for Lennard-Jones, the script's for LAMMPS,
   eV and Angstrom for the others. Only inside an optimizer, learned or not, are they multiples of the two scales. */
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
#define L2H_HIT_TOLERANCE 1e-3 /* a quenched energy this near the known minimum, or below it, is a hit */

/* How systems are written, for help texts and messages. */
#define L2H_SYSTEM_FORMS \
  "lj:N, gupta:COMPOSITION as in gupta:Au55 or gupta:Ag10Au28, sw:COMPOSITION as in sw:Si64, or lammps:SCRIPT"

struct l2h_system {
  char name[96];                    /* as the user writes it */
  char units[16];                   /* LAMMPS's name for the units: lj, metal ... */
  char element[L2H_MAX_SPECIES][4]; /* of each species; "LJ" where it is none */
  uint64_t script;                  /* of lammps:SCRIPT, a hash of what it says, never 0; 0: a built-in potential */
  int atoms, species;
  int first[L2H_MAX_SPECIES + 1]; /* species s are the atoms first[s] to first[s + 1] - 1 */
  struct l2h_landscape landscape;
  double length, energy; /* scales of the inputs: nearest-neighbour distance, energy of a bond */
  double box;            /* edge of the cube that starts are drawn in (D.2); the cell where periodic */
  double sphere;         /* soft-sphere diameter that spreads them */
  double known_minimum;  /* energy of the known global minimum, NaN where none is known */
  double loss_scale;     /* energies are divided by it in the meta-loss, > 0 */
};

/* One of L2H_SYSTEM_FORMS, with @FILE behind it for a parameter file other than the one that its elements name. 0, or
   -1 with a message that names the forms known. */
int l2h_system_parse(const char *text, struct l2h_system *system, struct l2h_error *error);

/* The paper's choice instead: inputs in raw units, Angstrom and eV (both scales 1). */
void l2h_system_paper_scales(struct l2h_system *system);

/* Whether a quenched energy is the known global minimum; false where none is known. */
bool l2h_system_hit(const struct l2h_system *system, double energy);

/* The first of these systems whose rollouts run on the CPU alone, since LAMMPS has its forces; NULL where a GPU serves
   all of them. */
const struct l2h_system *l2h_system_on_cpu(int systems, const struct l2h_system *system);

#endif
