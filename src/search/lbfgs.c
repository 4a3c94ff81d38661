/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiled for each instruction set from CMakeLists.txt. Vectors are as long as the coordinates padded to a multiple of
   L2H_LANES; what is after the coordinates is 0 and stays 0. */
#include "search/lbfgs.h"

#include <math.h>
#include <string.h>

#include "search/springs.h"
#include "search/vectors.h"

#define L2H_LBFGS_FN static
#define L2H_EACH(i, n) for (int i = 0; i < (n); i++)

/* The greatest square of an atom's move. */
static double l2h_longest_square(int n, const double *p)
{
  double most = 0;
  for (int i = 0; i + 2 < n; i += 3) {
    const double square = p[i] * p[i] + p[i + 1] * p[i + 1] + p[i + 2] * p[i + 2];
    most = square > most ? square : most;
  }
  return most;
}

/* The greatest number, whatever its sign. */
static double l2h_greatest(int n, const double *x)
{
  double greatest = 0;
  for (int i = 0; i < n; i++)
    greatest = fmax(greatest, fabs(x[i]));
  return greatest;
}

#define SPRING_FIRST 0.014 /* the move over that of the springs, where nothing is known of their scale */

#define SPRING_PAIRS 2 /* newest pairs of differences that say how stiff they are: the stiffest is believed */

/* Where there are springs, p becomes their answer to it. */
static bool l2h_yield(const struct l2h_lbfgs_vectors *v, int kept, const double *const *s, const double *rho, double *p)
{
  struct l2h_springs *const springs = v->springs;
  double scale = SPRING_FIRST, work[SPRING_PAIRS];
  if (!springs)
    return false;
  l2h_springs_make(springs, v->position);
  const int pairs = kept < SPRING_PAIRS ? kept : SPRING_PAIRS;
  l2h_springs_works(springs, pairs, s, work);
  for (int k = 0; k < pairs; k++) {
    const double known = rho[k] * work[k];
    scale = k == 0 || known < scale ? known : scale;
  }
  l2h_springs_yield(springs, scale, p);
  return true;
}
#define L2H_LBFGS_GUIDED(v) ((v)->springs != NULL)
#define L2H_LBFGS_YIELD(v, kept, s, rho, p) l2h_yield(v, kept, s, rho, p)

#include "search/lbfgs_iteration.h"

enum l2h_lbfgs_status L2H_KERNEL(l2h_lbfgs_go_on)(struct l2h_lbfgs *run, double *array, int coordinates,
                                                  struct l2h_springs *springs, double gradient_rms, double iterations,
                                                  bool forget)
{
  struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  const int n = L2H_PADDED(coordinates);
  v.springs = springs;
  run->gradient_rms = gradient_rms;
  run->iterations_left = iterations;
  if (forget)
    run->kept = 0;
  const double *const newest = v.y + (run->kept > 0 ? l2h_lbfgs_slot(run->kept - 1, n) : 0);
  return l2h_lbfgs_next(run, &v, coordinates, l2h_dot(n, v.gradient, v.gradient), l2h_dot(n, newest, newest));
}

enum l2h_lbfgs_status L2H_KERNEL(l2h_lbfgs_tell)(struct l2h_lbfgs *run, double *array, int coordinates,
                                                 struct l2h_springs *springs, double energy, const double *gradient)
{
  struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  v.springs = springs;
  memcpy(v.told, gradient, sizeof(double) * (size_t)coordinates);
  return l2h_lbfgs_take(run, &v, coordinates, energy);
}
