/* -*- c++ -*- ----------------------------------------------------------
   LAMMPS - Large-scale Atomic/Molecular Massively Parallel Simulator
   https://www.lammps.org/, Sandia National Laboratories
   LAMMPS development team: developers@lammps.org

   Copyright (2003) Sandia Corporation.  Under the terms of Contract
   DE-AC04-94AL85000 with Sandia Corporation, the U.S. Government retains
   certain rights in this software.  This software is distributed under
   the GNU General Public License.

   See the README file in the top-level LAMMPS directory.
------------------------------------------------------------------------- */

// A grid of cells over atoms and all that they can see. Inline functions as in src/core, for the host and for GPUs.

#ifndef LMP_HOP_CELLS_H
#define LMP_HOP_CELLS_H

#include "core/real.h"

struct HopCells {
  int count[3];    // x running fastest
  double low[3], edge[3];

  // `range` around the box [from, to] in cells of range/split or larger; no more cells than `most`, so that far-flung
  // clusters do not fill the memory with empty ones.

  void lay_out(const double *from, const double *to, double range, const int *split, int most)
  {
    double asked[3], extent[3], all = 1.0;
    for (int dim = 0; dim < 3; dim++) {
      low[dim] = from[dim] - range;
      extent[dim] = to[dim] - from[dim] + 2.0 * range;
      asked[dim] = ceil(extent[dim] * split[dim] / range);
      all *= asked[dim];
    }
    const double shrink = fmin(1.0, cbrt(most / all));
    for (int dim = 0; dim < 3; dim++) {
      count[dim] = fmax(1.0, asked[dim] * shrink);
      edge[dim] = fmax(range / split[dim], extent[dim] / count[dim]) * (1.0 + 1.0e-12);    // the highest atom lies inside
    }
  }
};

L2H_FN int l2h_cells_total(const HopCells *cells)
{
  return cells->count[0] * cells->count[1] * cells->count[2];
}

L2H_FN int l2h_cell_index(const HopCells *cells, int ix, int iy, int iz)
{
  return (iz * cells->count[1] + iy) * cells->count[0] + ix;
}

// The cell of a place, or -1 for one out of sight. Compared as doubles: what is far out does not fit an int.

L2H_FN int l2h_cell_of(const HopCells *cells, double x, double y, double z)
{
  const double ix = (x - cells->low[0]) / cells->edge[0];
  const double iy = (y - cells->low[1]) / cells->edge[1];
  const double iz = (z - cells->low[2]) / cells->edge[2];
  const int seen = ix >= 0.0 && iy >= 0.0 && iz >= 0.0 && ix < cells->count[0] && iy < cells->count[1] && iz < cells->count[2];
  return seen ? l2h_cell_index(cells, (int) ix, (int) iy, (int) iz) : -1;
}

#endif
