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

// Makes a pair style's list of the atoms in LAMMPS's bins, half or full, in the place of LAMMPS's own loop: the same pairs in the
// same order, and none less for a float's rounding at the reach. The vector kernels find them among places that stand in rows, bin
// after bin, and do not guess which ones are near.

#ifndef LMP_BINNED_PAIRS_H
#define LMP_BINNED_PAIRS_H

#include "hop_loop.h"
#include "whole_places.h"

#include "npair.h"

#include <string>
#include <vector>

namespace LAMMPS_NS {

class BinnedPairs : public NPair {
 public:
  BinnedPairs(class LAMMPS *);

  // From the next build on, if LAMMPS makes the list in a way that is known here; and back to LAMMPS's.

  void start(class NeighList *);
  void stop();

  void build(class NeighList *) override;

  virtual double memory_usage() const;

 protected:
  std::vector<int> first, binned;    // [bin] where its atoms begin, in LAMMPS's order

  struct Names {
    std::string half, full;
  };
  virtual Names known() const { return {"half/bin/atomonly/newton", "full/bin/atomonly"}; }    // LAMMPS's, of what this does
  virtual HopLoop loop() const { return {}; }
  virtual void sort_bins();
  virtual void begin(class NeighList *);                                         // a list
  virtual void store(class NeighList *, int i, int count, const int *others);    // an atom's part of it
  virtual bool end(class NeighList *) { return true; }                           // false: anew, now that there is room

 private:
  const l2h_host_kernels *kernels;
  class NeighList *list;        // or none
  NPair *given;                 // LAMMPS's way to make it
  bool full;
  WholePlaces places;
  std::vector<double> reach;    // [type], each one's farthest, with the skin
  std::vector<int> row[3];      // places of binned[]
  struct Run {
    int from, to;
  };
  std::vector<Run> runs;                   // bins of the stencil that follow one another, from a bin on; that bin if full
  std::vector<std::vector<int>> near_of;   // [worker], the neighbors of one atom

  void place();
  void find_runs();
  void build_atom(class NeighList *, int i, int bin, std::vector<int> &);
  int later(int i, int bin, int *near) const;
};

}    // namespace LAMMPS_NS

#endif
