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
PairStyle(gupta/hop,PairGuptaHop);
// clang-format on
#else

#ifndef LMP_PAIR_GUPTA_HOP_H
#define LMP_PAIR_GUPTA_HOP_H

#include "core/gupta.h"
#include "hop_cutoff.h"

#include "pair.h"

namespace LAMMPS_NS {

class PairGuptaHop : public Pair {
 public:
  PairGuptaHop(class LAMMPS *);
  ~PairGuptaHop() override;
  void compute(int, int) override;
  void settings(int, char **) override;
  void coeff(int, char **) override;
  void init_style() override;
  double init_one(int, int) override;
  void write_restart(FILE *) override;
  void read_restart(FILE *) override;
  void write_restart_settings(FILE *) override;
  void read_restart_settings(FILE *) override;
  int pack_forward_comm(int, int *, double *, int, int *) override;
  void unpack_forward_comm(int, int, double *) override;
  int pack_reverse_comm(int, int, double *) override;
  void unpack_reverse_comm(int, int *, double *) override;
  double memory_usage() override;

 protected:
  HopCutoff cutoff;
  l2h_gupta_parameters **rows;    // of each pair of types
  l2h_gupta_bond **bonds;
  double *band;                   // an atom's hopping density, then the slope of its band energy
  double *hopping;                // what each pair within the cutoff adds to both densities, in the order of the list
  int maxband;
  bigint maxhopping;

  virtual void allocate();
  void set_row(int, int, const l2h_gupta_parameters &);
  void grow();
  void sum_densities();
  void make_bands();
  void add_forces();
};

}    // namespace LAMMPS_NS

#endif
#endif
