/* SPDX-License-Identifier: GPL-2.0-only */
/* One trajectory of a learned optimizer on the CPU engine, a step at a time: forces, features, network, move. */
#ifndef L2H_TRAJECTORY_H
#define L2H_TRAJECTORY_H

#include "core/descent.h"
#include "cpu/engine.h"
#include "systems/system.h"
#include "rollouts/lowest.h"

/* The engine's view of a system: single precision, in multiples of the two scales. */
struct l2h_trajectory {
  const struct l2h_kernels *kernels;
  const struct l2h_system *system;
  struct l2h_atoms atoms;
  struct l2h_landscape landscape; /* in the scales below */
  double length, energy;          /* scales */
  double lowest;                  /* energy, in the scale, of the lowest structure kept */
  float *lowest_position;         /* [3][stride] of it */
};

/* Room for systems of up to `atoms` atoms, for weights of `species` species. 0, or -1 when memory is short. */
int l2h_trajectory_create(struct l2h_trajectory *trajectory, const struct l2h_kernels *kernels, int atoms, int species,
                          struct l2h_error *error);
void l2h_trajectory_free(struct l2h_trajectory *trajectory);

/* Puts a system's atoms at position[atoms][3], in the units of its potential, with no memory of any step, in the
   scales of l2h_scales_of(). The system must outlive the trajectory's steps. */
void l2h_trajectory_begin(struct l2h_trajectory *trajectory, const struct l2h_weights *weights,
                          const struct l2h_system *system, const double *position);

/* One learned step (Eq. 2 applied to every coordinate) at the clock's time; the clock moves on. */
void l2h_trajectory_step(struct l2h_trajectory *trajectory, const struct l2h_weights *weights, struct l2h_clock *clock);

/* The same with the atoms held where they are: moments and clock go on, and the move is computed but not taken (the
   paper's section 5.2). */
void l2h_trajectory_step_pinned(struct l2h_trajectory *trajectory, const struct l2h_weights *weights,
                                struct l2h_clock *clock);

/* How far the last step moved, or would have moved, an atom: root mean square over atoms, in units of length. */
double l2h_trajectory_move(const struct l2h_trajectory *trajectory);

/* The same as l2h_trajectory_step(); every L2H_LOWEST_EVERY steps the energy is computed, and the structure kept if it
 * is the lowest yet. */
void l2h_trajectory_step_keeping_lowest(struct l2h_trajectory *trajectory, const struct l2h_weights *weights,
                                        struct l2h_clock *clock);

/* Puts the atoms at the lowest structure kept, or where they stand if that is lower. */
void l2h_trajectory_to_lowest(struct l2h_trajectory *trajectory);

/* One step of gradient descent (descent.h). */
void l2h_trajectory_descend(struct l2h_trajectory *trajectory);

/* Energy and position[atoms][3] in the units of the potential. */
double l2h_trajectory_energy(struct l2h_trajectory *trajectory);
void l2h_trajectory_positions(const struct l2h_trajectory *trajectory, double *position);

#endif
