/* SPDX-License-Identifier: GPL-2.0-only */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

#define LANES 16 /* the widest register: a stride that suits it suits all */

static int padded(int atoms)
{
  return (atoms + LANES - 1) / LANES * LANES;
}

static size_t state_floats(const struct l2h_atoms *atoms)
{
  return (size_t)2 * 3 * L2H_DECAYS * (size_t)atoms->stride;
}

int l2h_atoms_allocate(struct l2h_atoms *atoms, int capacity, int species, struct l2h_error *error)
{
  const size_t stride = (size_t)padded(capacity);
  const size_t kinds = (size_t)species;
  const size_t floats = stride * (3 * 3 + 2 * 3 * L2H_DECAYS + kinds * (L2H_RADIALS + 1));
  atoms->atoms = capacity;
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
  atoms->move = next + kinds * stride;
  for (size_t i = 0; i < stride; i++)
    atoms->is_species[i] = 1;
  return 0;
}

void l2h_atoms_free(struct l2h_atoms *atoms)
{
  free(atoms->memory);
  memset(atoms, 0, sizeof *atoms);
}

void l2h_atoms_reset(struct l2h_atoms *atoms)
{
  memset(atoms->first_moment, 0, state_floats(atoms) * sizeof(float)); /* the second moments lie behind the first */
}

extern const struct l2h_kernels l2h_kernels_portable;
#ifdef L2H_HAVE_X86
extern const struct l2h_kernels l2h_kernels_avx2, l2h_kernels_avx512;
#endif

const struct l2h_kernels *l2h_kernels_at(int i)
{
  const struct l2h_kernels *runnable[4] = {NULL};
  int count = 0;
#ifdef L2H_HAVE_X86
  if (__builtin_cpu_supports("x86-64-v4"))
    runnable[count++] = &l2h_kernels_avx512;
  if (__builtin_cpu_supports("x86-64-v3"))
    runnable[count++] = &l2h_kernels_avx2;
#endif
  runnable[count++] = &l2h_kernels_portable;
  return i < count ? runnable[i] : NULL;
}

const struct l2h_kernels *l2h_kernels_best(void)
{
  return l2h_kernels_at(0);
}
