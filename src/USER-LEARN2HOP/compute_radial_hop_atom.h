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

#ifdef COMPUTE_CLASS
// clang-format off
ComputeStyle(radial/hop/atom,ComputeRadialHopAtom);
// clang-format on
#else

#ifndef LMP_COMPUTE_RADIAL_HOP_ATOM_H
#define LMP_COMPUTE_RADIAL_HOP_ATOM_H

#include "compute.h"

struct l2h_kernels;

namespace LAMMPS_NS {

class ComputeRadialHopAtom : public Compute {
 public:
  ComputeRadialHopAtom(class LAMMPS *, int, char **);
  ~ComputeRadialHopAtom() override;
  void init() override;
  void init_list(int, class NeighList *) override;
  void compute_peratom() override;
  double memory_usage() override;

  // For min_style learned, which wants the sums atom by atom, at every step, and by species.

  void set_species(int, const int *);
  void keep_list_current() { occasional = false; }
  void begin();
  void sums(int, float *);

 protected:
  double length;     // length scale: the functions reach to 2.5 times it
  bool occasional;   // the list is built when asked for, else with every reneighboring
  int kinds;         // species that neighbors are summed by: atom types unless set_species says otherwise
  int *kind;         // of each atom type, 0 based
  int nmax;
  class NeighList *list;
  const l2h_kernels *kernels;
  int capacity;      // room for one atom's neighbors of one kind
  float *distance;   // their squared distances in squared length scales, [kinds][capacity]
  int *count;        // how many of each kind
  double **phi;      // the array that other commands see

  void make_room(int);
  template <bool ONE_KIND> void gather(int);
};

}    // namespace LAMMPS_NS

#endif
#endif
