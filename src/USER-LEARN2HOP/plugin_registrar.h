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

// Hands styles over to the LAMMPS that loads the plugin.

#ifndef LMP_PLUGIN_REGISTRAR_H
#define LMP_PLUGIN_REGISTRAR_H

#include "lammpsplugin.h"
#include "pointers.h"

namespace LAMMPS_NS {

class PluginRegistrar : protected Pointers {
 public:
  PluginRegistrar(class LAMMPS *_lmp, const char *version, void *handle, void *_add) :
      Pointers(_lmp), plugin(), add((lammpsplugin_regfunc) _add)
  {
    plugin.version = version;
    plugin.author = "the learn2hop developers";
    plugin.handle = handle;
  }

  // LAMMPS keeps the words: literals live as long as the plugin.

  template <class Style> void add_pair(const char *name, const char *info) { add_v1("pair", name, info, &create<Pair, Style>); }
  template <class Style> void add_min(const char *name, const char *info) { add_v1("min", name, info, &create<Min, Style>); }
  template <class Style> void add_compute(const char *name, const char *info)
  {
    plugin.creator.v2 = (lammpsplugin_factory2 *) &create_with_words<Compute, Style>;
    register_as("compute", name, info);
  }

 private:
  lammpsplugin_t plugin;
  lammpsplugin_regfunc add;

  template <class Base, class Style> static Base *create(LAMMPS *lmp) { return new Style(lmp); }
  template <class Base, class Style> static Base *create_with_words(LAMMPS *lmp, int narg, char **arg)
  {
    return new Style(lmp, narg, arg);
  }
  template <class Factory> void add_v1(const char *style, const char *name, const char *info, Factory *factory)
  {
    plugin.creator.v1 = (lammpsplugin_factory1 *) factory;
    register_as(style, name, info);
  }
  void register_as(const char *style, const char *name, const char *info)
  {
    plugin.style = style;
    plugin.name = name;
    plugin.info = info;
    (*add)(&plugin, lmp);
  }
};

}    // namespace LAMMPS_NS

#endif
