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

// The neighbor skin and the ghost cutoff that a style needs for a while. The user's come back with restore(), and at the
// latest when the style goes.

#ifndef LMP_BORROWED_REACH_H
#define LMP_BORROWED_REACH_H

#include "pointers.h"

namespace LAMMPS_NS {

class BorrowedReach : protected Pointers {
 public:
  BorrowedReach(class LAMMPS *);
  ~BorrowedReach() override;

  void set_skin(double);    // before Neighbor::init() reads it

  // Ghost atoms as far as `distance` and the skin, if there are any: before Comm::setup() reads the cutoff. Whether it
  // had to be raised. `who` stands in the error message.

  bool reach(double distance, const std::string &who);

  // What has been set since by somebody else stays.

  void restore();

  // Restores at the end of a block, also when an error of LAMMPS's leaves it as an exception; not after keep().

  class Guard {
   public:
    Guard(BorrowedReach &_borrowed) : borrowed(&_borrowed) {}
    Guard(const Guard &) = delete;
    ~Guard() { if (borrowed) borrowed->restore(); }
    void keep() { borrowed = nullptr; }

   private:
    BorrowedReach *borrowed;
  };

 private:
  struct Setting {
    double before, now;
    bool borrowed;
    void set(double &, double);
    void restore(double &);
  } skin, cutoff;
};

}    // namespace LAMMPS_NS

#endif
