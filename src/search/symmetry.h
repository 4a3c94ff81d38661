/* SPDX-License-Identifier: GPL-2.0-only */
/* Point groups, for structures that begin symmetric. The lowest minima of clusters are symmetric far more often than
   chance would have it (Wales 1998, Chem Phys Lett 285, 330), and a group of order g leaves a random structure 1/g of
   its freedom: so few atoms are placed at random that a rare motif, such as a decahedron, is met in a few tries. */
#ifndef L2H_SEARCH_SYMMETRY_H
#define L2H_SEARCH_SYMMETRY_H

#include "search/numbers.h"

#define L2H_SYMMETRY_MOST 48 /* operations of a group */

struct l2h_symmetry {
  const char *name; /* Schoenflies: "C5v" */
  int order;
  double operation[L2H_SYMMETRY_MOST][3][3]; /* orthogonal; the first is the identity */
};

/* How many groups there are. The first is C1, no symmetry at all. */
int l2h_symmetry_groups(void);
/* The operations of group 0 to l2h_symmetry_groups() - 1; the axis of highest order along z, or axes along x, y, z. */
void l2h_symmetry_make(int group, struct l2h_symmetry *symmetry);

/* How likely starts draw a group, beside the others: the number group_... of its axes, times group_mirror where it has
   operations that turn left into right. */
double l2h_symmetry_weight(int group, const struct l2h_search_numbers *numbers);
/* The group at `mark`, from 0 to 1, of all groups side by side, each as wide as its weight; -1 where all are 0. */
int l2h_symmetry_at(double mark, const struct l2h_search_numbers *numbers);

/* The orbit of x[3] into orbit[..][3], whose first is x. Images closer than `apart` to each other become one: x then
   moves to the place (an axis, a plane, the centre) that they share. Returns how many there are. */
int l2h_symmetry_orbit(const struct l2h_symmetry *symmetry, double apart, double x[3],
                       double orbit[L2H_SYMMETRY_MOST][3]);

#endif
