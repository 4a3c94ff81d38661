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

#include "lammpsplugin.h"

#include "compute_radial_hop_atom.h"
#include "error.h"
#include "library.h"
#include "min_learned.h"
#include "pair_gupta_hop.h"
#include "pair_lj_hop.h"
#include "pair_sw_hop.h"
#include "version.h"

using namespace LAMMPS_NS;

// The version that this file is compiled for. A test compiles it once more with another one.
#ifndef LEARN2HOP_LAMMPS_VERSION
#define LEARN2HOP_LAMMPS_VERSION LAMMPS_VERSION
#endif

static const char *const author = "the learn2hop developers";

template <class Style> static Pair *pair(LAMMPS *lmp)
{
  return new Style(lmp);
}

static Compute *compute_radial_hop_atom(LAMMPS *lmp, int narg, char **arg)
{
  return new ComputeRadialHopAtom(lmp, narg, arg);
}

static Min *min_learned(LAMMPS *lmp)
{
  return new MinLearned(lmp);
}

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

  const auto register_plugin = (lammpsplugin_regfunc) regfunc;
  lammpsplugin_t plugin;
  plugin.version = LEARN2HOP_LAMMPS_VERSION;
  plugin.author = author;
  plugin.handle = handle;

  // LAMMPS keeps these pointers: literals live as long as the plugin

  const auto add = [&](const char *style, const char *name, const char *info) {
    plugin.style = style;
    plugin.name = name;
    plugin.info = info;
    (*register_plugin)(&plugin, lmp);
  };
  const auto add_pair = [&](const char *name, const char *info, Pair *(*create)(LAMMPS *) ) {
    plugin.creator.v1 = (lammpsplugin_factory1 *) create;
    add("pair", name, info);
  };

  add_pair("lj/hop", "learn2hop pair style lj/hop", &pair<PairLJHop>);
  add_pair("gupta/hop", "learn2hop pair style gupta/hop", &pair<PairGuptaHop>);
  add_pair("sw/hop", "learn2hop pair style sw/hop", &pair<PairSWHop>);

  plugin.creator.v2 = (lammpsplugin_factory2 *) &compute_radial_hop_atom;
  add("compute", "radial/hop/atom", "learn2hop compute style radial/hop/atom");

  plugin.creator.v1 = (lammpsplugin_factory1 *) &min_learned;
  add("min", "learned", "learn2hop minimize style learned");
}
