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

// The steps of min_style learned in the memory of the host, by the vector kernels of src/cpu.

#ifndef LMP_LEARNED_STEP_H
#define LMP_LEARNED_STEP_H

#include "hop_loop.h"
#include "pointers.h"
#include "radial_grid.h"

#include "cpu/engine.h"

struct l2h_host_kernels;

namespace LAMMPS_NS {

class LearnedSettings;

// Rows of fix_minimize after the three of the line search, each with 3 numbers an atom: a moving average of the
// coordinates' gradients or of their squares for each decay, and the position, unwrapped, in the best structure so far.

enum {
  DIRECTION = 2,    // of the line search, and of the quench
  FIRST_MOMENTS = 3,
  SECOND_MOMENTS = FIRST_MOMENTS + L2H_DECAYS,
  BEST = SECOND_MOMENTS + L2H_DECAYS,
  LEARNED_ROWS
};

class LearnedStep : protected Pointers {
 public:
  LearnedStep(class LAMMPS *, LearnedSettings &);
  ~LearnedStep() override;

  // From the style's setup_style(), after that of the settings; and whenever atoms may have migrated or been sorted, with
  // where their rows are.

  void setup(const HopLoop &);
  void reset(double *const rows[LEARNED_ROWS]);

  // Moves all atoms by one step of the optimizer; or down their forces, `rate` distance units per force unit and no
  // coordinate by more than `limit`. How many moves and gradients were bounded, on this rank. The radial functions of local
  // atoms, as `phi` below, may be given.

  bigint move(const float *radial);
  bigint descend(double rate, double limit);

  void keep_best();      // the present structure
  void return_to_best();

  // How near the neighbors are in the present structure, of all atoms on all ranks. The arrays of the host must be up to
  // date.

  struct Neighbors {
    double nearest;    // mean distance of the nearest neighbor within the radial inputs' range, in length scales
    bigint lone;       // atoms without one
    tagint first;      // the lowest ID among these
  };
  Neighbors neighbors();

  double memory_usage() const;

 protected:
  static constexpr int CHUNK = 64;    // atoms at a time: their 13 kB stay in the first-level cache

  LearnedSettings &settings;
  const l2h_host_kernels *host;
  HopLoop loop;
  RadialGrid grid;
  std::vector<float> sums;
  const float *phi;          // radial inputs, [local atom][species][8]: those given, or in sums
  double *rows[LEARNED_ROWS];

  // Chunks are of atoms whose systems have one size, which the first layer's share of the step inputs depends on.

  struct Chunk {
    int first, count, size;    // of HopSystems::order[], and of sizes[]
  };
  struct Worker {
    l2h_atoms atoms;
    bigint bounded;
  };
  std::vector<Chunk> chunks;
  std::vector<float> share;    // [size][hidden unit]
  std::vector<Worker> workers;

  void free_workers();
  bool is_lone(int) const;
  template <class Copy> void copy_moments(const Chunk &, const l2h_atoms &, const Copy &) const;
  void pack(const Chunk &, Worker &) const;
  void unpack(const Chunk &, Worker &) const;
};

}    // namespace LAMMPS_NS

#endif
