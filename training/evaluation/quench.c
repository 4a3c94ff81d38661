/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/quench.h"

#include <lbfgs.h>
#include <math.h>
#include <string.h>

#include "search/lbfgs.h"
#include "systems/potential.h"

#define PAPER_STEPS 1000
#define LBFGS_TRIES 4         /* each forgets the curvature of the last */
#define DESCENT_STEPS 100000  /* of the fallback */
#define MOST_ITERATIONS 10000 /* of the search's quench */

struct run {
  const struct l2h_system *system;
  double enough; /* RMS of the gradient that counts as a minimum, in the units of the potential */
  long evaluations;
};

static double evaluate(struct run *run, const double *position, double *gradient)
{
  run->evaluations++;
  return l2h_potential(run->system, position, gradient);
}

/* ---- the paper's ---- */

static double paper_descent(struct run *run, double *position, double *gradient)
{
  double energy = evaluate(run, position, gradient);
  for (int step = 0; step < PAPER_STEPS; step++) {
    for (int k = 0; k < 3 * run->system->atoms; k++)
      position[k] -= L2H_PAPER_RATE * gradient[k];
    energy = evaluate(run, position, gradient);
  }
  return energy;
}

/* ---- L-BFGS ---- */

static lbfgsfloatval_t lbfgs_evaluate(void *instance, const lbfgsfloatval_t *x, lbfgsfloatval_t *g, const int n,
                                      const lbfgsfloatval_t step)
{
  struct run *run = instance;
  const int numbers = 3 * run->system->atoms;
  (void)step;
  for (int k = numbers; k < n; k++)
    g[k] = 0; /* liblbfgs pads to whole registers */
  return evaluate(run, x, g);
}

static int lbfgs_done(void *instance, const lbfgsfloatval_t *x, const lbfgsfloatval_t *g, const lbfgsfloatval_t fx,
                      const lbfgsfloatval_t xnorm, const lbfgsfloatval_t gnorm, const lbfgsfloatval_t step, int n,
                      int k, int ls)
{
  const struct run *run = instance;
  (void)x, (void)g, (void)fx, (void)xnorm, (void)step, (void)n, (void)k, (void)ls;
  return gnorm < run->enough * sqrt(3.0 * run->system->atoms);
}

/* One run of L-BFGS from x, which holds what it found; returns the energy there. Its status is not trusted, only the
   gradient is. */
static double lbfgs_run(struct run *run, lbfgsfloatval_t *x)
{
  lbfgs_parameter_t settings;
  lbfgs_parameter_init(&settings);
  settings.epsilon = 0; /* lbfgs_done() decides */
  settings.max_iterations = 10000;
  lbfgsfloatval_t energy = NAN;
  lbfgs(3 * run->system->atoms, x, &energy, lbfgs_evaluate, lbfgs_done, run, &settings);
  return energy;
}

/* Gradient descent whose step grows by a tenth while the energy falls and halves when it does not. */
static double careful_descent(struct run *run, double *position, double *gradient, double *trial,
                              double *trial_gradient)
{
  const int numbers = 3 * run->system->atoms;
  const struct l2h_system *system = run->system;
  double rate = 1e-4 * system->length * system->length / system->energy;
  double energy = evaluate(run, position, gradient);
  for (int step = 0; step < DESCENT_STEPS && l2h_gradient_rms(system->atoms, gradient) >= run->enough; step++) {
    double largest = 0;
    for (int k = 0; k < numbers; k++)
      largest = fmax(largest, fabs(gradient[k]));
    const double bounded = fmin(rate, 0.1 * system->length / largest);
    for (int k = 0; k < numbers; k++)
      trial[k] = position[k] - bounded * gradient[k];
    const double next = evaluate(run, trial, trial_gradient);
    if (next <= energy) {
      memcpy(position, trial, sizeof(double) * (size_t)numbers);
      memcpy(gradient, trial_gradient, sizeof(double) * (size_t)numbers);
      energy = next;
      rate *= 1.1;
    } else {
      rate *= 0.5;
    }
  }
  return energy;
}

/* liblbfgs works in whole registers, up to eight doubles at once, aligned. */
#define PADDING 8
#define ROOM (3 * L2H_SYSTEM_MAX_ATOMS + PADDING)

static void pad(int numbers, lbfgsfloatval_t *x)
{
  memset(x + numbers, 0, PADDING * sizeof *x);
}

static double lbfgs_quench(struct run *run, double *position, double *gradient)
{
  _Alignas(64) lbfgsfloatval_t x[ROOM], g[ROOM];
  const int atoms = run->system->atoms;
  const size_t bytes = sizeof(double) * 3 * (size_t)atoms;
  pad(3 * atoms, x);
  double energy = evaluate(run, position, gradient);
  for (int attempt = 0; attempt < LBFGS_TRIES; attempt++) {
    memcpy(x, position, bytes);
    lbfgs_run(run, x);
    const double found = evaluate(run, x, g);
    if (found <= energy) { /* a NaN is not below */
      memcpy(position, x, bytes);
      memcpy(gradient, g, bytes);
      energy = found;
    }
    if (l2h_gradient_rms(atoms, gradient) < run->enough)
      return energy;
  }
  return careful_descent(run, position, gradient, x, g);
}

struct l2h_quenched l2h_quench(const struct l2h_system *system, enum l2h_quench how, double *position)
{
  struct run run = {system, L2H_QUENCH_RMS * system->energy / system->length, 0};
  double gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  const double energy =
    how == L2H_QUENCH_GD ? paper_descent(&run, position, gradient) : lbfgs_quench(&run, position, gradient);
  return (struct l2h_quenched){energy, l2h_gradient_rms(system->atoms, gradient), run.evaluations};
}

/* ---- the search's quench ---- */

/* Of the largest system: l2h_lbfgs_doubles(), which pads each vector by less than eight. */
#define LBFGS_DOUBLES ((3 * L2H_SYSTEM_MAX_ATOMS + 8) * (5 + 2 * L2H_LBFGS_VECTORS))

/* What the search's L-BFGS measures in the two scales, measured in the units of the potential. */
static double evaluate_scaled(const struct l2h_system *system, int numbers, const double *scaled, double *position,
                              double *gradient)
{
  for (int k = 0; k < numbers; k++)
    position[k] = scaled[k] * system->length;
  const double energy = l2h_potential(system, position, gradient);
  for (int k = 0; k < numbers; k++)
    gradient[k] *= system->length / system->energy;
  return energy / system->energy;
}

struct l2h_quenched l2h_quench_loosely(const struct l2h_system *system, double rms, struct l2h_springs *springs,
                                       double *position)
{
  const int numbers = 3 * system->atoms;
  _Alignas(64) double array[LBFGS_DOUBLES];
  double gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  struct l2h_quenched end = {NAN, NAN, 0};
  struct l2h_lbfgs run;
  memset(array, 0, l2h_lbfgs_doubles(numbers) * sizeof(double));
  for (int k = 0; k < numbers; k++)
    position[k] /= system->length;
  l2h_lbfgs_begin(&run, array, numbers, position, rms, MOST_ITERATIONS);
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, numbers);
  while (run.status == L2H_LBFGS_RUNNING) {
    const double energy = evaluate_scaled(system, numbers, v.trial, position, gradient);
    end.evaluations++;
    l2h_lbfgs_tell(&run, array, numbers, springs, energy, gradient);
  }
  end.energy = run.energy * system->energy;
  end.gradient_rms = l2h_gradient_rms(system->atoms, v.gradient) * system->energy / system->length;
  for (int k = 0; k < numbers; k++)
    position[k] = v.position[k] * system->length;
  return end;
}
