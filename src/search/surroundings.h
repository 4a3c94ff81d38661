/* SPDX-License-Identifier: GPL-2.0-only */
/* What a learned step sees of the atoms around an atom, where the host has the forces and this project only the places:
   free atoms among free and frozen ones, in any box, in length scales. */
#ifndef L2H_SEARCH_SURROUNDINGS_H
#define L2H_SEARCH_SURROUNDINGS_H

#include "cpu/engine.h"
#include "search/box.h"

#define L2H_SQUARES 1024

struct l2h_surroundings {
  const struct l2h_box *box;
  int atoms, free, species;
  const int *kind;       /* [atoms], species; free atoms first, then frozen ones */
  const double *working; /* [free][3] */
  const double *fixed;   /* [atoms - free][3] */
  float *squares;        /* [L2H_SQUARES], room */
};

/* The radial functions of every free atom, into its lane of atoms->radial. */
void l2h_surroundings_radial(const struct l2h_surroundings *around, struct l2h_atoms *atoms);

#endif
