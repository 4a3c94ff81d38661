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

// What lbfgs_rows.h does in the memory of the host, on the device: a coordinate a thread.

#ifndef LMP_LBFGS_ROWS_KOKKOS_H
#define LMP_LBFGS_ROWS_KOKKOS_H

#include "USER-LEARN2HOP/lbfgs_memory.h"

#include "kokkos_type.h"
#include "pointers.h"

namespace LAMMPS_NS {

class LbfgsRowsKokkos : protected Pointers {
 public:
  LbfgsRowsKokkos(class LAMMPS *_lmp) : Pointers(_lmp), steps(0), changes(0), direction(0) {}

  // The rows of fix_minimize/kk, and which of them are the vectors. Positions and forces must be up to date on the device
  // in the functions below, and change there.

  void reset(const DAT::t_kkfloat_2d_lr &_rows, int _steps, int _changes, int _direction);

  double find_direction(const double factor[LbfgsMemory::VECTORS]);
  void take_step(int pair, double scale);
  void shorten_step(int pair, double part);
  void measure_step(int pair, LbfgsMemory::Products &);

 private:
  DAT::t_kkfloat_2d_lr rows;
  int steps, changes, direction;
};

}    // namespace LAMMPS_NS

#endif
