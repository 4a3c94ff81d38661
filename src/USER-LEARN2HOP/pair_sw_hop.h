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

#ifdef PAIR_CLASS
// clang-format off
PairStyle(sw/hop,PairSWHop);
// clang-format on
#else

#ifndef LMP_PAIR_SW_HOP_H
#define LMP_PAIR_SW_HOP_H

#include "core/sw.h"

#include "pair.h"

struct l2h_sw_file;

namespace LAMMPS_NS {

class PairSWHop : public Pair {
 public:
  PairSWHop(class LAMMPS *);
  ~PairSWHop() override;
  void compute(int, int) override;
  void settings(int, char **) override;
  void coeff(int, char **) override;
  void init_style() override;
  double init_one(int, int) override;
  double memory_usage() override;

 protected:
  // of elements, by centre and neighbour

  l2h_sw_pair **pairs;
  double **cut;

  // of elements, by centre and two neighbours

  double ***strength;    // lambda epsilon
  double ***cosine;      // cos theta0

  // the bonds of one atom

  struct Bond {
    int j, element;
    double u[3];    // unit vector to j
    double r, h, slope;
  };
  Bond *bonds;
  int maxbonds;

  // sums over them for each element, see core/sw.h

  double (*moments)[L2H_SW_MOMENTS];
  double (*field)[L2H_SW_MOMENTS];
  double *square;

  void allocate();
  void destroy_elements();
  void set_elements(const l2h_sw_file &, double);
  bool counts_here(int, int) const;
  int gather_bonds(int);
  void add_two_body(int, int, double, const double[3], const l2h_sw_pair &);
  double sum_moments(int, int);
  void add_three_body(int, int);
  double triplet_energy(const Bond &, double) const;
};

}    // namespace LAMMPS_NS

#endif
#endif
