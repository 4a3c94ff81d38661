/* SPDX-License-Identifier: GPL-2.0-only */
/* The cubic periodic cell. */
#ifndef L2H_CELL_H
#define L2H_CELL_H

#include "core/real.h"

/* Brings each component of d to its nearest periodic image, within +-cell/2. */
L2H_FN void l2h_minimum_image(real d[3], real_scalar cell)
{
  const real_scalar per_cell = REAL(1) / cell;
  for (int c = 0; c < 3; c++)
    d[c] -= cell * real_round(d[c] * per_cell);
}

/* How far a neighbour's images must be looked for, in cells to either side of the nearest one: none where no atom can
   reach two images of another. */
L2H_FN int l2h_images(double cell, double reach)
{
  return cell < 2 * reach ? 1 : 0;
}

/* The smallest cell that this reach allows: no atom may reach its own image. */
L2H_FN double l2h_smallest_cell(double reach)
{
  return reach;
}

#endif
