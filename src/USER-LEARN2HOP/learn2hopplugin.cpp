/* ----------------------------------------------------------------------
   LAMMPS - Large-scale Atomic/Molecular Massively Parallel Simulator
   https://www.lammps.org/, Sandia National Laboratories
   LAMMPS development team: developers@lammps.org

   Copyright (2003) Sandia Corporation.  Under the terms of Contract
   DE-AC04-94AL85000 with Sandia Corporation, the U.S. Government retains
   certain rights in this software.  This software is distributed under
   the GNU General Public License.

   See the README file in the top-level LAMMPS directory.
------------------------------------------------------------------------- */

// The entry of learn2hopplugin.so: registers this package's styles with the LAMMPS that loads it.

#include "compute_radial_hop_atom.h"
#include "min_learned.h"
#include "pair_gupta_hop.h"
#include "pair_lj_hop.h"
#include "pair_sw_hop.h"
#include "plugin_registrar.h"
#ifdef LMP_KOKKOS
#include "KOKKOS/kokkos_styles.h"
#endif

#include "error.h"
#include "library.h"
#include "version.h"

using namespace LAMMPS_NS;

// The version that this file is compiled for. A test compiles it once more with another one.
#ifndef LEARN2HOP_LAMMPS_VERSION
#define LEARN2HOP_LAMMPS_VERSION LAMMPS_VERSION
#endif

static std::string date_of(int version)
{
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const int month = version / 100 % 100;
  if (month < 1 || month > 12) return std::to_string(version);
  return fmt::format("{} {} {}", version % 100, months[month - 1], version / 10000);
}

// The loader only prints that versions differ, and then the first use of a class whose layout has changed since crashes.
// The running version comes from the C interface, which every version answers from its own side.
static void check_version(LAMMPS *lmp)
{
  const int running = lammps_version(lmp);
  if (running == utils::date2num(LEARN2HOP_LAMMPS_VERSION)) return;
  lmp->error->all(FLERR,
                  "learn2hopplugin.so was built for LAMMPS {} and this is LAMMPS {}: build it against this LAMMPS "
                  "(LAMMPS_SOURCE_DIR=its source ./bootstrap build), or run the LAMMPS that it was built for",
                  LEARN2HOP_LAMMPS_VERSION, date_of(running));
}

extern "C" void lammpsplugin_init(void *lmp, void *handle, void *regfunc)
{
  check_version((LAMMPS *) lmp);

  PluginRegistrar plugin((LAMMPS *) lmp, LEARN2HOP_LAMMPS_VERSION, handle, regfunc);
  plugin.add_pair<PairLJHop>("lj/hop", "learn2hop pair style lj/hop");
  plugin.add_pair<PairGuptaHop>("gupta/hop", "learn2hop pair style gupta/hop");
  plugin.add_pair<PairSWHop>("sw/hop", "learn2hop pair style sw/hop");
  plugin.add_compute<ComputeRadialHopAtom>("radial/hop/atom", "learn2hop compute style radial/hop/atom");
  plugin.add_min<MinLearned>("learned", "learn2hop minimize style learned");
#ifdef LMP_KOKKOS
  add_kokkos_styles(plugin, (LAMMPS *) lmp);
#endif
}
