/* SPDX-License-Identifier: GPL-2.0-only */
/* The scalar reference: one whole learned step on a Lennard-Jones cluster in plain double, written to be read and never
   to be fast. The CPU engine, LAMMPS and CUDA are held to it step by step. It takes each formula from the paper where
   core's inline form has been bent for speed (radial functions, sines), and core's own where it has not. */
#ifndef L2H_REFERENCE_H
#define L2H_REFERENCE_H

#include "error.h"
#include "weights.h"

#ifdef __cplusplus
extern "C" {
#endif

struct l2h_reference {
  const struct l2h_weights *weights; /* not owned */
  int atoms;
  long step, horizon;    /* t, T */
  double (*position)[3]; /* in d0 */
  double (*gradient)[3]; /* of the energy at the positions before the last step */
  double (*move)[3];     /* of the last step */
  double energy;         /* at the positions before the last step, epsilon = 1 */
  double (*first_moment)[3][L2H_DECAYS];
  double (*second_moment)[3][L2H_DECAYS];
};

/* A run of `atoms` atoms from `position` (copied) over `horizon` steps. 0, or -1 with a message. */
int l2h_reference_start(struct l2h_reference *run, const struct l2h_weights *weights, int atoms,
                        const double (*position)[3], long horizon, struct l2h_error *error);
/* One step: energy and gradient, inputs, network, move. */
void l2h_reference_step(struct l2h_reference *run);
void l2h_reference_end(struct l2h_reference *run);

/* Its parts, for tests of their own. Energy of a cluster with epsilon = d0 = 1, and the gradient. */
double l2h_reference_lj(int atoms, const double (*position)[3], double (*gradient)[3]);
/* The eight radial functions of atom i, from the formula of section 3.1. */
void l2h_reference_radial(int atoms, const double (*position)[3], int i, double phi[L2H_RADIALS]);
/* All inputs of coordinate c of atom i at the run's step, in the order of the table, after its moments took in the
   gradient. */
void l2h_reference_inputs(const struct l2h_reference *run, int i, int c, double inputs[L2H_MAX_INPUTS]);

#ifdef __cplusplus
}
#endif
#endif
