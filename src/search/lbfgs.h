/* SPDX-License-Identifier: GPL-2.0-only */
/* The quench: L-BFGS (Liu and Nocedal 1989; Nocedal and Wright, Numerical Optimization, algorithm 7.4) that costs one
   evaluation an iteration, by ask and tell. No line search: the step is bounded, and taken back only where the energy
   rises. Works on any vector of coordinates, three an atom, in any units in which a bond is about 1 long and about 1
   deep.

   Deviations from the book: no Wolfe conditions, so a pair of differences with s.y <= 0 is left out; a direction that
   would go uphill is turned round; the first step is along the gradient, scaled by L2H_LBFGS_FIRST; the greatest move of
   an atom is L2H_LBFGS_REACH; a step that raises the energy by more than L2H_LBFGS_RISE is cut to a fifth, at most
   L2H_LBFGS_CUTS times, and then taken all the same, with the memory forgotten. */
#ifndef L2H_LBFGS_H
#define L2H_LBFGS_H

#include <stdbool.h>
#include <stddef.h>

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
  L2H_LBFGS_EXHAUSTED,   /* iterations used up, or no step lowers the energy any more: as good as it gets */
  L2H_LBFGS_FAILED,      /* no finite energy at the start, or none within reach of the last point */
};

/* All numbers of a run are here and in one array of doubles, so that it can be copied at any time. */
struct l2h_lbfgs {
  double gradient_rms;      /* that ends it */
  double iterations_left;
  double energy;            /* at `position` */
  double step;              /* share of the direction that `trial` took */
  double slope;             /* of the energy along the direction, negative */
  double rho[L2H_LBFGS_VECTORS];
  double kept, cuts;        /* pairs remembered so far, cuts of this step */
  double status;            /* enum l2h_lbfgs_status; a double as all else, so that a copy has no padding */
  double started;           /* whether energy and gradient at `position` are known */
};

/* Doubles of the array for `coordinates` coordinates, and its vectors, [coordinates] each. */
size_t l2h_lbfgs_doubles(int coordinates);
struct l2h_lbfgs_vectors {
  double *position;  /* the best known point of the run: where it stands */
  double *gradient;  /* there */
  double *trial;     /* to be evaluated */
  double *direction;
  double *s, *y;     /* [L2H_LBFGS_VECTORS][coordinates] */
};
struct l2h_lbfgs_vectors l2h_lbfgs_place(double *array, int coordinates);

/* A run from `start`[coordinates] (may be the array's own position): the first trial is the start. */
void l2h_lbfgs_begin(struct l2h_lbfgs *run, double *array, int coordinates, const double *start, double gradient_rms,
                     double iterations);

/* The same where energy and gradient of `position` are known already, which saves an evaluation: goes on from a run's
   end with other bounds, and keeps its memory. */
enum l2h_lbfgs_status l2h_lbfgs_go_on(struct l2h_lbfgs *run, double *array, int coordinates, double gradient_rms,
                                      double iterations);

/* Energy and gradient[coordinates] at the trial. NaN and infinity count as a rise. Returns the status; while it is
   running there is a new trial, at the end position, energy and gradient are those of the end. */
enum l2h_lbfgs_status l2h_lbfgs_tell(struct l2h_lbfgs *run, double *array, int coordinates, double energy,
                                     const double *gradient);

#ifdef __cplusplus
}
#endif
#endif
