/* SPDX-License-Identifier: GPL-2.0-only */
/* What eval and trace share: the options that name weights and make them fit a system, and reading them. */
#ifndef L2H_FITTED_WEIGHTS_H
#define L2H_FITTED_WEIGHTS_H

#include "base/options.h"
#include "base/world.h"
#include "evaluation/fit.h"

struct l2h_fitted_weights {
  const char *file; /* as on the command line; NULL: not given */
  struct l2h_fit fit;
  bool any_horizon;
};

/* Rows of an option table, for a struct l2h_fitted_weights at `w`. */
#define L2H_FITTED_WEIGHTS_OPTIONS(w)                                                                                 \
  {"weights", L2H_TEXT, &(w)->file, 0, 0, NULL}, {"length-scale", L2H_NUMBER, &(w)->fit.length, 0, 0, NULL},          \
    {"energy-scale", L2H_NUMBER, &(w)->fit.energy, 0, 0, NULL}, {"species", L2H_TEXT, &(w)->fit.species, 0, 0, NULL}, \
  {                                                                                                                   \
    "any-horizon", L2H_SWITCH, &(w)->any_horizon, 0, 0, NULL                                                          \
  }

/* Their lines of a help text, without --weights. */
#define L2H_FITTED_WEIGHTS_HELP                                                                                        \
  "    --length-scale L   length of the network's inputs and moves, in the system's units (default: the weights' "     \
  "where\n"                                                                                                            \
  "                       both are in the same units, else the system's)\n"                                            \
  "    --energy-scale E   energy of its inputs, likewise\n"                                                            \
  "    --species S1,S2... which species of the weights each of the system's is (default: species 1 is 1, ...)\n"       \
  "    --any-horizon      weights that are not told their progress are good for one T only, and another is refused:\n" \
  "                       this takes it all the same\n"

/* Reads the file on rank 0, for all, and makes the weights fit. *steps, if 0, becomes the horizon that they were
   trained for. All ranks call it. 0, or -1 with a message. */
int l2h_fitted_weights_read(const struct l2h_world *world, const struct l2h_fitted_weights *wanted,
                            const struct l2h_system *system, long *steps, struct l2h_weights *weights,
                            struct l2h_error *error);

#endif
