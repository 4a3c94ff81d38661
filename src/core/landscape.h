/* SPDX-License-Identifier: GPL-2.0-only */
/* A landscape: which potential, with which numbers, in which cell. What every host's force loops are given. */
#ifndef L2H_LANDSCAPE_H
#define L2H_LANDSCAPE_H

#include "core/gupta.h"
#include "core/species.h"
#include "core/sw.h"

/* Whose formula it is. Every switch over it names all of them and has no default, so that the compiler points at what a
   new one lacks. */
enum l2h_potential_kind {
  L2H_LJ,
  L2H_GUPTA,
  L2H_SW,
  L2H_LAMMPS, /* no formula here: LAMMPS computes it, and no kernel of this project is ever given it */
};

/* Lengths and energies in one system of units, either the potential's own (LJ: epsilon and d0, else Angstrom and eV) or
   multiples of a length and an energy scale. */
struct l2h_landscape {
  enum l2h_potential_kind kind;
  int species;    /* 1 for LJ and SW */
  double epsilon; /* LJ: depth of the well; LAMMPS: one energy unit of the script */
  double d0;      /* LJ: where it lies; LAMMPS: one length unit */
  struct l2h_gupta_parameters gupta[L2H_MAX_SPECIES][L2H_MAX_SPECIES];
  struct l2h_sw_parameters sw;
  double cell; /* edge of the cubic periodic cell; 0: a cluster in free space */
  double core; /* pairs closer than this are taken there, so that no wild step ends in infinities */
};

/* The same landscape measured in a length and an energy scale: energies come out divided by `energy`. */
L2H_FN struct l2h_landscape l2h_landscape_scaled(const struct l2h_landscape *landscape, double length, double energy)
{
  struct l2h_landscape scaled = *landscape;
  scaled.epsilon /= energy;
  scaled.d0 /= length;
  for (int s = 0; s < landscape->species; s++)
    for (int t = 0; t < landscape->species; t++) {
      scaled.gupta[s][t].d0 /= length;
      scaled.gupta[s][t].a /= energy;
      scaled.gupta[s][t].xi /= energy;
    }
  scaled.sw.sigma /= length;
  scaled.sw.epsilon /= energy;
  scaled.cell /= length;
  scaled.core /= length;
  return scaled;
}

#endif
