/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiled for each instruction set from CMakeLists.txt. Vectors are as long as the coordinates padded to a multiple of
   L2H_LANES; what is after the coordinates is 0 and stays 0. */
#include "search/lbfgs.h"

#include <math.h>
#include <string.h>

#include "search/vectors.h"

#define VECTORS L2H_LBFGS_VECTORS
#define CUT 0.2

static enum l2h_lbfgs_status end(struct l2h_lbfgs *run, enum l2h_lbfgs_status status)
{
  run->status = status;
  return status;
}

/* Minus the inverse Hessian, as the kept differences know it, times the gradient (algorithm 7.4: back through the
   differences, a scale, and forth). Each pass makes the product that the next one needs; `curvature` is that of the
   newest y with itself. Returns its slope. */
static double find_direction(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n, double curvature)
{
  const int kept = run->kept < VECTORS ? (int)run->kept : VECTORS;
  double share[VECTORS], *const p = v->direction;
  const double *s[VECTORS], *y[VECTORS]; /* newest first */
  double rho[VECTORS], product, slope;
  for (int k = 0; k < kept; k++) {
    const int slot = (int)((run->kept - 1 - k) % VECTORS);
    s[k] = v->s + (size_t)slot * (size_t)n;
    y[k] = v->y + (size_t)slot * (size_t)n;
    rho[k] = run->rho[slot];
  }
  const double scale = kept > 0 ? 1 / (rho[0] * curvature) : L2H_LBFGS_FIRST;
  product = l2h_negate_dot(n, v->gradient, p, kept > 0 ? s[0] : v->gradient);
  for (int k = 0; k < kept; k++) {
    share[k] = rho[k] * product;
    product = l2h_add_dot(n, -share[k], y[k], p, k + 1 < kept ? s[k + 1] : y[k]);
  }
  for (int i = 0; i < n; i++)
    p[i] *= scale;
  product *= scale; /* with the oldest y */
  slope = kept > 0 ? 0 : l2h_dot(n, p, v->gradient);
  for (int k = kept - 1; k >= 0; k--) {
    const double *const next = k > 0 ? y[k - 1] : v->gradient;
    product = slope = l2h_add_dot(n, share[k] - rho[k] * product, s[k], p, next);
  }
  if (slope > 0)
    for (int i = 0; i < n; i++)
      p[i] = -p[i];
  return slope > 0 ? -slope : slope;
}

/* The greatest move of an atom, if it is above L2H_LBFGS_REACH; where it is not, anything up to that. */
static double longest(int n, const double *p)
{
  const double all = l2h_dot(n, p, p);
  double most = 0;
  if (all <= L2H_LBFGS_REACH * L2H_LBFGS_REACH)
    return 0;
  for (int i = 0; i + 2 < n; i += 3) {
    const double square = p[i] * p[i] + p[i + 1] * p[i + 1] + p[i + 2] * p[i + 2];
    most = square > most ? square : most;
  }
  return isfinite(all) ? sqrt(most) : INFINITY;
}

static void set_trial(const struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n)
{
  for (int i = 0; i < n; i++)
    v->trial[i] = v->position[i] + run->step * v->direction[i];
}

/* Down the gradient as far as an atom may go: where numbers near the ends of the range of doubles make no direction. */
static void fall_back(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n)
{
  double greatest = 0;
  for (int i = 0; i < n; i++)
    greatest = fmax(greatest, fabs(v->gradient[i]));
  for (int i = 0; i < n; i++)
    v->direction[i] = -v->gradient[i] / greatest * (0.5 * L2H_LBFGS_REACH);
  run->kept = 0;
  run->slope = l2h_dot(n, v->direction, v->gradient);
  run->step = 1;
}

/* From a point whose energy and gradient are known: the end, or the next trial. `steepness` is the product of the
   gradient with itself, `curvature` that of the newest y. */
static enum l2h_lbfgs_status next(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int coordinates,
                                  double steepness, double curvature)
{
  const int n = L2H_PADDED(coordinates);
  if (sqrt(steepness / coordinates) < run->gradient_rms)
    return end(run, L2H_LBFGS_CONVERGED);
  if (run->iterations_left < 1)
    return end(run, L2H_LBFGS_EXHAUSTED);
  run->iterations_left--;
  run->slope = find_direction(run, v, n, curvature);
  const double length = longest(n, v->direction);
  run->step = length > L2H_LBFGS_REACH ? L2H_LBFGS_REACH / length : 1;
  if (!isfinite(length) || !isfinite(run->slope))
    fall_back(run, v, n);
  run->cuts = 0;
  set_trial(run, v, n);
  return end(run, L2H_LBFGS_RUNNING);
}

/* Where the newest pair of differences is, or the next one is to be. */
static size_t slot_of(int64_t number, int n)
{
  return (size_t)(number % VECTORS) * (size_t)n;
}

enum l2h_lbfgs_status L2H_KERNEL(l2h_lbfgs_go_on)(struct l2h_lbfgs *run, double *array, int coordinates,
                                                  double gradient_rms, double iterations, bool forget)
{
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  const int n = L2H_PADDED(coordinates);
  run->gradient_rms = gradient_rms;
  run->iterations_left = iterations;
  if (forget)
    run->kept = 0;
  const double *const newest = v.y + (run->kept > 0 ? slot_of(run->kept - 1, n) : 0);
  return next(run, &v, coordinates, l2h_dot(n, v.gradient, v.gradient), l2h_dot(n, newest, newest));
}

/* Goes to the trial, and keeps the pair of differences from the last point to it; returns the product of that y with
   itself. One without positive curvature is of no use, and says that the pairs before it are of another region: where
   they are of a wall, their steps would stay short for ever. */
static double move(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n, double slope)
{
  const double curvature = run->step * (slope - run->slope);
  if (!(run->started && curvature > 1e-12 && isfinite(curvature))) {
    run->kept = 0;
    memcpy(v->position, v->trial, sizeof(double) * (size_t)n);
    memcpy(v->gradient, v->told, sizeof(double) * (size_t)n);
    return 0;
  }
  double *const s = v->s + slot_of(run->kept, n), *const y = v->y + slot_of(run->kept, n);
  run->rho[run->kept % VECTORS] = 1 / curvature;
  run->kept++;
  l2h_subtract_move(n, v->trial, v->position, s);
  return l2h_subtract_move(n, v->told, v->gradient, y);
}

enum l2h_lbfgs_status L2H_KERNEL(l2h_lbfgs_tell)(struct l2h_lbfgs *run, double *array, int coordinates, double energy,
                                                 const double *gradient)
{
  const int n = L2H_PADDED(coordinates);
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  double slope;
  memcpy(v.told, gradient, sizeof(double) * (size_t)coordinates);
  const double steepness = l2h_dot_two(n, v.told, v.told, v.direction, &slope);
  /* one test for all: a NaN or an infinity in the gradient is one in its square */
  const bool finite = isfinite(energy) && isfinite(steepness);
  if (run->started && !(finite && energy <= run->energy + L2H_LBFGS_RISE) && run->cuts < L2H_LBFGS_CUTS) {
    run->cuts++;
    run->step *= CUT;
    set_trial(run, &v, n);
    return end(run, L2H_LBFGS_RUNNING);
  }
  if (!finite)
    return end(run, L2H_LBFGS_FAILED);
  const double curvature = move(run, &v, n, slope);
  run->started = 1;
  run->energy = energy;
  return next(run, &v, coordinates, steepness, curvature);
}
