/* SPDX-License-Identifier: GPL-2.0-only */
/* How a block of threads is laid out over one quench, and its memory: plain C, as block.h for rollouts.

   A warp has a tile of eight atoms, four lanes each, in the forces. Then the first warp alone goes on with L-BFGS: 16
   of its lanes have the 16 parts of every sum (search/lanes.h). Two barriers an answer, three where the potential has
   two passes; and where springs guide the quench, all warps work on them (block_springs.cuh). The pairs of differences
   lie in global memory, 16 vectors that are read once an answer; all else is the state, in shared memory where it
   fits. */
#ifndef L2H_QUENCH_BLOCK_H
#define L2H_QUENCH_BLOCK_H

#include <stdbool.h>

#include "block.h"

#include "search/lanes.h"
#include "search/lbfgs.h"

/* clang-format off */
#define L2H_QUENCH_WARPS 8       /* of a block: more would only wait for the first */
#define L2H_QUENCH_THREADS (L2H_WARP * L2H_QUENCH_WARPS)
#define L2H_QUENCH_VECTORS 5     /* of struct l2h_lbfgs_vectors without s and y */
#define L2H_QUENCH_BONDS 5       /* numbers of a struct l2h_gupta_bond */
/* of an atom: place, gradient, the penalty's pull, three terms of the energy; the potential's fields come to it */
#define L2H_QUENCH_NUMBERS (3 + 3 + 3 + 3)
#define L2H_QUENCH_SPRINGS 6     /* an atom that there is room for beside the state: those of a bulk's */
/* of a spring: stiffness, three terms, which atoms it is between, and its place among those to earlier atoms */
#define L2H_QUENCH_SPRING (1 + 3 + 1)
/* of an atom for the springs: two vectors, a block and its product, four whole numbers */
#define L2H_QUENCH_GUIDE (2 * 3 + 6 + 1 + 2)
/* clang-format on */

/* What a block shares beside its state: whether it goes on; whether by a new direction that springs guide, from how
   many pairs of differences, and what these say; whether there is another round of conjugate gradients, and its
   numbers; and Gupta's bonds. */
enum {
  L2H_QUENCH_GOES_ON,
  L2H_QUENCH_AIMS,
  L2H_QUENCH_KEPT,
  L2H_QUENCH_ROUND,
  L2H_QUENCH_STEP,
  L2H_QUENCH_MOVED,
  L2H_QUENCH_SHARE,
  L2H_QUENCH_WORK,
  L2H_QUENCH_BOND = L2H_QUENCH_WORK + 2,
  L2H_QUENCH_FEW = L2H_QUENCH_BOND + L2H_QUENCH_BONDS * L2H_MAX_SPECIES * L2H_MAX_SPECIES,
};

/* Sizes are in doubles. */
struct l2h_quench_shape {
  int atoms;
  int tiles, workers; /* of L2H_TILE_ATOMS atoms; warps for them: all of the block's */
  int threads;
  int stride;  /* of an array over atoms */
  int vector;  /* a vector of coordinates, padded */
  int vectors; /* all of a quench's */
  int fields;  /* numbers an atom between the passes of the forces */
  int words;   /* of an atom's neighbours, as bits */
  int springs; /* that the state has room for; 0: no quench is guided */
  long heap;   /* of all pairs' springs, in global memory: for the rare cluster that has more */
  int state;
  int shared; /* bytes of shared memory */
  int state_is_shared;
};

/* Doubles that guided quenches have behind the state of the others. */
L2H_FN int l2h_quench_guide(const struct l2h_quench_shape *shape)
{
  return L2H_QUENCH_GUIDE * shape->stride + L2H_QUENCH_SPRING * shape->springs + shape->words * shape->stride / 2;
}

/* With at most `bytes` of shared memory; guided: whether there may be such among the quenches. The results are the same
   whatever they are. */
L2H_FN struct l2h_quench_shape l2h_quench_shape_within(enum l2h_potential_kind kind, int atoms, bool guided, int bytes)
{
  struct l2h_quench_shape shape;
  shape.atoms = atoms;
  shape.tiles = (atoms + L2H_TILE_ATOMS - 1) / L2H_TILE_ATOMS;
  const int rounds = (shape.tiles + L2H_QUENCH_WARPS - 1) / L2H_QUENCH_WARPS;
  shape.workers = (shape.tiles + rounds - 1) / rounds;
  shape.threads = L2H_WARP * shape.workers;
  shape.stride = shape.tiles * L2H_TILE_ATOMS;
  shape.vector = L2H_PADDED(3 * atoms);
  shape.vectors = shape.vector * (L2H_QUENCH_VECTORS + 2 * L2H_LBFGS_VECTORS);
  shape.fields = l2h_potential_fields(kind);
  shape.words = (atoms + 31) / 32;
  shape.springs = guided ? L2H_QUENCH_SPRINGS * shape.stride : 0;
  shape.heap = guided ? L2H_QUENCH_SPRING * ((long)atoms * (atoms - 1) / 2) : 0;
  shape.state = L2H_QUENCH_VECTORS * shape.vector + (L2H_QUENCH_NUMBERS + shape.fields) * shape.stride +
    (guided ? l2h_quench_guide(&shape) : 0);
  shape.shared = 8 * (L2H_QUENCH_FEW + shape.state);
  shape.state_is_shared = shape.shared <= bytes;
  if (!shape.state_is_shared)
    shape.shared = 8 * L2H_QUENCH_FEW;
  return shape;
}

#endif
