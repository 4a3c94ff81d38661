/* SPDX-License-Identifier: GPL-2.0-only */
/* Compress: a quench with a penalty on pairs of free atoms farther apart than D, ahead of the plain one: a prior for
   compact shapes. D is the diameter of the structure that the hop began from times a number from compress_least to 1
   (the idea of Locatelli and Schoen 2003, with a penalty of the square of the distance). */
#include <string.h>

#include "search/moves.h"

static double distance2(const double *a, const double *b)
{
  const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
  return x * x + y * y + z * z;
}

void l2h_compress_begin(struct l2h_walker *walker, const double *position)
{
  const double least = walker->numbers.compress_least, share = least + (1 - least) * l2h_draw(walker);
  double diameter2 = 0;
  for (int i = 0; i < walker->free; i++)
    for (int j = i + 1; j < walker->free; j++) {
      const double r2 = distance2(position + 3 * i, position + 3 * j);
      diameter2 = r2 > diameter2 ? r2 : diameter2;
    }
  walker->state->diameter2 = diameter2 * share * share;
  walker->state->strength = walker->numbers.compress_strength;
}

double l2h_compress_penalty(const struct l2h_walker *walker, const double *position, double sign, double *gradient)
{
  const int n = walker->free, stride = L2H_PADDED(n);
  double *const place = walker->pairs, *const pull = place + 3 * stride;
  l2h_note_places(walker, position);
  const double penalty =
    walker->kernels->penalty(n, stride, place, walker->state->diameter2, walker->state->strength, pull);
  for (int i = 0; i < n; i++)
    for (int c = 0; c < 3; c++)
      gradient[3 * i + c] += sign * pull[c * stride + i];
  return penalty;
}
