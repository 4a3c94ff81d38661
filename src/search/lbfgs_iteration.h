/* SPDX-License-Identifier: GPL-2.0-only */
/* What the quench does with an answer, over vectors that lie with whoever includes this: in a CPU's registers
   (lbfgs.c), or among the lanes of a GPU's warp (cuda/warp_vectors.cuh). Sums have L2H_LANES parts in the order of
   vectors.h everywhere, so the same answers give the same bits.

   The includer has defined L2H_LBFGS_FN, the words before a function; L2H_EACH(i, n), a loop over the numbers of a
   vector; the products of vectors.h; l2h_longest_square() and l2h_greatest(), as in lbfgs.c; the functions of
   springs.h. A number of a vector is the same lane's in all of these but l2h_longest_square() and those of springs, so
   that no lane waits for another. */
#ifndef L2H_LBFGS_ITERATION_H
#define L2H_LBFGS_ITERATION_H

#include <math.h>

#include "search/lanes.h"
#include "search/lbfgs.h"

#define L2H_LBFGS_CUT 0.2 /* of a step that raises the energy */
/* of such a step of a guided quench: the rise up to which it is told to the differences (beyond it, a wall hides all
   else), and the bounds of what is left of it */
#define L2H_LBFGS_LEARN 20
#define L2H_LBFGS_LEAST 0.1
#define L2H_LBFGS_MOST 0.5

#define L2H_LBFGS_SPRING_FIRST 0.014 /* the move over that of the springs, where nothing is known of their scale */
#define L2H_LBFGS_SPRING_PAIRS                                                           \
  2 /* newest pairs of differences that say how stiff they are: the stiffest is believed \
     */

L2H_LBFGS_FN enum l2h_lbfgs_status l2h_lbfgs_end(struct l2h_lbfgs *run, enum l2h_lbfgs_status status)
{
  run->status = status;
  return status;
}

/* Where the newest pair of differences is, or the next one is to be. */
L2H_LBFGS_FN size_t l2h_lbfgs_slot(int64_t number, int n)
{
  return (size_t)(number % L2H_LBFGS_VECTORS) * (size_t)n;
}

/* Where there are springs, p becomes their answer to it, by the kept differences of positions, newest first, and their
   rho. Returns whether it has. */
L2H_LBFGS_FN bool l2h_lbfgs_yield(const struct l2h_lbfgs_vectors *v, int kept, const double *const *s,
                                  const double *rho, double *p)
{
  double scale = L2H_LBFGS_SPRING_FIRST;
  if (!v->springs)
    return false;
  l2h_springs_make(v->springs, v->position);
  for (int k = 0; k < kept && k < L2H_LBFGS_SPRING_PAIRS; k++) {
    const double known = rho[k] * l2h_springs_work(v->springs, s[k]);
    scale = k == 0 || known < scale ? known : scale;
  }
  l2h_springs_yield(v->springs, scale, p);
  return true;
}

/* Minus the inverse Hessian, as the kept differences know it, times the gradient (algorithm 7.4: back through the
   differences, a scale, and forth). Each pass makes the product that the next one needs; `curvature` is that of the
   newest y with itself. Returns its slope. */
