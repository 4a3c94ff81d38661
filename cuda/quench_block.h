/* SPDX-License-Identifier: GPL-2.0-only */
/* How a block of threads is laid out over one quench, and its memory: plain C, as block.h for rollouts.

   A warp has a tile of eight atoms, four lanes each, in the forces. Then the first warp alone goes on with L-BFGS: 16
   of its lanes have the 16 parts of every sum (search/lanes.h). Two barriers an answer, three where the potential has
   two passes. The pairs of differences lie in global memory, 16 vectors that are read once an answer; all else is the
   state, in shared memory where it fits. */
#ifndef L2H_QUENCH_BLOCK_H
#define L2H_QUENCH_BLOCK_H

#include "block.h"

#include "search/lanes.h"
#include "search/lbfgs.h"

/* clang-format off */
#define L2H_QUENCH_WARPS 8       /* of a block: more would only wait for the first */
#define L2H_QUENCH_THREADS (L2H_WARP * L2H_QUENCH_WARPS)
#define L2H_QUENCH_VECTORS 5     /* of struct l2h_lbfgs_vectors without s and y */
#define L2H_QUENCH_BONDS 5       /* numbers of a struct l2h_gupta_bond */
#define L2H_QUENCH_FEW (1 + L2H_QUENCH_BONDS * L2H_MAX_SPECIES * L2H_MAX_SPECIES) /* a flag, Gupta's bonds */
/* of an atom: place, gradient, the penalty's pull, three terms of the energy; the potential's fields come to it */
#define L2H_QUENCH_NUMBERS (3 + 3 + 3 + 3)
#define L2H_QUENCH_SPRINGS 12    /* of an atom whose stiffness is kept: neighbours in a dense heap have no more */
/* of an atom for the springs: their stiffness, their work or the atom's block, and two vectors */
#define L2H_QUENCH_GUIDE (2 * L2H_QUENCH_SPRINGS + 2 * 3)
/* clang-format on */

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
  int state;
  int shared; /* bytes of shared memory */
  int state_is_shared;
};

/* With at most `bytes` of shared memory. The results are the same whatever they are. */
L2H_FN struct l2h_quench_shape l2h_quench_shape_within(enum l2h_potential_kind kind, int atoms, int bytes)
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
  shape.state = L2H_QUENCH_VECTORS * shape.vector +
    (L2H_QUENCH_NUMBERS + shape.fields + L2H_QUENCH_GUIDE) * shape.stride + (1 + shape.words) * shape.stride / 2;
  shape.shared = 8 * (L2H_QUENCH_FEW + shape.state);
  shape.state_is_shared = shape.shared <= bytes;
  if (!shape.state_is_shared)
    shape.shared = 8 * L2H_QUENCH_FEW;
  return shape;
}

#endif
