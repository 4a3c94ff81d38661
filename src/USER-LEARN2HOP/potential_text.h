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

// The text of a parameter or weights file on every rank, and the units of the numbers in it.

#ifndef LMP_POTENTIAL_TEXT_H
#define LMP_POTENTIAL_TEXT_H

#include "lmptype.h"

#include <string>

namespace LAMMPS_NS {

// Searched like any potential file: as named, then in the folders of LAMMPS_POTENTIALS. Rank 0 reads. Errors on all
// ranks alike; `command` begins their message.

std::string potential_text(class LAMMPS *, const char *command, const std::string &file);

// What a file's energies are multiplied with to be in the units of the run: 1, or metal to real and back where the pair
// style may convert (its unit_convert_flag). A file that doesn't say its units is taken to be in the right ones.

double potential_energy_unit(class LAMMPS *, const char *command, const std::string &file, const std::string &units,
                             int convertible);

}    // namespace LAMMPS_NS

#endif
