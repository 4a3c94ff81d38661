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

#include <stdbool.h>

#include "search/room.h"

#define L2H_SPRING_LANES 8 /* atoms of a slice, whatever the width of the registers */

/* Rows that `atoms` atoms in so many slices may have: all pairs up to 384 atoms. */
#define L2H_SPRING_ROWS(slices, atoms) ((slices) * ((atoms) < 384 ? (atoms) : 384))

struct l2h_search_kernels;

/* Lanes are over the atoms of a slice, and a row is one atom that any of them has a spring to: so that each atom's sums
   go over its neighbours in their order, none goes across lanes, and nothing is gathered. Vectors of the kind
   [slices][3][L2H_SPRING_LANES] hold x of a slice, y, z, and then the next slice. */
struct l2h_springs {
  int atoms, slices;
  /* Rows of slice s are first[s] to first[s + 1] - 1, by their atoms' numbers: from inside[s] on atoms of the slice
     itself, from above[s] on later ones. */
  int *first, *inside, *above;
  int *next; /* [slices]: room to work in */
  int *to;   /* [rows]: where x of the row's atom lies in such a vector */
  double (
    *stiff)[L2H_SPRING_LANES]; /* [rows]: of its springs over the square of their lengths, 0 where there is none */
  double (*block)[6][L2H_SPRING_LANES];       /* [slices]: inverse of each atom's block: xx, xy, xz, yy, yz, zz */
  double *place;                              /* of the atoms */
  double *left, *guess, *way, *pulled, *move; /* room to work in */
  /* Rows that may be, of slice s from maybe_first[s] on, as of the places listed_at: while no atom has moved far, only
     these are looked at. */
  bool listed;
  int *maybe_first, *maybe;
  double *listed_at;
  const struct l2h_search_kernels *kernels;
};

/* Lays out the arrays, which are 0 at first. */
void l2h_springs_place(struct l2h_springs *springs, struct l2h_room *room, int atoms);

/* Makes the springs of position[atoms][3]. Of atoms in a heap, whose rows there is no room for, those that are nearest
   have springs. */
void l2h_springs_make(struct l2h_springs *springs, const double *position);

/* The model times move[atoms][3], into pull[atoms][3]. */
void l2h_springs_pull(struct l2h_springs *springs, const double *move, double *pull);

/* The product of move and that. */
double l2h_springs_work(struct l2h_springs *springs, const double *move);

/* force[atoms][3] becomes the move that the model answers it by, times `scale`. */
void l2h_springs_yield(struct l2h_springs *springs, double scale, double *force);

#endif
