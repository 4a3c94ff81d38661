/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of a baseline: it counts every force evaluation, keeps the lowest minimum and says when to stop. Baselines
   work in multiples of the system's two scales, mass 1; the run converts. */
#ifndef L2H_RUN_H
#define L2H_RUN_H

#include <stdbool.h>

#include "base/random.h"
#include "search/springs.h"
#include "systems/starts.h"

struct l2h_run {
  struct l2h_system system; /* in its own scales, except known_minimum */
  double energy_scale, length_scale;
  long budget, evaluations;
  bool until_found; /* stop as soon as the known global minimum is met */
  bool found;
  double lowest; /* energy of the lowest minimum met, in energy scales; INFINITY before the first */
  double *best;  /* [atoms][3], in length scales: where that is */
  double *room;  /* [arrays][3 atoms], the baseline's to work in */
  struct l2h_springs springs;
  void *memory; /* the one allocation */
  struct l2h_stream stream;
  uint64_t search_seed; /* of a baseline that draws by itself: the start's own, mixed with what the start is for */
  uint32_t drawn;       /* random numbers taken from it */
};

/* Room for runs on this system of a baseline that works in so many arrays of [3 atoms]: nothing that comes later takes
   memory. 0, or -1 with a message when it is short. */
int l2h_run_create(struct l2h_run *run, const struct l2h_system *system, int arrays, struct l2h_error *error);
void l2h_run_free(struct l2h_run *run);

/* Begins at a start: its positions, in length scales, into x[atoms][3]; no evaluations, no minimum. The random numbers
   are those of this start alone. */
void l2h_run_begin(struct l2h_run *run, const struct l2h_start *start, double *x);

/* Energy and gradient at x, counted. */
double l2h_run_force(struct l2h_run *run, const double *x, double *gradient);

/* Quenches x to a minimum (evaluation/quench.h) and notes it. Returns its energy. */
double l2h_run_quench(struct l2h_run *run, double *x);
/* The same to a gradient of `rms`, in one L-BFGS run, of free clusters with springs (search/springs.h) where asked. */
double l2h_run_quench_loosely(struct l2h_run *run, double rms, bool springs, double *x);
/* Notes a minimum found by other means. */
void l2h_run_note(struct l2h_run *run, double energy, const double *x);

/* Whether the budget is spent, or the run has found what it is after. */
bool l2h_run_over(const struct l2h_run *run);

/* The next random numbers: uniform in (0, 1), normal with variance 1. */
void l2h_run_uniform(struct l2h_run *run, int count, double *values);
void l2h_run_normal(struct l2h_run *run, int count, double *values);

#endif
