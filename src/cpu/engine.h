/* SPDX-License-Identifier: GPL-2.0-only */
/* The CPU engine: the hot loops of src/core over registers full of atoms, compiled once for each instruction set and
   chosen at run time. The trainer's rollouts and the LAMMPS minimizer both call it; src/core/reference.h is what it is
   held to.

   All lengths are in length scales and energies in energy scales: hosts convert. */
#ifndef L2H_ENGINE_H
#define L2H_ENGINE_H

#include <stddef.h>

#include "../core/clock.h"
#include "../core/error.h"
#include "../core/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Some atoms and their optimizer state as a structure of arrays of `stride` floats, a multiple of 16, each 64-byte
   aligned. Lanes behind `atoms` hold anything finite. Either a whole cluster (rollouts) or a chunk of LAMMPS's atoms.
 */
struct l2h_atoms {
  int atoms, stride, species;
  float *position;      /* [3][stride] */
  float *gradient;      /* [3][stride] of the energy: minus the force */
  float *first_moment;  /* [3][L2H_DECAYS][stride] */
  float *second_moment; /* [3][L2H_DECAYS][stride] */
  float *radial;        /* [species][L2H_RADIALS][stride] */
  float *is_species;    /* [species][stride], 1 where the atom is of that species */
  float *move;          /* [3][stride], what the optimizer answers */
  float *memory;        /* the one allocation that all of the above point into */
};

/* Room for `capacity` atoms, everything 0 and every atom of species 0. 0, or -1 when memory is short. */
int l2h_atoms_allocate(struct l2h_atoms *atoms, int capacity, int species, struct l2h_error *error);
void l2h_atoms_free(struct l2h_atoms *atoms);
/* Forgets the moments: the state at the start of a run. */
void l2h_atoms_reset(struct l2h_atoms *atoms);

/* One instruction set's compilation of src/cpu/kernels.c. */
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
  /* Lennard-Jones with epsilon = d0 = 1, every pair: gradient and radial functions of each atom; pairs closer than a
     tenth of d0 are taken there (L2H_LJ_CORE2). */
  void (*lj_gradient)(struct l2h_atoms *atoms);
  /* Its energy alone, summed over atoms in double. */
  double (*lj_energy)(const struct l2h_atoms *atoms);
  /* phi[8] of one atom from the squared distances of `count` neighbours. */
  void (*radial_sum)(int count, const float *r2, float phi[L2H_RADIALS]);
  /* Runs `rounds` rounds of independent multiply-adds and says how many it did: the core's peak, for the bench. */
  double (*peak)(long rounds, float *sink);
};

/* The fastest that this processor runs. */
const struct l2h_kernels *l2h_kernels_best(void);
/* The i-th of those that this processor runs, fastest first; NULL behind the last. */
const struct l2h_kernels *l2h_kernels_at(int i);

#ifdef __cplusplus
}
#endif
#endif
