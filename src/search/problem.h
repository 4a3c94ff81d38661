/* SPDX-License-Identifier: GPL-2.0-only */
/* What is searched: some atoms, which of them may move, the box they live in, and the two scales that everything
   inside the search is measured in. It knows no potential: energies and gradients come from the host. */
#ifndef L2H_SEARCH_PROBLEM_H
#define L2H_SEARCH_PROBLEM_H

#include <stdbool.h>

#include "core/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Lengths and energies in the host's units. Arrays are the host's own, read only while a walker is created. Set all to
   0 first ({0}): what is not set then has the meaning of "none". */
struct l2h_search_problem {
  int atoms;             /* N > 0 */
  int species;           /* how many species there are, 1 to L2H_MAX_SPECIES */
  const int *species_of; /* [atoms], each 0 to species - 1; NULL: all are species 0 */
  const bool *frozen;    /* [atoms], true where an atom must stay; NULL: all are free. At least one is free. */
  const double *start;   /* [atoms][3] to begin from; NULL: at random. Needed where atoms are frozen: it says where. */
  bool restart_from_start; /* begin again from the start, kicked, and not from random places; needs a start */
  double cell[3][3];       /* edge vectors a, b, c of the periodic cell; a vector of zeros: not periodic that way. All
                              zeros: a cluster in free space. */
  double origin[3]; /* a corner of the cell, or the centre of a cluster's random starts and of a free cluster that
                       has no start; with a start, a free cluster keeps the start's centre */
  double length;    /* length scale, > 0: distance of nearest neighbours, where a pair's well lies */
  double energy;    /* energy scale, > 0: depth of a pair's well, the energy of a bond */
};

/* 0, or -1 with what is wrong and how to mend it. l2h_walker_create() calls it. */
int l2h_search_problem_check(const struct l2h_search_problem *problem, struct l2h_error *error);

#ifdef __cplusplus
}
#endif
#endif
