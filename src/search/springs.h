/* SPDX-License-Identifier: GPL-2.0-only */
/* Springs between neighbours: a model of how stiff a cluster is, made from the places of its atoms alone, that takes
   the place of a multiple of one in the quench's first guess of the Hessian (the preconditioner of Packwood, Kermode,
   Mones, Bernstein, Woolley, Gould, Ortner and Csanyi 2016, J Chem Phys 144, 164109). A pair's wall is a thousand times
   as stiff as a surface that slides, and the model knows which is which before a quench has found out step by step.

   Deviations: the springs act along the pair, not on every coordinate alike; their stiffness is r^-12; they are made
   anew for each step; and the inverse is taken by a few rounds of conjugate gradients, with each atom's own 3 x 3 block
   as their first guess. None of it is an energy or a force of any potential, and how stiff the springs are as a whole
   is what the gradients that the host told say. */
#ifndef L2H_SPRINGS_H
#define L2H_SPRINGS_H

#include "search/lanes.h"
#include "search/room.h"

#define L2H_SPRINGS_MOST(atoms) (32 * (atoms)) /* what is beyond is left out: atoms in a heap */

/* The loop over atoms of kernels.h that finds neighbours. */
typedef int l2h_first_near(int from, int to, int stride, const double *position, const double *x, double reach2);

struct l2h_spring {
  int other;          /* of the atom that it belongs to, which comes before it */
  double stiff, d[3]; /* along the pair; the stiffness is that over the square of its length */
};

struct l2h_springs {
  int atoms;
  int *first; /* [atoms + 1]: those of atom i are first[i] to first[i + 1] - 1 */
  struct l2h_spring *spring;
  double (*block)[6]; /* [atoms]: inverse of each atom's block: xx, xy, xz, yy, yz, zz */
  double *place;      /* [3][L2H_PADDED(atoms)] */
  /* room to work in, each L2H_PADDED(3 atoms) */
  double *left, *guess, *way, *pulled;
  l2h_first_near *first_near;
};

/* Lays out the arrays, which are 0 at first. */
void l2h_springs_place(struct l2h_springs *springs, struct l2h_room *room, int atoms, l2h_first_near *first_near);

/* Makes the springs of position[atoms][3]. */
void l2h_springs_make(struct l2h_springs *springs, const double *position);

/* The model times move[atoms][3], into pull. All vectors are L2H_PADDED(3 atoms) long, 0 after the coordinates. */
void l2h_springs_pull(const struct l2h_springs *springs, const double *move, double *pull);

/* The product of move and that. */
double l2h_springs_work(const struct l2h_springs *springs, const double *move);

/* force becomes the move that the model answers it by, times `scale`. */
void l2h_springs_yield(struct l2h_springs *springs, double scale, double *force);

#endif