L2H_LBFGS_FN double l2h_lbfgs_direction(const struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n,
                                        double curvature)
{
  const int kept = run->kept < L2H_LBFGS_VECTORS ? (int)run->kept : L2H_LBFGS_VECTORS;
  double share[L2H_LBFGS_VECTORS], *const p = v->direction;
  const double *s[L2H_LBFGS_VECTORS], *y[L2H_LBFGS_VECTORS]; /* newest first */
  double rho[L2H_LBFGS_VECTORS], product, slope;
  for (int k = 0; k < kept; k++) {
    s[k] = v->s + l2h_lbfgs_slot(run->kept - 1 - k, n);
    y[k] = v->y + l2h_lbfgs_slot(run->kept - 1 - k, n);
    rho[k] = run->rho[(run->kept - 1 - k) % L2H_LBFGS_VECTORS];
  }
  const double scale = kept > 0 ? 1 / (rho[0] * curvature) : L2H_LBFGS_FIRST;
  product = l2h_negate_dot(n, v->gradient, p, kept > 0 ? s[0] : v->gradient);
  for (int k = 0; k < kept; k++) {
    share[k] = rho[k] * product;
    product = l2h_add_dot(n, -share[k], y[k], p, k + 1 < kept ? s[k + 1] : y[k]);
  }
  if (l2h_lbfgs_yield(v, kept, s, rho, p)) {
    product = kept > 0 ? l2h_dot(n, p, y[kept - 1]) : 0;
  } else {
    L2H_EACH(i, n)
    p[i] *= scale;
    product *= scale; /* with the oldest y */
  }
  slope = kept > 0 ? 0 : l2h_dot(n, p, v->gradient);
  for (int k = kept - 1; k >= 0; k--) {
    const double *const next = k > 0 ? y[k - 1] : v->gradient;
    product = slope = l2h_add_dot(n, share[k] - rho[k] * product, s[k], p, next);
  }
  if (slope > 0)
    L2H_EACH(i, n)
  p[i] = -p[i];
  return slope > 0 ? -slope : slope;
}

/* The greatest move of an atom, if it is above L2H_LBFGS_REACH; where it is not, anything up to that. */
L2H_LBFGS_FN double l2h_lbfgs_longest(int n, const double *p)
{
  const double all = l2h_dot(n, p, p);
  if (all <= L2H_LBFGS_REACH * L2H_LBFGS_REACH)
    return 0;
  const double most = l2h_longest_square(n, p);
  return isfinite(all) ? sqrt(most) : INFINITY;
}

L2H_LBFGS_FN void l2h_lbfgs_set_trial(const struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n)
{
  L2H_EACH(i, n)
  v->trial[i] = v->position[i] + run->step * v->direction[i];
}

/* Down the gradient as far as an atom may go: where numbers near the ends of the range of doubles make no direction. */
L2H_LBFGS_FN void l2h_lbfgs_fall_back(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n)
{
  const double greatest = l2h_greatest(n, v->gradient);
  L2H_EACH(i, n)
  v->direction[i] = -v->gradient[i] / greatest * (0.5 * L2H_LBFGS_REACH);
  run->kept = 0;
  run->slope = l2h_dot(n, v->direction, v->gradient);
  run->step = 1;
}

/* The trial by a new direction, no farther than an atom may go; `curvature` is that of the newest y. */
L2H_LBFGS_FN enum l2h_lbfgs_status l2h_lbfgs_aim(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n,
                                                 double curvature)
{
  run->slope = l2h_lbfgs_direction(run, v, n, curvature);
  const double length = l2h_lbfgs_longest(n, v->direction);
  run->step = length > L2H_LBFGS_REACH ? L2H_LBFGS_REACH / length : 1;
  if (!isfinite(length) || !isfinite(run->slope))
    l2h_lbfgs_fall_back(run, v, n);
  l2h_lbfgs_set_trial(run, v, n);
  return l2h_lbfgs_end(run, L2H_LBFGS_RUNNING);
}

/* Whether a run goes on from a point whose energy and gradient are known, or how it ends there. `steepness` is the
   product of the gradient with itself. */
L2H_LBFGS_FN enum l2h_lbfgs_status l2h_lbfgs_judge(struct l2h_lbfgs *run, int coordinates, double steepness)
{
  if (sqrt(steepness / coordinates) < run->gradient_rms)
    return l2h_lbfgs_end(run, L2H_LBFGS_CONVERGED);
  if (run->iterations_left < 1)
    return l2h_lbfgs_end(run, L2H_LBFGS_EXHAUSTED);
  run->iterations_left--;
  run->cuts = 0;
  return L2H_LBFGS_RUNNING;
}

/* Goes to the trial, and keeps the pair of differences from the last point to it; returns the product of that y with
   itself. One without positive curvature is of no use, and says that the pairs before it are of another region: where
   they are of a wall, their steps would stay short for ever. */
