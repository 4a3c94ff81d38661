/* SPDX-License-Identifier: GPL-2.0-only */
/* The baselines: optimizers that are not learned. Each is one file, which says in a table what it is and which
   parameters it has; options, parameter files, tuning and help texts follow from it. All parameters are in multiples of
   the system's length and energy scales, mass 1. */
#ifndef L2H_REGISTRY_H
#define L2H_REGISTRY_H

#include "base/options.h"
#include "baselines/run.h"

/* Every baseline there is, in the order of help texts. A new one is its file, its line here and its line in
   training/CMakeLists.txt. */
#define L2H_BASELINE_TABLE(X) \
  X(adam)                     \
  X(fire)                     \
  X(basin_hopping)            \
  X(basin_hopping_lbfgs)      \
  X(hops_by_hand)             \
  X(sign_anneal)              \
  X(langevin_anneal)

#define L2H_BASELINE_PARAMETERS 64

/* How tuning walks along a parameter: not at all; by its logarithm; by the logarithm of what is left to 1. */
enum l2h_walk { L2H_FIXED, L2H_BY_LOGARITHM, L2H_BY_REST };

struct l2h_baseline_parameter {
  const char *name, *help;
  double usual, least, most;
  enum l2h_walk walk;
};

struct l2h_baseline {
  const char *name, *summary;
  struct l2h_baseline_parameter parameter[L2H_BASELINE_PARAMETERS]; /* ends with a NULL name, or is full */
  const char *grid; /* name=value,value,...: what tuning begins with (baselines/grid.h) */
  int arrays;       /* of [3 atoms] numbers that search() works in, at least 1 */
  /* Moves x[3 atoms]. Minima on the way go to the run. room[arrays][3 atoms] holds anything at first. */
  void (*search)(struct l2h_run *run, const double *parameter, double *x, double *room);
  /* Changes the usual parameters to what suits this system's landscape; NULL: nothing to change. */
  void (*suit)(const struct l2h_system *system, double *parameter);
  bool hops; /* searches until the run is over, else once over its budget, and is then quenched */
};

#define L2H_ROW(name) extern const struct l2h_baseline l2h_baseline_##name;
L2H_BASELINE_TABLE(L2H_ROW)
#undef L2H_ROW

/* The i-th, NULL after the last. */
const struct l2h_baseline *l2h_baseline_at(int i);
/* By name, or NULL with a message that says what there is; name NULL: none was given. */
const struct l2h_baseline *l2h_baseline_named(const char *name, struct l2h_error *error);

int l2h_baseline_parameters(const struct l2h_baseline *baseline);
/* What serves this system (NULL: any) where nothing else is said. */
void l2h_baseline_defaults(const struct l2h_baseline *baseline, const struct l2h_system *system, double *parameter);
/* `name=value` into its place. 0, or -1 with a message that names what there is. */
int l2h_baseline_set(const struct l2h_baseline *baseline, const char *assignment, double *parameter,
                     struct l2h_error *error);
/* All that --set was given. */
int l2h_baseline_set_all(const struct l2h_baseline *baseline, const struct l2h_texts *assignments, double *parameter,
                         struct l2h_error *error);

#endif
