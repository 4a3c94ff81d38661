/* SPDX-License-Identifier: GPL-2.0-only */
/* Harmonic initialization (section D.2): atoms uniform in a small box, then gradient descent on soft spheres until no
   two overlap.

   Eq. 8 as printed has no diameter that makes sense; it is to be such that 1000 steps at 1e-3 end at about 0. Measured
   on 40 starts a size, soft-sphere energy an atom at the end and closest pair:
     sphere   13 atoms       38 atoms       75 atoms       100 atoms
     0.5      3e-8  0.50     2e-7  0.50     4e-6  0.49     1e-5  0.47
     0.7      2e-5  0.67     2e-4  0.61     1e-3  0.57     3e-3  0.52
     1.0      1e-3  0.81     8e-3  0.59     3e-2  0.53     4e-2  0.49
   1.0, the distance of nearest neighbours, for every size: the natural choice, and no more than 0.05 is left of it.
   With 0.6, still closer to 0, pairs start at half of d0 and 4000 epsilon: the first steps throw the cluster apart, and
   an optimizer is then judged by how it gathers fragments. (Annealed sign-momentum from 0.04, 5000 steps, 13 atoms:
   39 of 100 starts find the minimum with 0.6, 68 with 0.8, 67 to 75 with 0.9 to 1.2.)

   Metals: 55 atoms in a box of 4 Angstrom (D.2) are sixteen times as dense as the cluster they become, and 1000 steps
   at 1e-3, in Angstrom, part them by half an Angstrom. In d0 (2.96), 20 starts of Au55:
     sphere   energy left an atom   closest pair   mean after L-BFGS
     0.2      2e-6                  0.59 A         -181.01 eV
     0.3      1e-3                  0.77 A         -180.95 eV
     0.5      6e-2                  0.77 A         -180.89 eV
     1.0      4e-1                  0.74 A         -180.92 eV
   0.3: the largest that is about gone; the repulsion is bounded, and where a quench ends hardly depends on it.

   Silicon, 64 atoms in their cell, in sigma (2.095 A): 0.5 leaves 1e-4, 0.7 leaves 2e-3 with the closest pair at 1.1 A,
   1.0 leaves 2e-2 at 1.05 A, and quenches of all end at -255 eV. 0.7. */
#ifndef L2H_STARTS_H
#define L2H_STARTS_H

#include <stdint.h>

#include "base/random.h"
#include "systems/system.h"

#define L2H_START_STEPS 1000
#define L2H_START_RATE 1e-3

/* Which start: everything that it is made from. */
struct l2h_start {
  const struct l2h_system *system;
  uint64_t seed;
  uint32_t purpose; /* L2H_TRAINING_STARTS, L2H_HELD_OUT_STARTS or L2H_VALIDATION_STARTS */
  uint32_t update;  /* of the training; 0 for the others */
  uint32_t number;
};

/* The numbers that it is drawn from: coordinate k of the atoms is number k. */
L2H_FN struct l2h_stream l2h_start_stream(const struct l2h_start *start)
{
  const struct l2h_stream stream = {start->seed, start->purpose, start->update, start->number};
  return stream;
}

/* Where in a box of edge `box` a number in (0, 1) puts a coordinate: around the origin, or, periodic, within the cell.
 */
L2H_FN double l2h_start_coordinate(double uniform, bool periodic, double box)
{
  return (uniform - (periodic ? 0 : 0.5)) * box;
}

/* position[atoms][3], around the origin or, periodic, in the cell; gradient[atoms][3] is room to work in. The same
   numbers on every machine. */
void l2h_start_positions(const struct l2h_start *start, double *position, double *gradient);

#endif
