/* SPDX-License-Identifier: GPL-2.0-only */
/* How a block of threads is laid out over one rollout, and its memory: plain C, for the kernels, their host, and the
   program that models them (docs/gpu-model.md).

   A worker warp has a tile of eight atoms, four lanes each. In the forces the four lanes share an atom's neighbours; in
   the network each lane has the atom's three coordinates times eight of the 32 hidden units in registers, so that a
   weight that is read serves three multiply-adds and an input eight. A tile's forces and network need no other warp but
   for the positions: two barriers a step, three where the potential has two passes. Warp 0 is no worker: it finds the
   centre while the others compute forces, and while they move, what the first layer will make of the next step's
   inputs. */
#ifndef L2H_BLOCK_H
#define L2H_BLOCK_H

#include "core/landscape.h"
#include "core/network.h"

/* clang-format off */
#define L2H_WARP 32          /* threads of a warp */
#define L2H_TILE_ATOMS 8     /* atoms of a tile */
#define L2H_TILE_PARTS (L2H_WARP / L2H_TILE_ATOMS)        /* lanes an atom */
#define L2H_TILE_UNITS (L2H_HIDDEN / L2H_TILE_PARTS)      /* hidden units a lane */
#define L2H_MAX_WORKERS 11   /* worker warps of a block */
#define L2H_MAX_THREADS (L2H_WARP * (L2H_MAX_WORKERS + 1))
#define L2H_LEAST_BLOCKS 2   /* of the most threads on a multiprocessor: what bounds a thread's registers */
#define L2H_SHARED_ATOMS 128 /* largest system whose state lies in shared memory */
#define L2H_NETWORK_TAIL (L2H_HIDDEN + L2H_HIDDEN * L2H_HIDDEN + L2H_HIDDEN + L2H_HIDDEN * L2H_OUTPUTS + L2H_OUTPUTS + 3)
/* clang-format on */

/* Sizes are in floats, each a multiple of four. */
struct l2h_block_shape {
  int atoms, species;       /* of the system; of the weights */
  int tiles, workers;       /* of L2H_TILE_ATOMS atoms; warps for them */
  int threads;              /* of the block */
  int stride;               /* of an array over atoms */
  int rows, atom_inputs;    /* inputs of the first layer: all; of an atom */
  int network, step, stage; /* the weights; what a step shares; a worker's inputs and activations */
  int fields, state;        /* numbers an atom that the forces keep; the atoms */
  int watched;              /* whether the state has room for the lowest structure met */
  int shared;               /* bytes of shared memory */
  int state_is_shared;
};

L2H_FN int l2h_to_fours(int floats)
{
  return (floats + 3) / 4 * 4;
}

/* Floats of a worker's stage: inputs of the coordinates as [input][atom][x, y, z, 0], in whose place the activations
   come, then inputs of the atoms as [atom][input]. */
#define L2H_STAGE_COORDINATES (L2H_COORDINATE_INPUTS * L2H_TILE_ATOMS * 4)
L2H_FN int l2h_stage_stride(int atom_inputs)
{
  return atom_inputs | 1; /* odd: eight atoms lie in eight banks */
}

/* What depends on the number of a step alone: its inputs, Adam's corrections, and the first layer's share. There is one
   of even and one of odd steps: the next is made while this one is read. */
enum {
  L2H_SHARE_CORRECTIONS = (L2H_STEP_INPUTS + 3) / 4 * 4,
  L2H_SHARE_LAYER = L2H_SHARE_CORRECTIONS + 8,
  L2H_SHARE_FLOATS = L2H_SHARE_LAYER + L2H_HIDDEN,
};

/* What a block shares: those two, the centre, flags, the lowest energy met (a double), the clock (four doubles for each
   sine and each decay), and Gupta's bonds of five floats. The flags: whether the host asks for an end; and of watched
   runs, whether the structure is the lowest yet, and whether there is a lowest at all. */
