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

#include "kokkos_styles.h"

#include "compute_radial_hop_atom_kokkos.h"
#include "min_learned_kokkos.h"
#include "pair_gupta_hop_kokkos.h"
#include "pair_lj_hop_kokkos.h"
#include "pair_sw_hop_kokkos.h"

#include "USER-LEARN2HOP/plugin_registrar.h"

#include "error.h"
#include "library.h"

using namespace LAMMPS_NS;

#if defined(LMP_KOKKOS_SINGLE_SINGLE)
static constexpr char PRECISION[] = "single";
#elif defined(LMP_KOKKOS_SINGLE_DOUBLE)
static constexpr char PRECISION[] = "mixed";
#else
static constexpr char PRECISION[] = "double";
#endif

#ifdef LMP_KOKKOS_LAYOUT_LEGACY
static constexpr char LAYOUT[] = "legacy";
#else
static constexpr char LAYOUT[] = "default";
#endif

/* ----------------------------------------------------------------------
   the host answers for itself; views of another type would crash later
------------------------------------------------------------------------- */

static void check(LAMMPS *lmp, const char *category, const char *setting)
{
  if (lammps_config_accelerator("KOKKOS", category, setting)) return;
  lmp->error->all(FLERR, "learn2hopplugin.so was built for a LAMMPS whose KOKKOS package has {} {}, and this one's has "
                  "another: build it against this LAMMPS", category, setting);
}

/* ---------------------------------------------------------------------- */

void LAMMPS_NS::add_kokkos_styles(PluginRegistrar &plugin, LAMMPS *lmp)
{
  check(lmp, "precision", PRECISION);
  check(lmp, "layout", LAYOUT);

  plugin.add_pair<PairLJHopKokkos<LMPDeviceType>>("lj/hop/kk", "learn2hop pair style lj/hop, Kokkos");
  plugin.add_pair<PairLJHopKokkos<LMPDeviceType>>("lj/hop/kk/device", "learn2hop pair style lj/hop, Kokkos");
  plugin.add_pair<PairLJHopKokkos<LMPHostType>>("lj/hop/kk/host", "learn2hop pair style lj/hop, Kokkos on the host");

  plugin.add_pair<PairGuptaHopKokkos<LMPDeviceType>>("gupta/hop/kk", "learn2hop pair style gupta/hop, Kokkos");
  plugin.add_pair<PairGuptaHopKokkos<LMPDeviceType>>("gupta/hop/kk/device", "learn2hop pair style gupta/hop, Kokkos");
  plugin.add_pair<PairGuptaHopKokkos<LMPHostType>>("gupta/hop/kk/host", "learn2hop pair style gupta/hop, Kokkos on the host");

  plugin.add_pair<PairSWHopKokkos<LMPDeviceType>>("sw/hop/kk", "learn2hop pair style sw/hop, Kokkos");
  plugin.add_pair<PairSWHopKokkos<LMPDeviceType>>("sw/hop/kk/device", "learn2hop pair style sw/hop, Kokkos");
  plugin.add_pair<PairSWHopKokkos<LMPHostType>>("sw/hop/kk/host", "learn2hop pair style sw/hop, Kokkos on the host");

  typedef ComputeRadialHopAtomKokkos<LMPDeviceType> RadialDevice;
  typedef ComputeRadialHopAtomKokkos<LMPHostType> RadialHost;
  plugin.add_compute<RadialDevice>("radial/hop/atom/kk", "learn2hop compute style radial/hop/atom, Kokkos");
  plugin.add_compute<RadialDevice>("radial/hop/atom/kk/device", "learn2hop compute style radial/hop/atom, Kokkos");
  plugin.add_compute<RadialHost>("radial/hop/atom/kk/host", "learn2hop compute style radial/hop/atom, Kokkos on the host");

  plugin.add_min<MinLearnedKokkos>("learned/kk", "learn2hop minimize style learned, Kokkos");
  plugin.add_min<MinLearnedKokkos>("learned/kk/device", "learn2hop minimize style learned, Kokkos");
  plugin.add_min<MinLearnedKokkos>("learned/kk/host", "learn2hop minimize style learned, Kokkos");
}
