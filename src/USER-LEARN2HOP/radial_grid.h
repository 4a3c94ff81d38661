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

// The radial functions of all local atoms at once, without a neighbor list.

#ifndef LMP_RADIAL_GRID_H
#define LMP_RADIAL_GRID_H

#include "hop_cells.h"
#include "hop_loop.h"
#include "pointers.h"

struct l2h_kernels;
struct l2h_host_kernels;

namespace LAMMPS_NS {

class RadialGrid : protected Pointers {
 public:
  RadialGrid(class LAMMPS *);

  // phi[8 (nspecies i + s) + k]: the k-th function of local atom i, summed over its neighbors of species s.
  // species_of_type[t] is 0 ... nspecies - 1 for atom types t from 1. The loop goes over rows of cells.

  void sum(double length, int nspecies, const int *species_of_type, float *phi, const HopLoop &);

  // distance[i]: of the nearest neighbor of local atom i, in length scales; far above the radial cutoff if there is none
  // within it.

  void nearest(double length, float *distance);

  double memory_usage() const;

 protected:
  const l2h_kernels *kernels;
  const l2h_host_kernels *host;

  HopCells cells;    // over the local atoms and all that they can see

  // local and ghost atoms sorted by species, then by cell

  std::vector<int> first;           // [species][cell], and one more: where they begin in the arrays below
  std::vector<int> atom_in;         // which atom
  std::vector<double> x, y, z;      // where it is
  std::vector<int> bucket;          // of each atom: species and cell, or -1 for out of sight
  std::vector<int> next;

  // all of one species that the atoms of a cell can see, relative to one of these and in length scales

  struct Surroundings {
    std::vector<float> x, y, z;
    int count;
    int offset;    // from the slots of the cell's own atoms to their places here
  };
  struct Worker {
    std::vector<Surroundings> surroundings;
    std::vector<float> distance;    // squared, from one atom to those around
    void measure(const Surroundings &, float px, float py, float pz);
  };
  std::vector<Worker> workers;

  void lay_out(double range);
  void sort_atoms(int nspecies, const int *species_of_type);
  void nearest_in_cell(Worker &, const int *cell, double length, float *distance) const;
  void sum_cell(Worker &, const int *cell, double length, float *phi) const;
  void gather(Worker &, const int *cell, int origin, double length, int species) const;
  static void make_room(Worker &, Surroundings &, size_t atoms);
};

}    // namespace LAMMPS_NS

#endif
