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

// The part of a pair style's neighbor list that is within the cutoff, picked anew before each evaluation. Moves that are
// large make LAMMPS's lists either short-lived, or long with a wide skin, where a force loop passes over many pairs that
// are out of reach and guesses wrongly which ones. So the skin is wide, and force loops see the pairs that count. To pick
// them takes a fifth of the time of a Lennard-Jones loop. Pairs keep their order, so forces are the same to the bit.
// Where these pairs are those of the radial functions, too, the sums of these are made while a pair is at hand.
// LAMMPS's lists of the usual kind are made in less time than by LAMMPS (binned_pairs.h).

#ifndef LMP_NEAR_LIST_H
#define LMP_NEAR_LIST_H

#include "binned_pairs.h"
#include "radial_pairs.h"
#include "whole_places.h"

#include <memory>

namespace LAMMPS_NS {

class NearList : protected Pointers {
 public:
  NearList(class LAMMPS *, std::unique_ptr<BinnedPairs>);    // who makes the whole list, where he knows how

  // For the pair style's list, if that is one of pairs and nothing else in the memory of the host, and has a skin wider than
  // `narrow` (distance units): else there is little to gain.

  void start(double narrow);

  // Whether there is a list to pick from.

  bool started() const { return list != nullptr; }

  // On all ranks, with the list and the ghosts of the present positions and before their forces: as much of the list as
  // these need.

  void refresh();

  // From the next refresh() on, the radial functions of one species, if the list is one for them; length 0: no more.

  void want_radial(double length);

  // As of the last refresh(), of local atoms, [atom][8]; or none.

  const float *radial() const { return summed ? radial_pairs.sums() : nullptr; }

  // The whole list, as LAMMPS made it.

  void stop();

  // Stops at the end of a block, also when an error of LAMMPS's leaves it as an exception.

  class Guard {
   public:
    Guard(NearList &_near) : near(_near) {}
    Guard(const Guard &) = delete;
    ~Guard() { near.stop(); }

   private:
    NearList &near;
  };

  virtual double memory_usage();

 protected:
  class NeighList *list;    // or none
  RadialPairs radial_pairs;
  double radial_length;     // that the pairs are summed with; or 0

  virtual bool in_turn() const { return true; }    // whether one thread picks all
  virtual bool suits(const class NeighList *) const;    // of those that are of pairs alone
  virtual void take_whole();                            // when LAMMPS has made a list
  virtual void pick();
  virtual void give_whole();                            // back to LAMMPS

  int pick_around(int i, int count, const int *whole, int *near);    // how many
  static constexpr int WRITTEN_AFTER = WholePlaces::WRITTEN_AFTER;

 private:
  std::unique_ptr<BinnedPairs> maker;
  bigint builds;                // Neighbor's count of builds when the whole list was taken; -1: not yet
  std::vector<int> count;       // neighbors of each atom of the whole list, as in its numneigh and firstneigh
  std::vector<int *> first;
  std::vector<int> near;        // neighbors within the cutoff, atom after atom
  std::vector<double> reach;    // [type], each one's farthest
  WholePlaces places;
  std::vector<float> squares;   // of the distances of near neighbors of one atom
  bool summed;                  // the radial functions, in the last refresh()

  bool of_pairs(const class NeighList *) const;
  void set_reach();
};

}    // namespace LAMMPS_NS

#endif
