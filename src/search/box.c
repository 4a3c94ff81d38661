/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/box.h"

#include <math.h>
#include <string.h>

static void cross(const double a[3], const double b[3], double out[3])
{
  for (int c = 0; c < 3; c++)
    out[c] = a[(c + 1) % 3] * b[(c + 2) % 3] - a[(c + 2) % 3] * b[(c + 1) % 3];
}

static double dot(const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void normalize(double a[3])
{
  const double size = sqrt(dot(a, a));
  for (int c = 0; c < 3; c++)
    a[c] /= size;
}

/* The edge of a direction that is not periodic: across the periodic ones, whose number is `known`. */
static void fill_edge(struct l2h_box *box, int k, int known)
{
  const double *next = box->edge[(k + 1) % 3], *last = box->edge[(k + 2) % 3];
  if (known == 2) {
    cross(next, last, box->edge[k]);
  } else if (known == 1) { /* across the one edge there is, and the axis that is least along it */
    const double *only = box->periodic[(k + 1) % 3] ? next : last;
    int least = 0;
    for (int c = 1; c < 3; c++)
      if (fabs(only[c]) < fabs(only[least]))
        least = c;
    double axis[3] = {0};
    axis[least] = 1;
    cross(only, axis, box->edge[k]);
  } else {
    box->edge[k][k] = 1;
  }
  normalize(box->edge[k]);
}

bool l2h_box_make(struct l2h_box *box, const double cell[3][3], double length)
{
  int known = 0;
  memset(box, 0, sizeof *box);
  for (int k = 0; k < 3; k++) {
    for (int c = 0; c < 3; c++)
      box->edge[k][c] = cell[k][c] / length;
    box->periodic[k] = dot(box->edge[k], box->edge[k]) > 0;
    known += box->periodic[k];
  }
  box->any = known > 0;
  const int none = known == 0;
  for (int k = 0; k < 3; k++)
    if (!box->periodic[k]) {
      fill_edge(box, k, none ? 0 : known);
      known += !none;
    }
  double across[3], volume;
  cross(box->edge[1], box->edge[2], across);
  volume = dot(box->edge[0], across);
  const double edges =
    sqrt(dot(box->edge[0], box->edge[0]) * dot(box->edge[1], box->edge[1]) * dot(box->edge[2], box->edge[2]));
  box->volume = fabs(volume);
  if (!(fabs(volume) > 1e-9 * edges))
    return false;
  for (int k = 0; k < 3; k++) {
    cross(box->edge[(k + 1) % 3], box->edge[(k + 2) % 3], across);
    box->height[k] = fabs(volume) / sqrt(dot(across, across));
    for (int c = 0; c < 3; c++)
      box->inverse[c][k] = across[c] / volume;
  }
  return true;
}

void l2h_box_images(const struct l2h_box *box, double reach, int images[3])
{
  for (int k = 0; k < 3; k++)
    images[k] = box->periodic[k] ? (int)floor(reach / box->height[k] + 0.5) : 0;
}

void l2h_box_lengths(const struct l2h_box *box, const double share[3], double d[3])
{
  for (int c = 0; c < 3; c++)
    d[c] = share[0] * box->edge[0][c] + share[1] * box->edge[1][c] + share[2] * box->edge[2][c];
}
