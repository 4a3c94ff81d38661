/* SPDX-License-Identifier: GPL-2.0-only */
/* The CPU engine: the hot loops of src/core over registers full of atoms, compiled once for each instruction set and
   chosen at run time. The trainer's rollouts and the LAMMPS minimizer both call it; src/core/reference.h is what it is
   held to.

   Learned steps are in single precision, all lengths in length scales and energies in energy scales: hosts convert.
   What comes before and after them (starts, quenches, other methods) is in double precision and any units. */
#ifndef L2H_ENGINE_H
#define L2H_ENGINE_H

#include <stddef.h>

#include "core/clock.h"
#include "core/error.h"
#include "core/landscape.h"
#include "core/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Some atoms and their optimizer state as a structure of arrays of `stride` floats, a multiple of 16, each 64-byte
   aligned. Lanes after `atoms` hold anything finite. Either a whole system (rollouts), sorted by species, or a chunk
   of LAMMPS's atoms, which no force is computed of here.
 */
struct l2h_atoms {
  int atoms, stride, species;
  int first[L2H_MAX_SPECIES + 1]; /* species s are the atoms first[s] to first[s + 1] - 1 */
  float *position;                /* [3][stride] */
  float *gradient;                /* [3][stride] of the energy: minus the force */
  float *first_moment;            /* [3][L2H_DECAYS][stride] */
  float *second_moment;           /* [3][L2H_DECAYS][stride] */
  float *radial;                  /* [species][L2H_RADIALS][stride] */
  float *is_species;              /* [species][stride], 1 where the atom is of that species */
  float *field;                   /* [L2H_FIELDS][stride], the forces' own */
  float *move;                    /* [3][stride], what the optimizer answers */
  float *memory;                  /* the one allocation that all of the above point into */
};

/* The same for plain energies and gradients, in doubles. */
struct l2h_points {
  int atoms, stride, species;
  int first[L2H_MAX_SPECIES + 1];
  double *position;   /* [3][stride] */
  double *gradient;   /* [3][stride] */
  double *is_species; /* [species][stride] */
  double *field;      /* [L2H_FIELDS][stride] */
};

#define L2H_FIELDS L2H_SW_MOMENTS /* numbers an atom that a many-body force keeps between its two passes */

/* Room for `capacity` atoms, everything 0 and every atom of species 0. 0, or -1 when memory is short. */
int l2h_atoms_allocate(struct l2h_atoms *atoms, int capacity, int species, struct l2h_error *error);
void l2h_atoms_free(struct l2h_atoms *atoms);
/* Forgets the moments: the state at the start of a run. */
void l2h_atoms_reset(struct l2h_atoms *atoms);
/* Says which atoms are of which species: species s those from first[s] to first[s + 1] - 1, for `kinds` species, at
   most what was allocated; all others have none. Sets atoms->atoms. */
void l2h_atoms_sort(struct l2h_atoms *atoms, int kinds, const int *first);

/* Doubles that points of `atoms` atoms of `kinds` species take, and the points laid out in them (64-byte aligned), with
   all positions 0. */
#define L2H_STRIDE(atoms) (((atoms) + 15) / 16 * 16)
#define L2H_POINTS_DOUBLES(atoms, kinds) (L2H_STRIDE(atoms) * (3 + 3 + (kinds) + L2H_FIELDS))
void l2h_points_place(struct l2h_points *points, double *memory, int kinds, const int *first);

/* One instruction set's compilation of src/cpu/kernels.c and forces.c. */
struct l2h_kernels {
  const char *name; /* "avx512", "avx2", "portable" */
  int width;        /* floats a register */
  /* The first layer's share of the step inputs, bias included, the same for every coordinate of an `atoms`-atom system.
   */
  void (*step_layer)(const struct l2h_weights *weights, const struct l2h_clock *clock, long atoms,
                     float shared[L2H_HIDDEN]);
  /* One learned step without the forces: moments, features, network, Eq. 2. Reads position (relative to `centre`),
     gradient, radial and is_species; updates the moments; writes move. */
  void (*optimizer)(const struct l2h_weights *weights, const struct l2h_clock *clock, const float shared[L2H_HIDDEN],
                    const float centre[3], struct l2h_atoms *atoms);
  /* Gradient and radial functions of each atom of a whole system, on a landscape measured in the two scales. */
  void (*gradient)(const struct l2h_landscape *landscape, struct l2h_atoms *atoms);
  /* The same with the energy, summed over atoms in double. */
  double (*energy)(const struct l2h_landscape *landscape, struct l2h_atoms *atoms);
  /* Energy and gradient in double precision; the same bits in all instruction sets that fuse a * b + c. */
  double (*potential)(const struct l2h_landscape *landscape, struct l2h_points *points);
  /* phi[8] of one atom from the squared distances of `count` neighbours. */
  void (*radial_sum)(int count, const float *r2, float phi[L2H_RADIALS]);
  /* phi[8] of an atom at `at` that is number `self` of `count` atoms at place[3][], all in length scales; -1: none of
     them. 15 floats after each place[]'s last are read. */
  void (*radial_around)(int count, const float *const place[3], const float at[3], int self, float phi[L2H_RADIALS]);
  /* Adds the functions of each pair of atom `self` and one of `count` others, with squared distances r2[] in units of
     `unit2`, to both: phi[8 j] are atom j's. An entry of the list is the other's number in the bits of `number` and
     others' business in the rest. 15 numbers after the last of r2[] are read. */
  void (*radial_pairs)(int count, const int *list, int number, const float *r2, float unit2, int self, float *phi);
};

/* The fastest that this processor runs. */
const struct l2h_kernels *l2h_kernels_best(void);
/* The i-th of those that this processor runs, fastest first; NULL after the last. */
const struct l2h_kernels *l2h_kernels_at(int i);

#ifdef __cplusplus
}
#endif
#endif
