/* SPDX-License-Identifier: GPL-2.0-only */
/* The scalar reference: whole learned steps in plain double, written to be read and never to be fast. The CPU engine,
   LAMMPS and CUDA are held to it step by step. It takes each formula from the paper where core's inline form has been
   bent for speed (triplets, radial functions, sines), and core's own where it has not. */
#ifndef L2H_REFERENCE_H
#define L2H_REFERENCE_H

#include "core/error.h"
#include "core/landscape.h"
#include "core/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Atoms on a landscape, all lengths and energies in its units. */
struct l2h_reference_atoms {
  const struct l2h_landscape *landscape;
  int atoms;
  const int *kind;             /* [atoms], species from 0; NULL: all of species 0 */
  const double (*position)[3]; /* [atoms] */
};

struct l2h_reference {
  const struct l2h_weights *weights; /* not owned */
  struct l2h_landscape landscape;    /* in the scales of the inputs */
  int atoms;
  long step, horizon;    /* t, T */
  int *kind;             /* species of each atom */
  double (*position)[3]; /* in length scales, as are moves */
  double (*gradient)[3]; /* of the energy at the positions before the last step, in energy over length scales */
  double (*move)[3];     /* of the last step */
  double energy;         /* at the positions before the last step */
  double (*first_moment)[3][L2H_DECAYS];
  double (*second_moment)[3][L2H_DECAYS];
};

/* A run of the atoms (copied) over `horizon` steps, everything in the scales of the inputs. 0, or -1 with a message. */
int l2h_reference_start(struct l2h_reference *run, const struct l2h_weights *weights,
                        const struct l2h_reference_atoms *atoms, long horizon, struct l2h_error *error);
/* One step: energy and gradient, inputs, network, move. */
void l2h_reference_step(struct l2h_reference *run);
void l2h_reference_end(struct l2h_reference *run);

/* Its parts, for tests of their own. Energy of the atoms (Eq. 5, 6 and 7), and its gradient where that is not NULL. */
double l2h_reference_energy(const struct l2h_reference_atoms *atoms, double (*gradient)[3]);
/* The eight radial functions of atom i for each of `species` kinds of neighbours, from the formula of section 3.1; in
   length scales. */
void l2h_reference_radial(const struct l2h_reference_atoms *atoms, int species, int i,
                          double phi[L2H_MAX_SPECIES * L2H_RADIALS]);
/* All inputs of coordinate c of atom i at the run's step, in the order of the table, after its moments took in the
   gradient. */
void l2h_reference_inputs(const struct l2h_reference *run, int i, int c, double inputs[L2H_MAX_INPUTS]);

#ifdef __cplusplus
}
#endif
#endif
