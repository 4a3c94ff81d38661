/* SPDX-License-Identifier: GPL-2.0-only */
#include "cpu/engine.h"
#include "cpu/host_arrays.h"

#include <stdlib.h>
#include <string.h>

static size_t state_floats(const struct l2h_atoms *atoms)
{
  return (size_t)2 * 3 * L2H_DECAYS * (size_t)atoms->stride;
}

int l2h_atoms_allocate(struct l2h_atoms *atoms, int capacity, int species, struct l2h_error *error)
{
  const size_t stride = L2H_STRIDE((size_t)capacity);
  const size_t kinds = (size_t)species;
  const size_t floats = stride * (3 * 3 + 2 * 3 * L2H_DECAYS + kinds * (L2H_RADIALS + 1) + L2H_FIELDS);
  const int all[] = {0, capacity};
  atoms->stride = (int)stride;
  atoms->species = species;
  atoms->memory = aligned_alloc(64, floats * sizeof(float));
  if (!atoms->memory)
    return l2h_fail(error, "no memory for %d atoms (%zu bytes)", capacity, floats * sizeof(float));
  memset(atoms->memory, 0, floats * sizeof(float));
  float *next = atoms->memory;
  atoms->position = next;
  atoms->gradient = next += 3 * stride;
  atoms->first_moment = next += 3 * stride;
  atoms->second_moment = next += 3 * L2H_DECAYS * stride;
  atoms->radial = next += 3 * L2H_DECAYS * stride;
  atoms->is_species = next += kinds * L2H_RADIALS * stride;
  atoms->field = next += kinds * stride;
  atoms->move = next + L2H_FIELDS * stride;
  l2h_atoms_sort(atoms, 1, all);
  return 0;
}

void l2h_atoms_sort(struct l2h_atoms *atoms, int kinds, const int *first)
{
  atoms->atoms = first[kinds];
  for (int s = 0; s <= L2H_MAX_SPECIES; s++)
    atoms->first[s] = first[s < kinds ? s : kinds];
  for (int s = 0; s < atoms->species; s++)
    for (int i = 0; i < atoms->stride; i++)
      atoms->is_species[s * atoms->stride + i] = i >= atoms->first[s] && i < atoms->first[s + 1] ? 1 : 0;
}

void l2h_points_place(struct l2h_points *points, double *memory, int kinds, const int *first)
{
  const int atoms = first[kinds];
  const size_t stride = L2H_STRIDE((size_t)atoms);
  points->atoms = atoms;
  points->stride = (int)stride;
  points->species = kinds;
  points->position = memory;
  points->gradient = memory + 3 * stride;
  points->is_species = memory + 6 * stride;
  points->field = points->is_species + (size_t)kinds * stride;
  memset(points->position, 0, 3 * stride * sizeof(double));
  memset(points->is_species, 0, (size_t)kinds * stride * sizeof(double));
  for (int s = 0; s <= L2H_MAX_SPECIES; s++)
    points->first[s] = first[s < kinds ? s : kinds];
  for (int s = 0; s < kinds; s++)
    for (int i = first[s]; i < first[s + 1]; i++)
      points->is_species[(size_t)s * stride + (size_t)i] = 1;
}

void l2h_atoms_free(struct l2h_atoms *atoms)
{
  free(atoms->memory);
  memset(atoms, 0, sizeof *atoms);
}

void l2h_atoms_reset(struct l2h_atoms *atoms)
{
  memset(atoms->first_moment, 0, state_floats(atoms) * sizeof(float)); /* the second moments follow the first */
}

extern const struct l2h_kernels l2h_kernels_portable;
extern const struct l2h_host_kernels l2h_host_kernels_portable;
#ifdef L2H_HAVE_X86
extern const struct l2h_kernels l2h_kernels_avx2, l2h_kernels_avx512;
extern const struct l2h_host_kernels l2h_host_kernels_avx2, l2h_host_kernels_avx512;
#endif

/* One instruction set's. */
struct set {
  const struct l2h_kernels *kernels;
  const struct l2h_host_kernels *host;
};

/* The i-th that this processor runs. */
static struct set set_at(int i)
{
  struct set runnable[4] = {{NULL, NULL}};
  int count = 0;
#ifdef L2H_HAVE_X86
  if (__builtin_cpu_supports("x86-64-v4"))
    runnable[count++] = (struct set){&l2h_kernels_avx512, &l2h_host_kernels_avx512};
  if (__builtin_cpu_supports("x86-64-v3"))
    runnable[count++] = (struct set){&l2h_kernels_avx2, &l2h_host_kernels_avx2};
#endif
  runnable[count++] = (struct set){&l2h_kernels_portable, &l2h_host_kernels_portable};
  return i < count ? runnable[i] : (struct set){NULL, NULL};
}

const struct l2h_kernels *l2h_kernels_at(int i)
{
  return set_at(i).kernels;
}

const struct l2h_host_kernels *l2h_host_kernels_at(int i)
{
  return set_at(i).host;
}

const struct l2h_kernels *l2h_kernels_best(void)
{
  return l2h_kernels_at(0);
}

const struct l2h_host_kernels *l2h_host_kernels_best(void)
{
  return l2h_host_kernels_at(0);
}
