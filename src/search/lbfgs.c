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
   differences, a scale, and forth). Each pass makes the product that the next one needs. Returns its slope. */
static double find_direction(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n)
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
  const double scale = kept > 0 ? 1 / (rho[0] * l2h_dot(n, y[0], y[0])) : L2H_LBFGS_FIRST;
  for (int i = 0; i < n; i++)
    p[i] = -v->gradient[i];
  product = kept > 0 ? l2h_dot(n, s[0], p) : 0;
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

/* From a point whose energy and gradient are known: the end, or the next trial. */
static enum l2h_lbfgs_status next(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int coordinates)
{
  const int n = L2H_PADDED(coordinates);
  if (sqrt(l2h_dot(n, v->gradient, v->gradient) / coordinates) < run->gradient_rms)
    return end(run, L2H_LBFGS_CONVERGED);
  if (run->iterations_left < 1)
    return end(run, L2H_LBFGS_EXHAUSTED);
  run->iterations_left--;
  run->slope = find_direction(run, v, n);
  const double length = longest(n, v->direction);
  run->step = length > L2H_LBFGS_REACH ? L2H_LBFGS_REACH / length : 1;
  if (!isfinite(length) || !isfinite(run->slope))
    fall_back(run, v, n);
  run->cuts = 0;
  set_trial(run, v, n);
  return end(run, L2H_LBFGS_RUNNING);
}

enum l2h_lbfgs_status L2H_SEARCH_KERNEL(l2h_lbfgs_go_on)(struct l2h_lbfgs *run, double *array, int coordinates,
                                                         double gradient_rms, double iterations, bool forget)
{
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  run->gradient_rms = gradient_rms;
  run->iterations_left = iterations;
  if (forget)
    run->kept = 0;
  return next(run, &v, coordinates);
}

/* The pair of differences from the last point to the trial. One without positive curvature is of no use, and says that
   the pairs before it are of another region: where they are of a wall, their steps would stay short for ever. */
static void keep_difference(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n)
{
  const double curvature = run->step * (l2h_dot(n, v->direction, v->told) - run->slope);
  if (!(curvature > 1e-12 && isfinite(curvature))) {
    run->kept = 0;
    return;
  }
  const size_t slot = (size_t)(run->kept % VECTORS);
  double *const s = v->s + slot * (size_t)n, *const y = v->y + slot * (size_t)n;
  for (int i = 0; i < n; i++) {
    s[i] = v->trial[i] - v->position[i];
    y[i] = v->told[i] - v->gradient[i];
  }
  run->rho[slot] = 1 / curvature;
  run->kept++;
}

enum l2h_lbfgs_status L2H_SEARCH_KERNEL(l2h_lbfgs_tell)(struct l2h_lbfgs *run, double *array, int coordinates,
                                                        double energy, const double *gradient)
{
  const int n = L2H_PADDED(coordinates);
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  memcpy(v.told, gradient, sizeof(double) * (size_t)coordinates);
  /* one test for all: a NaN or an infinity in the gradient is one in its square */
  const bool finite = isfinite(energy) && isfinite(l2h_dot(n, v.told, v.told));
  if (run->started && !(finite && energy <= run->energy + L2H_LBFGS_RISE) && run->cuts < L2H_LBFGS_CUTS) {
    run->cuts++;
    run->step *= CUT;
    set_trial(run, &v, n);
    return end(run, L2H_LBFGS_RUNNING);
  }
  if (!finite)
    return end(run, L2H_LBFGS_FAILED);
  if (run->started)
    keep_difference(run, &v, n);
  run->started = 1;
  run->energy = energy;
  memcpy(v.position, v.trial, sizeof(double) * (size_t)n);
  memcpy(v.gradient, v.told, sizeof(double) * (size_t)n);
  return next(run, &v, coordinates);
}
