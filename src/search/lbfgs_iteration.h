/* SPDX-License-Identifier: GPL-2.0-only */
/* What the quench does with an answer, over vectors that lie with whoever includes this: in a CPU's registers
   (lbfgs.c), or among the lanes of a GPU's warp (cuda/warp_vectors.cuh). Sums have L2H_LANES parts in the order of
   vectors.h everywhere, so the same answers give the same bits.

   The includer has defined L2H_LBFGS_FN, the words before a function; L2H_EACH(i, n), a loop over the numbers of a
   vector; the products of vectors.h; l2h_longest_square() and l2h_greatest(), as in lbfgs.c. A number
   of a vector is the same lane's in all of these but l2h_longest_square(), so that no lane waits for another. An answer
   goes to l2h_lbfgs_take(), and where that wants a new direction, l2h_lbfgs_back() begins it, springs may then make of
   v->direction their answer to it, and l2h_lbfgs_aim() ends it. */
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
/* newest pairs of differences that say how stiff the springs are: the stiffest is believed */
#define L2H_LBFGS_SPRING_PAIRS 2

/* Where the newest pair of differences is, or the next one is to be. */
L2H_LBFGS_FN size_t l2h_lbfgs_slot(int64_t number, int n)
{
  return (size_t)(number % L2H_LBFGS_VECTORS) * (size_t)n;
}

/* A direction on its way: pairs of differences, newest first, and what the way back through them has come to. */
struct l2h_lbfgs_way {
  int kept;
  const double *s[L2H_LBFGS_VECTORS], *y[L2H_LBFGS_VECTORS];
  double rho[L2H_LBFGS_VECTORS], share[L2H_LBFGS_VECTORS];
  double scale, product; /* of one for all; of the direction with the oldest y */
};

/* Minus the inverse Hessian, as the kept differences know it, times the gradient (algorithm 7.4: back through the
   differences, a scale, and forth). Each pass makes the product that the next one needs; `curvature` is that of the
   newest y with itself. This is the way back, into v->direction; then comes the scale, or what springs make of it. */
L2H_LBFGS_FN void l2h_lbfgs_back(const struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n,
                                 double curvature, struct l2h_lbfgs_way *way)
{
  const int kept = run->kept < L2H_LBFGS_VECTORS ? (int)run->kept : L2H_LBFGS_VECTORS;
  double product, *const p = v->direction;
  for (int k = 0; k < kept; k++) {
    way->s[k] = v->s + l2h_lbfgs_slot(run->kept - 1 - k, n);
    way->y[k] = v->y + l2h_lbfgs_slot(run->kept - 1 - k, n);
    way->rho[k] = run->rho[(run->kept - 1 - k) % L2H_LBFGS_VECTORS];
  }
  product = l2h_negate_dot(n, v->gradient, p, kept > 0 ? way->s[0] : v->gradient);
  for (int k = 0; k < kept; k++) {
    way->share[k] = way->rho[k] * product;
    product = l2h_add_dot(n, -way->share[k], way->y[k], p, k + 1 < kept ? way->s[k + 1] : way->y[k]);
  }
  way->kept = kept;
  way->scale = kept > 0 ? 1 / (way->rho[0] * curvature) : L2H_LBFGS_FIRST;
  way->product = product;
}

/* Pairs of differences that say how stiff the springs are. */
L2H_LBFGS_FN int l2h_lbfgs_spring_pairs(int64_t kept)
{
  return kept < L2H_LBFGS_SPRING_PAIRS ? (int)kept : L2H_LBFGS_SPRING_PAIRS;
}

/* The move over that of the springs, by what the springs say of the newest differences of positions: the product of
   each with what they pull it by. */
L2H_LBFGS_FN double l2h_lbfgs_spring_scale(const struct l2h_lbfgs_way *way, const double *work)
{
  double scale = L2H_LBFGS_SPRING_FIRST;
  for (int k = 0; k < l2h_lbfgs_spring_pairs(way->kept); k++) {
    const double known = way->rho[k] * work[k];
    scale = k == 0 || known < scale ? known : scale;
  }
  return scale;
}