enum {
  L2H_STEP_CENTRE = 2 * L2H_SHARE_FLOATS,
  L2H_STEP_FLAG = L2H_STEP_CENTRE + 4,
  L2H_STEP_LOWER = L2H_STEP_FLAG + 1,
  L2H_STEP_KEPT = L2H_STEP_FLAG + 2,
  L2H_STEP_LOWEST = L2H_STEP_FLAG + 4,
  L2H_STEP_CLOCK = L2H_STEP_LOWEST + 4,
  L2H_STEP_BONDS = L2H_STEP_CLOCK + 2 * 4 * (L2H_SINES + L2H_DECAYS),
  L2H_STEP_FLOATS = L2H_STEP_BONDS + 5 * L2H_MAX_SPECIES * L2H_MAX_SPECIES,
};

/* What an atom takes: position, gradient, two moments of three coordinates, radial functions and species, fields. */
L2H_FN int l2h_state_floats(int species, int fields)
{
  return 3 + 3 + 2 * 3 * L2H_DECAYS + species * (L2H_RADIALS + 1) + fields;
}

/* And where the lowest structure met is looked for: its positions, and two terms of the atom's energy, which elsewhere
   take the moments' place after the last step. */
#define L2H_WATCHED_FLOATS (3 + 2)

/* Numbers an atom that the forces keep from their first pass for their second. */
L2H_FN int l2h_potential_fields(enum l2h_potential_kind kind)
{
  return kind == L2H_SW ? L2H_SW_MOMENTS : kind == L2H_GUPTA ? 1 : 0;
}

/* With at most so many workers: the results are the same for any number. */
L2H_FN struct l2h_block_shape l2h_block_shape_of(enum l2h_potential_kind kind, int atoms, int species, int watched,
                                                 int most)
{
  struct l2h_block_shape shape;
  shape.atoms = atoms;
  shape.species = species;
  shape.tiles = (atoms + L2H_TILE_ATOMS - 1) / L2H_TILE_ATOMS;
  const int rounds = (shape.tiles + most - 1) / most;
  shape.workers = (shape.tiles + rounds - 1) / rounds;
  shape.threads = L2H_WARP * (shape.workers + 1);
  shape.stride = shape.tiles * L2H_TILE_ATOMS;
  if (shape.stride % (2 * L2H_TILE_ATOMS) == 0)
    shape.stride += L2H_TILE_ATOMS; /* x, y and z of eight atoms lie in 24 banks */
  shape.atom_inputs = L2H_ATOM_INPUTS(species);
  shape.rows = L2H_STEP_INPUTS + shape.atom_inputs + L2H_COORDINATE_INPUTS;
  shape.network = l2h_to_fours(shape.rows * L2H_HIDDEN + L2H_NETWORK_TAIL);
  shape.step = L2H_STEP_FLOATS;
  shape.stage = l2h_to_fours(L2H_STAGE_COORDINATES + L2H_TILE_ATOMS * l2h_stage_stride(shape.atom_inputs));
  shape.fields = l2h_potential_fields(kind);
  shape.watched = watched;
  shape.state = shape.stride * (l2h_state_floats(species, shape.fields) + (watched ? L2H_WATCHED_FLOATS : 0));
  shape.state_is_shared = atoms <= L2H_SHARED_ATOMS;
  shape.shared =
    4 * (shape.network + shape.step + shape.workers * shape.stage + (shape.state_is_shared ? shape.state : 0));
  return shape;
}

/* With as many workers as `bytes` of shared memory have room for; where one is too much, the state goes elsewhere. */
L2H_FN struct l2h_block_shape l2h_block_shape_within(enum l2h_potential_kind kind, int atoms, int species, int watched,
                                                     int bytes)
{
  int most = L2H_MAX_WORKERS;
  struct l2h_block_shape shape = l2h_block_shape_of(kind, atoms, species, watched, most);
  while (most > 1 && shape.shared > bytes)
    shape = l2h_block_shape_of(kind, atoms, species, watched, --most);
  if (shape.shared > bytes && shape.state_is_shared) {
    shape.state_is_shared = 0;
    shape.shared -= 4 * shape.state;
  }
  return shape;
}

#endif
