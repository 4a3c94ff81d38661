/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/lbfgs.h"

#include <math.h>
#include <string.h>

#include "search/vectors.h"

#define VECTORS L2H_LBFGS_VECTORS
#define CUT 0.2

size_t l2h_lbfgs_doubles(int coordinates)
{
  return (size_t)coordinates * (4 + 2 * VECTORS);
}

struct l2h_lbfgs_vectors l2h_lbfgs_place(double *array, int coordinates)
{
  const size_t n = (size_t)coordinates;
  return (struct l2h_lbfgs_vectors){array,         array + n,     array + 2 * n,
                                    array + 3 * n, array + 4 * n, array + (4 + VECTORS) * n};
}

static enum l2h_lbfgs_status end(struct l2h_lbfgs *run, enum l2h_lbfgs_status status)
{
  run->status = status;
  return status;
}

/* Minus the inverse Hessian, as the kept differences know it, times the gradient (algorithm 7.4, two loops). */
static void find_direction(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n)
{
  double share[VECTORS], scale = L2H_LBFGS_FIRST;
  const int kept = run->kept < VECTORS ? (int)run->kept : VECTORS;
  double *const p = v->direction;
  for (int i = 0; i < n; i++)
    p[i] = -v->gradient[i];
  for (int k = 0; k < kept; k++) {
    const int slot = (int)((run->kept - 1 - k) % VECTORS);
    share[slot] = run->rho[slot] * l2h_dot(n, v->s + (size_t)slot * (size_t)n, p);
    l2h_add(n, -share[slot], v->y + (size_t)slot * (size_t)n, p);
  }
  if (kept > 0) {
    const int slot = (int)((run->kept - 1) % VECTORS);
    const double *y = v->y + (size_t)slot * (size_t)n;
    scale = 1 / (run->rho[slot] * l2h_dot(n, y, y));
  }
  for (int i = 0; i < n; i++)
    p[i] *= scale;
  for (int k = kept - 1; k >= 0; k--) {
    const int slot = (int)((run->kept - 1 - k) % VECTORS);
    const double back = run->rho[slot] * l2h_dot(n, v->y + (size_t)slot * (size_t)n, p);
    l2h_add(n, share[slot] - back, v->s + (size_t)slot * (size_t)n, p);
  }
  if (l2h_dot(n, p, v->gradient) > 0)
    for (int i = 0; i < n; i++)
      p[i] = -p[i];
}

/* The greatest move of an atom. */
static double longest(int n, const double *p)
{
  double most = 0;
  for (int i = 0; i + 2 < n; i += 3) {
    const double square = p[i] * p[i] + p[i + 1] * p[i + 1] + p[i + 2] * p[i + 2];
    most = square > most ? square : most;
  }
  return sqrt(most);
}

static void set_trial(const struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n)
{
  for (int i = 0; i < n; i++)
    v->trial[i] = v->position[i] + run->step * v->direction[i];
}

/* From a point whose energy and gradient are known: the end, or the next trial. */
static enum l2h_lbfgs_status next(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n)
{
  if (sqrt(l2h_dot(n, v->gradient, v->gradient) / n) < run->gradient_rms)
    return end(run, L2H_LBFGS_CONVERGED);
  if (run->iterations_left < 1)
    return end(run, L2H_LBFGS_EXHAUSTED);
  run->iterations_left--;
  find_direction(run, v, n);
  double length = longest(n, v->direction);
  if (!isfinite(length)) { /* gradients or differences near the ends of the range of doubles */
    run->kept = 0;
    const double steepest = longest(n, v->gradient);
    for (int i = 0; i < n; i++)
      v->direction[i] = -v->gradient[i] / steepest * L2H_LBFGS_REACH;
    length = L2H_LBFGS_REACH;
  }
  run->step = length > L2H_LBFGS_REACH ? L2H_LBFGS_REACH / length : 1;
  run->cuts = 0;
  set_trial(run, v, n);
  return end(run, L2H_LBFGS_RUNNING);
}

void l2h_lbfgs_begin(struct l2h_lbfgs *run, double *array, int coordinates, const double *start, double gradient_rms,
                     double iterations)
{
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  memset(run, 0, sizeof *run);
  run->gradient_rms = gradient_rms;
  run->iterations_left = iterations;
  memmove(v.position, start, sizeof(double) * (size_t)coordinates);
  memcpy(v.trial, v.position, sizeof(double) * (size_t)coordinates);
}

enum l2h_lbfgs_status l2h_lbfgs_go_on(struct l2h_lbfgs *run, double *array, int coordinates, double gradient_rms,
                                      double iterations, bool forget)
{
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  run->gradient_rms = gradient_rms;
  run->iterations_left = iterations;
  if (forget)
    run->kept = 0;
  return next(run, &v, coordinates);
}

/* The pair of differences from the last point to the trial, unless it has no positive curvature. */
static void keep_difference(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int n, const double *gradient)
{
  const double curvature = run->step * (l2h_dot(n, v->direction, gradient) - l2h_dot(n, v->direction, v->gradient));
  if (!(curvature > 1e-12))
    return;
  const size_t slot = (size_t)(run->kept % VECTORS);
  double *const s = v->s + slot * (size_t)n, *const y = v->y + slot * (size_t)n;
  for (int i = 0; i < n; i++) {
    s[i] = v->trial[i] - v->position[i];
    y[i] = gradient[i] - v->gradient[i];
  }
  run->rho[slot] = 1 / curvature;
  run->kept++;
}

enum l2h_lbfgs_status l2h_lbfgs_tell(struct l2h_lbfgs *run, double *array, int coordinates, double energy,
                                     const double *gradient)
{
  const int n = coordinates;
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, n);
  /* the same test for both: a gradient with a NaN or an infinity has a square that is not finite */
  const bool finite = isfinite(energy) && isfinite(l2h_dot(n, gradient, gradient));
  if (run->started) {
    const bool lower = finite && energy <= run->energy + L2H_LBFGS_RISE;
    if (!lower && run->cuts < L2H_LBFGS_CUTS) {
      run->cuts++;
      run->step *= CUT;
      set_trial(run, &v, n);
      return end(run, L2H_LBFGS_RUNNING);
    }
  }
  if (!finite)
    return end(run, L2H_LBFGS_FAILED);
  if (run->started)
    keep_difference(run, &v, n, gradient);
  run->started = 1;
  run->energy = energy;
  memcpy(v.position, v.trial, sizeof(double) * (size_t)n);
  memcpy(v.gradient, gradient, sizeof(double) * (size_t)n);
  return next(run, &v, n);
}
