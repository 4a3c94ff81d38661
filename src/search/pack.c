/* SPDX-License-Identifier: GPL-2.0-only */
/* Pack: places drawn at random are moved as soft spheres, with a weak pull to the origin, before a potential is asked
   for anything: pairs nearer than REACH push each other off. A quench then begins from a cluster of about the right
   density, not from pairs that overlap and gaps between them. Geometry alone; what is symmetric about the origin stays
   so, but for rounding. */
#include <math.h>

#include "search/moves.h"

#define REACH 1.1 /* length scales */
#define PULL 0.05 /* stiffness of the spring from each atom to the origin */
#define STEPS 40
#define STEP 0.15    /* of the force, which adds to what is left of the move before */
#define MOMENTUM 0.7 /* of that */

/* Adds the forces between atom i and those after it. */
static void push_off(const struct l2h_walker *walker, int i, const double *place, double *force)
{
  const int n = walker->free, stride = L2H_PADDED(n);
  const double x[3] = {place[i], place[stride + i], place[2 * stride + i]}, reach2 = REACH * REACH;
  for (int j = i; (j = walker->kernels->first_near(j + 1, n, stride, place, x, reach2)) < n;) {
    const double d[3] = {x[0] - place[j], x[1] - place[stride + j], x[2] - place[2 * stride + j]};
    const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    if (r2 == 0) /* no direction; l2h_part() comes before */
      continue;
    const double r = sqrt(r2), push = (REACH - r) / r;
    for (int c = 0; c < 3; c++) {
      force[c * stride + i] += push * d[c];
      force[c * stride + j] -= push * d[c];
    }
  }
}

void l2h_pack(struct l2h_walker *walker)
{
  const int n = walker->free, stride = L2H_PADDED(n);
  double *const place = walker->pairs, *const force = place + 3 * stride, *const move = walker->gradient;
  l2h_note_places(walker, walker->working);
  for (int k = 0; k < 3 * n; k++)
    move[k] = 0;
  for (int step = 0; step < STEPS; step++) {
    for (int k = 0; k < 3 * stride; k++)
      force[k] = -PULL * place[k];
    for (int i = 0; i < n; i++)
      push_off(walker, i, place, force);
    for (int i = 0; i < n; i++)
      for (int c = 0; c < 3; c++) {
        move[3 * i + c] = MOMENTUM * move[3 * i + c] + STEP * force[c * stride + i];
        place[c * stride + i] += move[3 * i + c];
      }
  }
  for (int i = 0; i < n; i++)
    for (int c = 0; c < 3; c++)
      walker->working[3 * i + c] = place[c * stride + i];
}
