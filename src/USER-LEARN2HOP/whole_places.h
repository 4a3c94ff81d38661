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

// Where the atoms are, in whole numbers, whose differences are exact: floats would be off by what is lost far from the
// origin.

#ifndef LMP_WHOLE_PLACES_H
#define LMP_WHOLE_PLACES_H

#include "pointers.h"

#include <vector>

struct l2h_host_kernels;

namespace LAMMPS_NS {

class WholePlaces : protected Pointers {
 public:
  WholePlaces(class LAMMPS *);

  // Of the local and ghost atoms at present. False if one is no number.

  bool set();

  // Those of a list that are nearer to atom i than `reach` (distance units; some that are as near as that to a float's
  // rounding are among them), in their order, and how many. squares: their squared distances in units; or null. Up to
  // WRITTEN_AFTER numbers after the last are written.

  int pick(int i, double reach, int count, const int *list, int *near, float *squares) const;
  static constexpr int WRITTEN_AFTER = 16;

  // What the kernels need (cpu/host_arrays.h): an atom's place, and the square below which a distance in units is that near.

  const int *at(int i) const { return places[i].at; }
  float square(double reach) const;

  double unit;    // of places, in distance units

  double memory_usage() const;

 private:
  struct Place {
    int at[4];    // one is not used
  };

  const l2h_host_kernels *kernels;
  std::vector<Place> places;    // relative to one of the atoms
};

}    // namespace LAMMPS_NS

#endif
