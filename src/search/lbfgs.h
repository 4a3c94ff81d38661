/* SPDX-License-Identifier: GPL-2.0-only */
/* The quench: L-BFGS (Liu and Nocedal 1989; Nocedal and Wright, Numerical Optimization, algorithm 7.4) that costs one
   evaluation an iteration, by ask and tell. No line search: the step is bounded, and taken back only where the energy
   rises. Works on any vector of coordinates, three an atom, in any units in which a bond is about 1 long and about 1
   deep.

   Deviations from the book: no Wolfe conditions, so a pair of differences with s.y <= 0 is left out and those before it
   forgotten; a direction that would go uphill is turned round; the first step is along the gradient, scaled by
   L2H_LBFGS_FIRST; the greatest move of an atom is L2H_LBFGS_REACH; a step that raises the energy by more than
   L2H_LBFGS_RISE is cut to a fifth, at most L2H_LBFGS_CUTS times, and then taken all the same. Guided by springs
   (springs.h), the first such step from a point is told to the differences, for a new direction from there, and others
   are cut to the least of a cubic. */
#ifndef L2H_LBFGS_H
#define L2H_LBFGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define L2H_LBFGS_VECTORS 8
#define L2H_LBFGS_FIRST 0.0016
#define L2H_LBFGS_REACH 0.356
#define L2H_LBFGS_RISE 1e-4
#define L2H_LBFGS_CUTS 6

enum l2h_lbfgs_status {
  L2H_LBFGS_RUNNING = 0, /* evaluate `trial` */
  L2H_LBFGS_CONVERGED,   /* RMS of the gradient below what was asked */
  L2H_LBFGS_EXHAUSTED,   /* the iterations are used up */
  L2H_LBFGS_FAILED,      /* no finite energy at the start, or none on the way from the last point */
};

/* The numbers of a run; its vectors are one array of doubles. Both together can be copied at any time. */
struct l2h_lbfgs {
  double gradient_rms; /* that ends it */
  double iterations_left;
  double energy;                 /* at `position` */
  double step;                   /* share of the direction that the trial goes */
  double slope;                  /* of the energy along the direction */
  double rho[L2H_LBFGS_VECTORS]; /* 1 / s.y */
  int64_t kept;                  /* pairs s, y ever kept: the last L2H_LBFGS_VECTORS are there */
  int64_t cuts;                  /* of this step */
  int64_t started;               /* whether energy and gradient at `position` are known */
  int64_t status;                /* enum l2h_lbfgs_status */
};

/* Doubles of the array for `coordinates` coordinates (0 at first, aligned to 64 bytes for speed), and its vectors. */
size_t l2h_lbfgs_doubles(int coordinates);
struct l2h_lbfgs_vectors {
  double *position; /* where the run stands, and at its end has ended */
  double *gradient; /* there */
  double *trial;    /* to be evaluated while it runs */
  double *direction, *told;
  double *s, *y;               /* differences of positions and gradients, L2H_LBFGS_VECTORS of each */
  struct l2h_springs *springs; /* that scale the steps, or NULL */
};
struct l2h_lbfgs_vectors l2h_lbfgs_place(double *array, int coordinates);

/* A run from `start`[coordinates]: the first trial is the start. It ends when the RMS of the gradient is below
   `gradient_rms`, or after so many iterations. */
void l2h_lbfgs_begin(struct l2h_lbfgs *run, double *array, int coordinates, const double *start, double gradient_rms,
                     double iterations);

/* Goes on from where a run has ended, with other bounds: no evaluation is spent on what is known already. `forget` the
   differences where run->energy and the gradient have since become those of another function. springs: that guide it
   (springs.h), or NULL. */
enum l2h_lbfgs_status l2h_lbfgs_go_on(struct l2h_lbfgs *run, double *array, int coordinates,
                                      struct l2h_springs *springs, double gradient_rms, double iterations, bool forget);

/* Takes energy and gradient[coordinates] at the trial. NaN and infinity count as a rise. Returns the status: while it
   is running, there is a new trial. */
enum l2h_lbfgs_status l2h_lbfgs_tell(struct l2h_lbfgs *run, double *array, int coordinates, struct l2h_springs *springs,
                                     double energy, const double *gradient);

#ifdef __cplusplus
}
#endif
#endif