/* Forth, where springs have already made of the direction their answer to it if `guided`. Returns its slope. */
L2H_LBFGS_FN double l2h_lbfgs_forth(const struct l2h_lbfgs_vectors *v, int n, const struct l2h_lbfgs_way *way,
                                    bool guided)
{
  const int kept = way->kept;
  double *const p = v->direction, product = way->product, slope;
  if (guided) {
    product = kept > 0 ? l2h_dot(n, p, way->y[kept - 1]) : 0;
  } else {
    L2H_EACH(i, n)
    p[i] *= way->scale;
    product *= way->scale;
  }
  slope = kept > 0 ? 0 : l2h_dot(n, p, v->gradient);
  for (int k = kept - 1; k >= 0; k--) {
    const double *const next = k > 0 ? way->y[k - 1] : v->gradient;
    product = slope = l2h_add_dot(n, way->share[k] - way->rho[k] * product, way->s[k], p, next);
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

/* The trial by the new direction that l2h_lbfgs_back() has begun, no farther than an atom may go; guided: as in
   l2h_lbfgs_forth(). */
L2H_LBFGS_FN void l2h_lbfgs_aim(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n,
                                const struct l2h_lbfgs_way *way, bool guided)
{
  run->slope = l2h_lbfgs_forth(v, n, way, guided);
  const double length = l2h_lbfgs_longest(n, v->direction);
  run->step = length > L2H_LBFGS_REACH ? L2H_LBFGS_REACH / length : 1;
  if (!isfinite(length) || !isfinite(run->slope))
    l2h_lbfgs_fall_back(run, v, n);
  l2h_lbfgs_set_trial(run, v, n);
}

/* At a point whose energy and gradient are known: whether the run goes on from it by a new direction. `steepness` is
   the product of the gradient with itself. */
L2H_LBFGS_FN bool l2h_lbfgs_goes_on(struct l2h_lbfgs *run, int coordinates, double steepness)
{
  run->status = sqrt(steepness / coordinates) < run->gradient_rms ? L2H_LBFGS_CONVERGED
    : run->iterations_left < 1                                    ? L2H_LBFGS_EXHAUSTED
                                                                  : L2H_LBFGS_RUNNING;
  if (run->status != L2H_LBFGS_RUNNING)
    return false;
  run->iterations_left--;
  run->cuts = 0;
  return true;
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

/* Takes the energy at the trial, whose gradient is v->told; guided: by springs. Returns whether the run goes on by a
   new direction, where `curvature` becomes that of the newest y; if not, run->status says all, and there is a trial
   where it is running. */
L2H_LBFGS_FN bool l2h_lbfgs_take(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int coordinates, bool guided,
                                 double energy, double *curvature)
{
  const int n = L2H_PADDED(coordinates);
  double slope;
  const double steepness = l2h_dot_two(n, v->told, v->told, v->direction, &slope);
  /* one test for all: a NaN or an infinity in the gradient is one in its square */
  const bool finite = isfinite(energy) && isfinite(steepness);
  if (run->started && !(finite && energy <= run->energy + L2H_LBFGS_RISE) && run->cuts < L2H_LBFGS_CUTS) {
    run->cuts++;
    const bool told = finite && guided;
    if (told && run->cuts == 1 && slope > 0 && energy < run->energy + L2H_LBFGS_LEARN) {
      *curvature = l2h_lbfgs_learn(run, v, n, slope);
      return true;
    }
    run->step *= told ? l2h_lbfgs_cut(run, energy, slope) : L2H_LBFGS_CUT;
    l2h_lbfgs_set_trial(run, v, n);
    return false;
  }
  if (!finite) {
    run->status = L2H_LBFGS_FAILED;
    return false;
  }
  *curvature = l2h_lbfgs_move(run, v, n, slope);
  run->started = 1;
  run->energy = energy;
  return l2h_lbfgs_goes_on(run, coordinates, steepness);
}

#endif
