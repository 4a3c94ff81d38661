/* SPDX-License-Identifier: GPL-2.0-only */
/* Space groups that a periodic box allows, for structures that begin symmetric: translations that divide the box into
   equal cells, and operations that keep such a cell and the box. A crystal has few atoms a cell, and fewer that no
   operation makes of others, so that random places of these few meet it in some tries, whatever the box's size
   (Pickard and Needs 2011, J Phys Condens Matter 23, 053201; Lyakhov et al. 2013, Comput Phys Commun 184, 1172). */
#ifndef L2H_SEARCH_CELL_SYMMETRY_H
#define L2H_SEARCH_CELL_SYMMETRY_H

#include "search/state.h"

#define L2H_CELL_OPERATIONS 48
#define L2H_CELL_PARTS 12 /* glides and screws are so many parts of an edge */
#define L2H_CELL_STEPS 20 /* prime factors of any number of copies, at most */

/* Translations that divide the box. Each step multiplies the copies: by 0 to times - 1 of `by`, in length scales. */
struct l2h_cell_division {
  int copies; /* of the cell in the box */
  int steps;
  struct {
    int times;
    double by[3];
  } step[L2H_CELL_STEPS];
};

/* Places are shares of the cell's edges; along what is not periodic, lengths. */
struct l2h_cell_symmetry {
  struct l2h_cell_division division;
  struct l2h_box cell; /* its edges are the shortest there are */
  int order;           /* operations other than translations of the cell; the first is the identity */
  int operation[L2H_CELL_OPERATIONS][3][3];
  int shift[L2H_CELL_OPERATIONS][3]; /* after it, in parts */
};

/* Draws translations that make `copies` cells of the walker's box, compact ones rather than not, and operations among
   those that the cells and the box allow, by up to three that generate a group. False where two copies would be closer
   than `apart`. */
bool l2h_cell_symmetry_draw(struct l2h_walker *walker, int copies, double apart, struct l2h_cell_symmetry *symmetry);

/* The translation to copy 0 (the cell itself) to copies - 1, in length scales. */
void l2h_cell_division_copy(const struct l2h_cell_division *division, int copy, double by[3]);

/* The orbit of x[3] within the cell, as l2h_symmetry_orbit(): images closer than `apart` become one, and x moves to
   where they are. Returns how many there are; 0 where they cannot be brought together or apart. */
int l2h_cell_symmetry_orbit(const struct l2h_cell_symmetry *symmetry, double apart, double x[3],
                            double orbit[L2H_CELL_OPERATIONS][3]);

/* The square of the distance of a to b or an image of it, in length scales; exact where that is within `reach`. */
double l2h_cell_distance2(const struct l2h_box *cell, double reach, const double a[3], const double b[3]);

#endif
