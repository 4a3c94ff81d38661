/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_instance.h"

#include <stdlib.h>
#include <string.h>

#include "systems/forms.h"

/* A thread's own, so that finding one takes no lock, and everyone's, so that they can be closed. */
static _Thread_local struct l2h_lammps_instance *mine;
static struct l2h_lammps_instance *everyones;

const char *l2h_lammps_path(const struct l2h_system *system)
{
  return system->name + strlen(L2H_LAMMPS_PREFIX);
}

/* Atoms of a type keep the order of their ids. */
static int number_atoms(const struct l2h_system *system, struct l2h_lammps_instance *instance, struct l2h_error *error)
{
  const struct l2h_lammps *lammps = &instance->lammps;
  const int *type = lammps->library->extract_atom(lammps->handle, "type");
  const void *ids = lammps->library->extract_atom(lammps->handle, "id");
  const int n = system->atoms;
  for (int i = 0; i < n; i++) {
    const int64_t id = l2h_lammps_id(instance, ids, i);
    if (id < 1 || id > n)
      return l2h_fail(error, "%s: atom ids are not 1 to %d: write `reset_atoms id` after what makes the atoms",
                      l2h_lammps_path(system), n);
    instance->slot[id] = type[i] - 1;
  }
  for (int s = 0, next = 0; s < system->species; s++)
    for (int id = 1; id <= n; id++)
      if (instance->slot[id] == s) /* negative ones have their place already */
        instance->slot[id] = -1 - next++;
  for (int id = 1; id <= n; id++)
    instance->slot[id] = -1 - instance->slot[id];
  return 0;
}

static int settle(const struct l2h_system *system, struct l2h_lammps_instance *instance, struct l2h_error *error)
{
  struct l2h_lammps *lammps = &instance->lammps;
  double high[3];
  if (lammps->library->get_natoms(lammps->handle) != system->atoms)
    return l2h_fail(error, "%s: makes another number of atoms than before: leave it alone while learn2hop runs",
                    l2h_lammps_path(system));
  lammps->library->extract_box(lammps->handle, instance->low, high, NULL, NULL, NULL, NULL, NULL);
  instance->wide = lammps->library->extract_setting(lammps->handle, "tagint") == sizeof(int64_t);
  if (number_atoms(system, instance, error) != 0)
    return -1;
  return l2h_lammps_settle(l2h_lammps_path(system), lammps, error);
}

static int begin(const struct l2h_system *system, struct l2h_lammps_instance *instance, struct l2h_error *error)
{
  if (l2h_lammps_open(l2h_lammps_path(system), &instance->lammps, error) != 0)
    return -1;
  if (settle(system, instance, error) == 0)
    return 0;
  l2h_lammps_close(&instance->lammps);
  return -1;
}

static struct l2h_lammps_instance *allocate(const struct l2h_system *system, struct l2h_error *error)
{
  struct l2h_lammps_instance *instance = calloc(1, sizeof *instance);
  if (instance)
    instance->slot = calloc((size_t)system->atoms + 1, sizeof *instance->slot);
  if (instance && instance->slot) {
    strcpy(instance->name, system->name);
    return instance;
  }
  free(instance);
  l2h_fail(error, "no memory for %d atoms", system->atoms);
  return NULL;
}

static struct l2h_lammps_instance *make(const struct l2h_system *system, struct l2h_error *error)
{
  struct l2h_lammps_instance *instance = allocate(system, error);
  if (!instance)
    return NULL;
  if (begin(system, instance, error) != 0) {
    free(instance->slot);
    free(instance);
    return NULL;
  }
  instance->next = mine;
  mine = instance;
  instance->next_of_all = everyones;
  return everyones = instance;
}

/* LAMMPS is opened by one thread at a time. */
struct l2h_lammps_instance *l2h_lammps_instance(const struct l2h_system *system, struct l2h_error *error)
{
  struct l2h_lammps_instance *instance = mine;
  while (instance && strcmp(instance->name, system->name) != 0)
    instance = instance->next;
  if (instance && instance->lammps.handle)
    return instance;
#pragma omp critical(l2h_lammps_open)
  {
    if (!instance)
      instance = make(system, error);
    else if (begin(system, instance, error) != 0) /* again, after an error */
      instance = NULL;
  }
  return instance;
}

int l2h_lammps_hold(const struct l2h_system *system, const bool *frozen, struct l2h_error *error)
{
  struct l2h_lammps_instance *instance = l2h_lammps_instance(system, error);
  if (!instance)
    return -1;
  const struct l2h_lammps *lammps = &instance->lammps;
  const void *ids = lammps->library->extract_atom(lammps->handle, "id");
  double *const *x = lammps->library->extract_atom(lammps->handle, "x");
  if (!instance->frozen)
    instance->frozen = calloc((size_t)system->atoms, sizeof *instance->frozen);
  if (!instance->place)
    instance->place = calloc(3 * (size_t)system->atoms, sizeof *instance->place);
  if (!instance->frozen || !instance->place)
    return l2h_fail(error, "no memory for %d atoms", system->atoms);
  for (int i = 0; i < system->atoms; i++) {
    const int slot = instance->slot[l2h_lammps_id(instance, ids, i)];
    instance->frozen[slot] = frozen[i];
    for (int c = 0; c < 3; c++)
      instance->place[3 * slot + c] = x[i][c] - (system->landscape.cell > 0 ? instance->low[c] : 0);
  }
  return 0;
}

void l2h_lammps_frozen(const struct l2h_system *system, const bool **frozen, const double **place)
{
  const struct l2h_lammps_instance *instance = everyones;
  while (instance && !(instance->frozen && strcmp(instance->name, system->name) == 0))
    instance = instance->next_of_all;
  if (instance) {
    *frozen = instance->frozen;
    *place = instance->place;
  }
}

static void release(struct l2h_lammps_instance *instance)
{
  free(instance->slot);
  free(instance->frozen);
  free(instance->place);
  free(instance);
}

void l2h_lammps_close_all(void)
{
  for (struct l2h_lammps_instance *next; everyones; everyones = next) {
    next = everyones->next_of_all;
    l2h_lammps_close(&everyones->lammps);
    release(everyones);
  }
  mine = NULL;
}
