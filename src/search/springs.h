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

/* Rows that `atoms` atoms in so many slices may have: all pairs up to 120 atoms. */
#define L2H_SPRING_ROWS(slices, atoms) ((slices) * ((atoms) < 120 ? (atoms) + L2H_SPRING_LANES : 128))

struct l2h_search_kernels;

/* Lanes are over the atoms of a slice, and a row is a spring of each, to whatever atom: so that each atom's sums go
   over its neighbours in their order, and none goes across lanes. Springs of length 0 to the atom itself, of no
   stiffness, fill up rows. Vectors of the kind [slices][3][L2H_SPRING_LANES] hold x of a slice, y, z, and then the next
   slice; those of the kind [atoms][L2H_FOUR], padded to whole slices, one atom after another (vectors.h). */
struct l2h_springs {
  int atoms, slices;
  /* Rows of slice s are first[s] to first[s + 1] - 1, by their atoms' numbers: up to later[s] - 1 to atoms before those
     of the lanes, and then to those after. */
  int *first, *later;
  int (*to)[L2H_SPRING_LANES];           /* [rows]: where the other atom lies in a vector of fours */
  double (*spring)[4][L2H_SPRING_LANES]; /* [rows]: stiffness over the square of the length, and the way from there */
  double (*block)[6][L2H_SPRING_LANES];  /* [slices]: inverse of each atom's block: xx, xy, xz, yy, yz, zz */
  double *place;                         /* fours */
  double *left, *guess, *way, *pulled, *move; /* room to work in */
  double *fours[2], *works[2];
  /* Rows hold all pairs that were near at the places listed_at, by slices: while no atom has moved far, others have no
     springs. Pairs of atom i with later ones are start[i] to start[i + 1] - 1, each with the atom `other`, `order`
     lanes after the rows later[slice] begin. */
  bool listed;
  int *start, *next, *other, *order;
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

/* The products of `moves` moves, at most two, with the model times each. */
void l2h_springs_works(struct l2h_springs *springs, int moves, const double *const *move, double *work);

/* force[atoms][3] becomes the move that the model answers it by, times `scale`. */
void l2h_springs_yield(struct l2h_springs *springs, double scale, double *force);

#endif