L2H_LBFGS_FN double l2h_lbfgs_move(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n, double slope)
{
  const double curvature = run->step * (slope - run->slope);
  if (!(run->started && curvature > 1e-12 && isfinite(curvature))) {
    run->kept = 0;
    L2H_EACH(i, n)
    {
      v->position[i] = v->trial[i];
      v->gradient[i] = v->told[i];
    }
    return 0;
  }
  double *const s = v->s + l2h_lbfgs_slot(run->kept, n), *const y = v->y + l2h_lbfgs_slot(run->kept, n);
  run->rho[run->kept % L2H_LBFGS_VECTORS] = 1 / curvature;
  run->kept++;
  l2h_subtract_move(n, v->trial, v->position, s);
  return l2h_subtract_move(n, v->told, v->gradient, y);
}

/* From a trial that raises the energy, where its slope is `slope`: the pair of differences to it says how stiff that
   direction is, for a new one from the same point. Returns the product of that y with itself. */
L2H_LBFGS_FN double l2h_lbfgs_learn(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n, double slope)
{
  double *const s = v->s + l2h_lbfgs_slot(run->kept, n), *const y = v->y + l2h_lbfgs_slot(run->kept, n);
  run->rho[run->kept % L2H_LBFGS_VECTORS] = 1 / (run->step * (slope - run->slope));
  run->kept++;
  L2H_EACH(i, n)
  {
    s[i] = v->trial[i] - v->position[i];
    y[i] = v->told[i] - v->gradient[i];
  }
  return l2h_dot(n, y, y);
}

/* The share of such a step that is left: to the least of the cubic through both ends (Nocedal and Wright, 3.59). */
L2H_LBFGS_FN double l2h_lbfgs_cut(const struct l2h_lbfgs *run, double energy, double slope)
{
  const double a = slope + run->slope - 3 * (energy - run->energy) / run->step, square = a * a - slope * run->slope,
               root = square > 0 ? sqrt(square) : 0, share = 1 - (slope + root - a) / (slope - run->slope + 2 * root);
  if (!isfinite(share))
    return L2H_LBFGS_CUT;
  return share < L2H_LBFGS_LEAST ? L2H_LBFGS_LEAST : share > L2H_LBFGS_MOST ? L2H_LBFGS_MOST : share;
}

/* Takes the energy at the trial, whose gradient is v->told; l2h_lbfgs_tell() says what it returns. */
L2H_LBFGS_FN enum l2h_lbfgs_status l2h_lbfgs_take(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v,
                                                  int coordinates, double energy)
{
  const int n = L2H_PADDED(coordinates);
  double slope;
  const double steepness = l2h_dot_two(n, v->told, v->told, v->direction, &slope);
  /* one test for all: a NaN or an infinity in the gradient is one in its square */
  const bool finite = isfinite(energy) && isfinite(steepness);
  double curvature;
  if (run->started && !(finite && energy <= run->energy + L2H_LBFGS_RISE) && run->cuts < L2H_LBFGS_CUTS) {
    run->cuts++;
    const bool told = finite && v->springs;
    if (!(told && run->cuts == 1 && slope > 0 && energy < run->energy + L2H_LBFGS_LEARN)) {
      run->step *= told ? l2h_lbfgs_cut(run, energy, slope) : L2H_LBFGS_CUT;
      l2h_lbfgs_set_trial(run, v, n);
      return l2h_lbfgs_end(run, L2H_LBFGS_RUNNING);
    }
    curvature = l2h_lbfgs_learn(run, v, n, slope);
  } else {
    if (!finite)
      return l2h_lbfgs_end(run, L2H_LBFGS_FAILED);
    curvature = l2h_lbfgs_move(run, v, n, slope);
    run->started = 1;
    run->energy = energy;
    if (l2h_lbfgs_judge(run, coordinates, steepness) != L2H_LBFGS_RUNNING)
      return (enum l2h_lbfgs_status)run->status;
  }
  return l2h_lbfgs_aim(run, v, n, curvature);
}

#endif
