/* SPDX-License-Identifier: GPL-2.0-only */
/* What a move is. Each has a file of its own and one row in the table of moves.c; the walker knows no more of them than
   this. */
#ifndef L2H_SEARCH_MOVES_H
#define L2H_SEARCH_MOVES_H

#include "search/state.h"

/* What a move needs of a problem. It is offered nowhere else. */
enum l2h_needs {
  L2H_NEEDS_CLUSTER = 1, /* no periodic direction */
  L2H_NEEDS_SPECIES = 2, /* free atoms of two species */
  L2H_NEEDS_WEIGHTS = 4, /* an optimizer */
  L2H_NEEDS_TRIPLET = 8, /* three atoms and one to put on them */
  L2H_NEEDS_ALIKE = 16,  /* free atoms of one species */
};

/* A move that begins a hop, and changes walker->working, which is a copy of the last minimum. No change touches a
   frozen atom, or which atoms there are. */
struct l2h_change {
  enum l2h_move_kind kind;
  unsigned needs;
  bool compress, repair;   /* whether a compressed quench, and repairs, may follow */
  int weight, temperature; /* rows of the numbers; -1: weight 0 */
  /* Does it, or its part ahead of the first evaluation; true where it needs evaluations of walker->working. */
  bool (*begin)(struct l2h_walker *walker);
  /* Takes the gradient[free][3] there; true where it needs more. */
  bool (*tell)(struct l2h_walker *walker, const double *gradient);
};

/* The change of that kind. */
const struct l2h_change *l2h_change_of(enum l2h_move_kind kind);
/* One of those that the problem allows, drawn by their weights; NULL where it allows none. */
const struct l2h_change *l2h_change_draw(struct l2h_walker *walker);

extern const struct l2h_change l2h_change_displace, l2h_change_burst, l2h_change_exchange, l2h_change_inward;

/* Every free coordinate of walker->working by up to +-kick. displace.c */
void l2h_kick(struct l2h_walker *walker, double kick);

#define L2H_BOND 1.35      /* length scales: atoms nearer are neighbours */
#define L2H_MOST_TAKEN 100 /* the table's bound of inward_most and repair_most */

/* Takes 1 to `most` free atoms, drawn evenly and three at least left, of position[free][3] out of walker->sites: those
   that are bound weakest, one after the other, with a noise of `temperature`. energies[atoms] in the host's order and
   units, or NULL.
   Returns how many, and which. repair.c */
int l2h_take_weakest(struct l2h_walker *walker, const double *position, double temperature, const double *energies,
                     double most, int taken[L2H_MOST_TAKEN]);

/* Of symmetric starts, in length scales: atoms that are closer are one, or are drawn again; the thickness that one has
   at least. start.c, cell_start.c */
#define L2H_START_APART 0.7
#define L2H_START_FLAT 0.4

/* Free atom `from` and those after it anywhere in the periodic box; all of them on orbits of a space group.
 * cell_start.c
 */
void l2h_fill_cell(struct l2h_walker *walker, int from);
void l2h_fill_cell_symmetric(struct l2h_walker *walker);

/* exchange.c. How many neighbours of each species an atom of walker->working has. */
void l2h_exchange_count(const struct l2h_walker *walker, int atom, double count[L2H_MAX_SPECIES]);
/* Which of the scores is that of atoms a, of the lower species, and b. */
int l2h_exchange_pair_of(const struct l2h_walker *walker, int a, int b);
/* The rise that is expected where a and b, with these counts around them, change places; what it is made of into
   feature. */
double l2h_exchange_rise(const struct l2h_walker *walker, int a, int b, const double *around_a, const double *around_b,
                         double feature[L2H_EXCHANGE_FEATURES]);
/* Changes their places in walker->working. */
void l2h_exchange_make(struct l2h_walker *walker, int a, int b);

/* order.c. Whether symmetric starts of this alloy can be ordered by exchanges; whether this hop is to; whether enough
   of them were made. */
bool l2h_may_order(const struct l2h_walker *walker);
bool l2h_is_ordering(const struct l2h_walker *walker);
bool l2h_is_ordered(const struct l2h_walker *walker);
/* Makes a series of exchanges in walker->working; false where it makes none. */
bool l2h_order(struct l2h_walker *walker);

/* decorate.c. Gives the places of walker->working, orbits of `size` atoms first, to atoms by their species. */
void l2h_decorate(struct l2h_walker *walker, int orbits, const int *size);

/* Parts free atoms of walker->working that overlap. start.c */
void l2h_part(struct l2h_walker *walker);

/* The places of the free atoms into walker->pairs as rows of x, y and z, which the loops over pairs of kernels.h read.
   start.c */
void l2h_note_places(const struct l2h_walker *walker, const double *position);

/* Packs the atoms of walker->working as soft spheres: in a free cluster with no atom frozen, no two in one place.
   pack.c */
void l2h_pack(struct l2h_walker *walker);

/* compress.c: needs a free cluster of one species; in alloys compact shapes that are wrong for them are hard to leave,
   so that it serves them after symmetric starts alone */
#define L2H_COMPRESS_NEEDS (L2H_NEEDS_CLUSTER | L2H_NEEDS_ALIKE)
/* Sets the penalty of a hop from `position`[free][3], whose diameter counts. */
void l2h_compress_begin(struct l2h_walker *walker, const double *position);
/* strength * sum over pairs of free atoms of max(0, r^2 - D^2)^2; adds `sign` times its gradient to gradient[free][3].
 */
double l2h_compress_penalty(const struct l2h_walker *walker, const double *position, double sign, double *gradient);

/* repair.c: needs a free cluster of four atoms, of one species, for its score distinguishes none */
#define L2H_REPAIR_NEEDS (L2H_NEEDS_CLUSTER | L2H_NEEDS_TRIPLET | L2H_NEEDS_ALIKE)
/* Moves the weakest bound atoms of walker->minimum to the best sites, into walker->working.
   energies[atoms] in the host's order and units, or NULL. False where nothing moved. */
bool l2h_repair(struct l2h_walker *walker, double temperature, const double *energies);

#endif
