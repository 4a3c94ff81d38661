/* SPDX-License-Identifier: GPL-2.0-only */
/* The periodic box: any cell, periodic along none, some or all of its edges. */
#ifndef L2H_SEARCH_BOX_H
#define L2H_SEARCH_BOX_H

#include <math.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct l2h_box {
  double edge[3][3];    /* a, b, c; along a direction that is not periodic, a unit vector across the others */
  double inverse[3][3]; /* d = sum over k of share[k] edge[k], with share[k] = sum over c of d[c] inverse[c][k] */
  double height[3];     /* distance of the two faces that edge k leads from one to the other */
  double volume;        /* that the three edges span */
  bool periodic[3];
  bool any; /* periodic along at least one edge */
};

/* A box of edges cell / length; zeros are directions that are not periodic. False where the edges lie in a plane. */
bool l2h_box_make(struct l2h_box *box, const double cell[3][3], double length);

/* How many images to either side, along each edge, may come within `reach` of a point, beside the nearest one. */
void l2h_box_images(const struct l2h_box *box, double reach, int images[3]);

/* The shares of the edges that make up d, and back. */
static inline void l2h_box_shares(const struct l2h_box *box, const double d[3], double share[3])
{
  for (int k = 0; k < 3; k++)
    share[k] = d[0] * box->inverse[0][k] + d[1] * box->inverse[1][k] + d[2] * box->inverse[2][k];
}
void l2h_box_lengths(const struct l2h_box *box, const double share[3], double d[3]);

/* Brings d to its image with shares within +-1/2. Here, since loops over pairs are made of it. */
static inline void l2h_box_fold(const struct l2h_box *box, double d[3])
{
  double share[3];
  l2h_box_shares(box, d, share);
  for (int k = 0; k < 3; k++)
    for (int c = 0; c < 3 && box->periodic[k]; c++)
      d[c] -= rint(share[k]) * box->edge[k][c];
}

#ifdef __cplusplus
}
#endif

#endif
