/* SPDX-License-Identifier: GPL-2.0-only */
/* The springs' door: where their arrays lie, and which instruction set's springs.c works on them. */
#include "search/kernels.h"
#include "search/springs.h"

void l2h_springs_place(struct l2h_springs *springs, struct l2h_room *room, int atoms)
{
  const size_t n = (size_t)atoms, slices = (n + L2H_SPRING_LANES - 1) / L2H_SPRING_LANES;
  const size_t rows = L2H_SPRING_ROWS(slices, n), vector = sizeof(double) * 3 * L2H_SPRING_LANES * slices;
  springs->atoms = atoms;
  springs->slices = (int)slices;
  springs->kernels = l2h_search_kernels_at(0);
  springs->first = l2h_room_take(room, sizeof(int) * (slices + 1));
  springs->inside = l2h_room_take(room, sizeof(int) * slices);
  springs->above = l2h_room_take(room, sizeof(int) * slices);
  springs->next = l2h_room_take(room, sizeof(int) * slices);
  springs->to = l2h_room_take(room, sizeof(int) * rows);
  springs->stiff = l2h_room_take(room, sizeof *springs->stiff * rows);
  springs->block = l2h_room_take(room, sizeof *springs->block * slices);
  springs->listed = false;
  springs->maybe_first = l2h_room_take(room, sizeof(int) * (slices + 1));
  springs->maybe = l2h_room_take(room, sizeof(int) * rows);
  springs->listed_at = l2h_room_take(room, vector);
  springs->place = l2h_room_take(room, vector);
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

double l2h_springs_work(struct l2h_springs *springs, const double *move)
{
  return springs->kernels->springs_work(springs, move);
}

void l2h_springs_yield(struct l2h_springs *springs, double scale, double *force)
{
  springs->kernels->springs_yield(springs, scale, force);
}
