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

// Lists of the Kokkos styles (binned_pairs.h), where their device is the host.

#ifndef LMP_BINNED_PAIRS_KOKKOS_H
#define LMP_BINNED_PAIRS_KOKKOS_H

#include "USER-LEARN2HOP/binned_pairs.h"

namespace LAMMPS_NS {

class BinnedPairsKokkos : public BinnedPairs {
 public:
  BinnedPairsKokkos(class LAMMPS *);

 protected:
  Names known() const override { return {"half/bin/newton/kk/device", "full/bin/kk/device"}; }
  HopLoop loop() const override;
  void sort_bins() override;
  void begin(class NeighList *) override;
  void store(class NeighList *, int i, int count, const int *others) override;
  bool end(class NeighList *) override;
};

}    // namespace LAMMPS_NS

#endif
