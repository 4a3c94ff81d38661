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

#include "search/lbfgs_iteration.h"

/* Where there are springs, the direction becomes their answer to it. */
static void yield(const struct l2h_lbfgs_vectors *v, const struct l2h_lbfgs_way *way)
{
  double work[L2H_LBFGS_SPRING_PAIRS];
  if (!v->springs)
    return;
  l2h_springs_make(v->springs, v->position);
  l2h_springs_works(v->springs, l2h_lbfgs_spring_pairs(way->kept), way->s, work);
  l2h_springs_yield(v->springs, l2h_lbfgs_spring_scale(way, work), v->direction);
}

static enum l2h_lbfgs_status aim(struct l2h_lbfgs *run, const struct l2h_lbfgs_vectors *v, int coordinates,
                                 double curvature)
{
  const int n = L2H_PADDED(coordinates);
  struct l2h_lbfgs_way way;
  l2h_lbfgs_back(run, v, n, curvature, &way);
  yield(v, &way);
  l2h_lbfgs_aim(run, v, n, &way, v->springs != NULL);
  return (enum l2h_lbfgs_status)run->status;
}

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
  if (!l2h_lbfgs_goes_on(run, coordinates, l2h_dot(n, v.gradient, v.gradient)))
    return (enum l2h_lbfgs_status)run->status;
  const double *const newest = v.y + (run->kept > 0 ? l2h_lbfgs_slot(run->kept - 1, n) : 0);
  return aim(run, &v, coordinates, l2h_dot(n, newest, newest));
}

enum l2h_lbfgs_status L2H_KERNEL(l2h_lbfgs_tell)(struct l2h_lbfgs *run, double *array, int coordinates,
                                                 struct l2h_springs *springs, double energy, const double *gradient)
{
  struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  double curvature;
  v.springs = springs;
  memcpy(v.told, gradient, sizeof(double) * (size_t)coordinates);
  if (!l2h_lbfgs_take(run, &v, coordinates, springs != NULL, energy, &curvature))
    return (enum l2h_lbfgs_status)run->status;
  return aim(run, &v, coordinates, curvature);
}
