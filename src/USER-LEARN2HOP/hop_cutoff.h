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

// How far a pair potential without a cutoff of its own reaches, for the pair styles of free clusters: a cutoff that the
// user gives, or every pair of a free cluster, or half a periodic box.

#ifndef LMP_HOP_CUTOFF_H
#define LMP_HOP_CUTOFF_H

#include "pointers.h"

namespace LAMMPS_NS {

class HopCutoff : protected Pointers {
 public:
  double user;    // cutoff of the pair_style command, 0 for none
  double cut;     // the one in force

  HopCutoff(LAMMPS *, const char *);

  void settings(int, char **);    // arguments of the pair_style command
  void init(double);              // at the start of a run, with the largest d0
  void check_coverage() const;    // when the neighbor list is new
  void write_restart(FILE *) const;
  void read_restart(FILE *);

 private:
  const char *style;    // as messages name it
  bool said;            // what is cut has been said

  bool any_periodic() const;
  double box_diagonal() const;
  double covering_cutoff(double) const;
  void check_list_size() const;
  void say_what_is_cut();
};

}    // namespace LAMMPS_NS

#endif
