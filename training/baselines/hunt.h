/* SPDX-License-Identifier: GPL-2.0-only */
/* One hunt for a low minimum by a method that is not learned: it counts every force evaluation, keeps the lowest
   minimum and says when to stop. Methods work in multiples of the system's two scales, mass 1; the hunt converts. */
#ifndef L2H_HUNT_H
#define L2H_HUNT_H

#include <stdbool.h>

#include "base/random.h"
#include "systems/starts.h"

struct l2h_hunt {
  struct l2h_system system; /* in its own scales, but for known_minimum */
  double energy_scale, length_scale;
  long budget, evaluations;
  bool until_found; /* stop as soon as the known global minimum is met */
  bool found;
  double lowest;  /* energy of the lowest minimum met, in energy scales; INFINITY before the first */
  double *best;   /* [atoms][3], in length scales: where that is */
  double *memory; /* the one allocation */
  struct l2h_stream stream;
  uint32_t drawn; /* random numbers taken from it */
};

/* Room for a hunt on this system. 0, or -1 when memory is short. */
int l2h_hunt_create(struct l2h_hunt *hunt, const struct l2h_system *system, struct l2h_error *error);
void l2h_hunt_free(struct l2h_hunt *hunt);

/* Begins at a start: its positions, in length scales, into x[atoms][3]. Nothing is forgotten but the evaluations, if
   `afresh`; the random numbers are those of this start alone. */
void l2h_hunt_begin(struct l2h_hunt *hunt, const struct l2h_start *start, bool afresh, double *x);

/* Energy and gradient at x, counted. */
double l2h_hunt_force(struct l2h_hunt *hunt, const double *x, double *gradient);

/* Quenches x to a minimum (training/evaluation/quench.h) and takes note of it. Returns its energy. */
double l2h_hunt_quench(struct l2h_hunt *hunt, double *x);
/* The same to a gradient of `rms`, in one L-BFGS run. */
double l2h_hunt_quench_loosely(struct l2h_hunt *hunt, double rms, double *x);
/* Takes note of a minimum found by other means. */
void l2h_hunt_note(struct l2h_hunt *hunt, double energy, const double *x);

/* Whether the budget is spent, or the hunt has found what it is after. */
bool l2h_hunt_over(const struct l2h_hunt *hunt);

/* The next random numbers: uniform in (0, 1), normal with variance 1. */
void l2h_hunt_uniform(struct l2h_hunt *hunt, int count, double *values);
void l2h_hunt_normal(struct l2h_hunt *hunt, int count, double *values);

#endif
