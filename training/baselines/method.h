/* SPDX-License-Identifier: GPL-2.0-only */
/* The methods that are not learned, and their parameters: one table each, from which options, parameter files, tuning
   and help texts follow. All parameters are in multiples of the system's length and energy scales, mass 1. */
#ifndef L2H_METHOD_H
#define L2H_METHOD_H

#include "baselines/hunt.h"
#include "base/options.h"

#define L2H_MOST_PARAMETERS 10
#define L2H_MOST_GRID 6

/* How tuning walks along a parameter: not at all; by its logarithm; by the logarithm of what is left to 1. */
enum l2h_walk { L2H_FIXED, L2H_BY_LOGARITHM, L2H_BY_REST };

struct l2h_parameter {
  const char *name, *help;
  double usual, least, most;
  enum l2h_walk walk;
};

struct l2h_method {
  const char *name, *summary;
  struct l2h_parameter parameter[L2H_MOST_PARAMETERS]; /* ends with a NULL name, or is full */
  double grid[L2H_MOST_GRID]; /* values of the first parameter that tuning begins with; 0 ends */
  /* From x, in place. Minima on the way go to the hunt. */
  void (*run)(struct l2h_hunt *hunt, const double *parameter, double *x);
  bool hops; /* runs until the hunt is over, else once over its budget, and is then quenched */
};

extern const struct l2h_method l2h_method_adam, l2h_method_fire, l2h_method_basin_hopping,
  l2h_method_basin_hopping_lbfgs, l2h_method_sign_anneal, l2h_method_langevin_anneal;

/* The i-th, NULL behind the last. */
const struct l2h_method *l2h_method_at(int i);
/* By name, or NULL with a message that names all. */
const struct l2h_method *l2h_method_named(const char *name, struct l2h_error *error);

int l2h_method_parameters(const struct l2h_method *method);
void l2h_method_defaults(const struct l2h_method *method, double *parameter);
/* `name=value` into its place. 0, or -1 with a message that names what there is. */
int l2h_method_set(const struct l2h_method *method, const char *assignment, double *parameter, struct l2h_error *error);
/* All that --set was given. */
int l2h_method_set_all(const struct l2h_method *method, const struct l2h_texts *assignments, double *parameter,
                       struct l2h_error *error);

#endif
