/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_potential.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "systems/lammps/lammps_instance.h"

/* Farther out than any run comes; beyond, a box around the atoms would lose the digits of small distances. */
#define FARTHEST 1e9

/* LAMMPS talks to MPI even on one rank: where MPI does not take calls from several threads at once, one LAMMPS runs at
   a time. */
static bool threads_are_free(void)
{
  int level;
  MPI_Query_thread(&level);
  return level >= MPI_THREAD_MULTIPLE;
}

static bool all_within(int count, const double *number, double most)
{
  bool within = true;
  for (int k = 0; k < count; k++)
    within = within && fabs(number[k]) <= most; /* a NaN is not */
  return within;
}

/* Positions into LAMMPS: in its units, and wrapped into the cell, since it brings atoms home by one cell at most. */
static void place_atoms(const struct l2h_lammps_instance *instance, const struct l2h_system *system,
                        const struct l2h_landscape *landscape, const double *position)
{
  const struct l2h_lammps *lammps = &instance->lammps;
  const void *ids = lammps->library->extract_atom(lammps->handle, "id");
  double *const *x = lammps->library->extract_atom(lammps->handle, "x");
  const double cell = landscape->cell / landscape->d0;
  for (int i = 0; i < system->atoms; i++)
    for (int c = 0; c < 3; c++) {
      const double own = position[3 * instance->slot[l2h_lammps_id(instance, ids, i)] + c] / landscape->d0;
      x[i][c] = cell > 0 ? instance->low[c] + own - cell * floor(own / cell) : own;
    }
}

static void take_gradient(const struct l2h_lammps_instance *instance, const struct l2h_system *system,
                          const struct l2h_landscape *landscape, double *gradient)
{
  const struct l2h_lammps *lammps = &instance->lammps;
  const void *ids = lammps->library->extract_atom(lammps->handle, "id");
  double *const *f = lammps->library->extract_atom(lammps->handle, "f");
  const double unit = landscape->epsilon / landscape->d0;
  for (int i = 0; i < system->atoms; i++)
    for (int c = 0; c < 3; c++)
      gradient[3 * instance->slot[l2h_lammps_id(instance, ids, i)] + c] = -unit * f[i][c];
}

/* Said once a run, since a search may come by such a place again and again. */
static void say_once(const struct l2h_system *system, const struct l2h_error *error)
{
  static atomic_flag said = ATOMIC_FLAG_INIT;
  if (!atomic_flag_test_and_set(&said))
    fprintf(stderr,
            "learn2hop: %s: some positions cannot be computed and count as unbound, with an energy of 1e12 (this is "
            "said once): %s\n",
            system->name, error->text);
}

/* 0 with the energy, or -1 where LAMMPS fails; its state is unknown then, and the next evaluation begins with a new
   one. */
static int compute(struct l2h_lammps_instance *instance, const struct l2h_system *system, double *energy)
{
  struct l2h_lammps *lammps = &instance->lammps;
  struct l2h_error why;
  const double *found = NULL;
  int failed = l2h_lammps_command(lammps, "run 1 pre no post no", &why);
  if (!failed) {
    found = lammps->library->extract_compute(lammps->handle, "thermo_pe", L2H_LAMMPS_GLOBAL, L2H_LAMMPS_SCALAR);
    failed = l2h_lammps_failed(lammps, &why);
  }
  if (!failed && lammps->library->get_natoms(lammps->handle) != system->atoms)
    failed = l2h_fail(&why, "atoms were lost");
  if (!failed && found) {
    *energy = *found;
    return 0;
  }
  say_once(system, &why);
  l2h_lammps_close(lammps);
  return -1;
}

static double unbound(const struct l2h_system *system, const struct l2h_landscape *landscape, double *gradient)
{
  memset(gradient, 0, 3 * sizeof(double) * (size_t)system->atoms);
  return L2H_LAMMPS_UNBOUND * landscape->epsilon;
}

static struct l2h_lammps_instance *instance_or_end(const struct l2h_system *system)
{
  struct l2h_error error;
  struct l2h_lammps_instance *instance = l2h_lammps_instance(system, &error);
  if (instance)
    return instance;
  fprintf(stderr, "learn2hop: %s\n", error.text);
  MPI_Abort(MPI_COMM_WORLD, 1);
  abort();
}

static double evaluate(const struct l2h_system *system, const struct l2h_landscape *landscape, const double *position,
                       double *gradient)
{
  const int numbers = 3 * system->atoms;
  double energy;
  struct l2h_lammps_instance *instance = instance_or_end(system);
  place_atoms(instance, system, landscape, position);
  if (compute(instance, system, &energy) != 0)
    return unbound(system, landscape, gradient);
  take_gradient(instance, system, landscape, gradient);
  if (!(energy < L2H_LAMMPS_UNBOUND) || !all_within(numbers, gradient, INFINITY)) {
    struct l2h_error why;
    l2h_fail(&why, "an energy of %g, or forces that are no numbers", energy);
    say_once(system, &why);
    return unbound(system, landscape, gradient);
  }
  for (int k = 0; k < numbers; k++)
    gradient[k] = fmax(fmin(gradient[k], L2H_LAMMPS_STEEPEST), -L2H_LAMMPS_STEEPEST);
  return energy * landscape->epsilon;
}

double l2h_lammps_potential(const struct l2h_system *system, const struct l2h_landscape *landscape,
                            const double *position, double *gradient)
{
  double energy;
  if (!all_within(3 * system->atoms, position, FARTHEST * landscape->d0))
    return unbound(system, landscape, gradient);
  if (threads_are_free())
    return evaluate(system, landscape, position, gradient);
#pragma omp critical(l2h_lammps_run)
  energy = evaluate(system, landscape, position, gradient);
  return energy;
}
