/* SPDX-License-Identifier: GPL-2.0-only */
/* The springs' door: where their arrays lie, and which instruction set's springs.c works on them. */
#include "search/kernels.h"
#include "search/springs.h"

void l2h_springs_place(struct l2h_springs *springs, struct l2h_room *room, int atoms)
{
  const size_t n = (size_t)atoms, slices = (n + L2H_SPRING_LANES - 1) / L2H_SPRING_LANES;
  const size_t rows = L2H_SPRING_ROWS(slices, n), vector = sizeof(double) * 3 * L2H_SPRING_LANES * slices;
  const size_t fours = sizeof(double) * 4 * L2H_SPRING_LANES * slices;
  springs->atoms = atoms;
  springs->slices = (int)slices;
  springs->kernels = l2h_search_kernels_at(0);
  springs->first = l2h_room_take(room, sizeof(int) * (slices + 1));
  springs->later = l2h_room_take(room, sizeof(int) * slices);
  springs->to = l2h_room_take(room, sizeof *springs->to * rows);
  springs->spring = l2h_room_take(room, sizeof *springs->spring * rows);
  springs->block = l2h_room_take(room, sizeof *springs->block * slices);
  springs->listed = false;
  springs->start = l2h_room_take(room, sizeof(int) * (n + 1));
  springs->next = l2h_room_take(room, sizeof(int) * L2H_SPRING_LANES * slices);
  springs->other = l2h_room_take(room, sizeof(int) * L2H_SPRING_LANES * (rows + 1));
  springs->order = l2h_room_take(room, sizeof(int) * L2H_SPRING_LANES * rows);
  springs->listed_at = l2h_room_take(room, vector);
  springs->place = l2h_room_take(room, fours);
  for (int k = 0; k < 2; k++) {
    springs->fours[k] = l2h_room_take(room, fours);
    springs->works[k] = l2h_room_take(room, sizeof(double) * L2H_SPRING_LANES * n);
  }
  springs->left = l2h_room_take(room, vector);
  springs->guess = l2h_room_take(room, vector);
  springs->way = l2h_room_take(room, vector);
  springs->pulled = l2h_room_take(room, vector);
  springs->move = l2h_room_take(room, vector);
}

void l2h_springs_make(struct l2h_springs *springs, const double *position)
{
  springs->kernels->springs_make(springs, position);
}

void l2h_springs_pull(struct l2h_springs *springs, const double *move, double *pull)
{
  springs->kernels->springs_pull(springs, move, pull);
}

void l2h_springs_works(struct l2h_springs *springs, int moves, const double *const *move, double *work)
{
  springs->kernels->springs_works(springs, moves, move, work);
}

void l2h_springs_yield(struct l2h_springs *springs, double scale, double *force)
{
  springs->kernels->springs_yield(springs, scale, force);
}
