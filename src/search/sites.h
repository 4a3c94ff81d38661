/* SPDX-License-Identifier: GPL-2.0-only */
/* Weakly bound atoms, and places to put them. Both are scored by the energy of a Lennard-Jones pair in the two scales,
   r^-12 - 2 r^-6, summed over the neighbours within L2H_SITE_REACH: it needs no evaluation and suits any potential
   whose well lies at the length scale. A site caps three neighbours: the place at L2H_SITE_HEIGHT from each of them.

   Cells and lists of neighbours make all of it linear in the number of atoms. Frozen atoms are neighbours; one atom at
   least of a capped triplet is free. */
#ifndef L2H_SITES_H
#define L2H_SITES_H

#include <stdbool.h>
#include <stdint.h>

#include "search/kernels.h"
#include "search/room.h"

#define L2H_SITE_HEIGHT 0.98     /* from the three atoms that it caps */
#define L2H_SITE_BOND 1.158      /* two edges of the triplet at least are no longer */
#define L2H_SITE_LONG_BOND 1.517 /* and the third no longer than this: the diagonal of a square face */
#define L2H_SITE_CLASH 0.756     /* no atom is closer to a site */
#define L2H_SITE_APART 0.267     /* sites closer than this are one */
#define L2H_SITE_REACH 3.0       /* of the pair energy */

/* At most so many sites of `atoms` atoms, and neighbours of one: more than any minimum has. What is beyond is left
   out. */
#define L2H_SITES_MOST(atoms) (24 * (atoms) + 64)
#define L2H_SITE_NEIGHBOURS 64
#define L2H_SITE_WORDS(atoms) (((atoms) + 63) / 64)

struct l2h_sites {
  int atoms, free;   /* free ones first */
  double *place;     /* [atoms][3] */
  bool *present;     /* [atoms]: an atom that is not there is nobody's neighbour */
  double (*site)[3]; /* [count], what l2h_sites_find() found */
  double *energy;    /* [count], score of each */
  int count;
  /* Cells, and the atoms present sorted by them: those of cell k are first_atom[k] to first_atom[k + 1] - 1 of `sorted`
     and of `by_cell`, and the cells of one row lie one after another. Sites in a cell are chains that end in -1. */
  double corner[3], cell;
  double all_from[3], all_to[3]; /* from here all cells are within L2H_SITE_REACH */
  int side[3], most_cells, stride, count_present;
  int *first_atom, *cell_of_atom, *sorted, *first_site, *next_site;
  double *by_cell, *by_number; /* [3][stride], places in the order of the cells and in the atoms' own */
  uint64_t *marked;            /* a bit for each atom; between two uses none is set */
  const struct l2h_search_kernels *kernels;
};

/* Lays out the arrays for `atoms` atoms, `free` of them free. */
void l2h_sites_place(struct l2h_sites *sites, struct l2h_room *room, int atoms, int free);

/* Pair energy of each free atom with all others, into binding[free]. Reads place and present. */
void l2h_sites_bindings(struct l2h_sites *sites, double *binding);

/* All sites of the atoms that are present, into site and energy, in the order of the triplets that make them. */
void l2h_sites_find(struct l2h_sites *sites);

/* The score of a pair at this squared distance. */
static inline double l2h_site_pair(double r2)
{
  const double s2 = 1 / r2, s6 = s2 * s2 * s2;
  return s6 * (s6 - 2);
}

#endif
