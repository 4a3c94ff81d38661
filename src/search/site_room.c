/* SPDX-License-Identifier: GPL-2.0-only */
/* The sites' door: where their arrays lie, and which instruction set's sites.c fills them. */
#include "search/sites.h"

#define MOST_CELLS(atoms) (8 * (atoms) + 64)

void l2h_sites_place(struct l2h_sites *sites, struct l2h_room *room, int atoms, int free)
{
  const size_t n = (size_t)atoms, most = L2H_SITES_MOST(n);
  sites->atoms = atoms;
  sites->free = free;
  sites->count = 0;
  sites->most_cells = MOST_CELLS(atoms);
  sites->stride = L2H_PADDED(atoms) + L2H_LANES;
  sites->kernels = l2h_search_kernels_at(0);
  const size_t cells = (size_t)sites->most_cells;
  sites->place = l2h_room_take(room, sizeof(double) * 3 * n);
  sites->by_cell = l2h_room_take(room, sizeof(double) * 3 * (size_t)sites->stride);
  sites->by_number = l2h_room_take(room, sizeof(double) * 3 * (size_t)sites->stride);
  sites->marked = l2h_room_take(room, sizeof(uint64_t) * (size_t)L2H_SITE_WORDS(atoms));
  sites->site = l2h_room_take(room, sizeof(double) * 3 * most);
  sites->energy = l2h_room_take(room, sizeof(double) * most);
  sites->first_atom = l2h_room_take(room, sizeof(int) * (cells + 1));
  sites->cell_of_atom = l2h_room_take(room, sizeof(int) * n);
  sites->sorted = l2h_room_take(room, sizeof(int) * n);
  sites->first_site = l2h_room_take(room, sizeof(int) * cells);
  sites->next_site = l2h_room_take(room, sizeof(int) * most);
  sites->present = l2h_room_take(room, sizeof(bool) * n);
}

void l2h_sites_bindings(struct l2h_sites *sites, double *binding)
{
  sites->kernels->sites_bindings(sites, binding);
}

void l2h_sites_find(struct l2h_sites *sites)
{
  sites->kernels->sites_find(sites);
}
