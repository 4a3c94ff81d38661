/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/hash.h"

#define XXH_INLINE_ALL /* headers alone: LAMMPS's plugin shall need no library more */
#include <xxhash.h>

uint64_t l2h_hash(uint64_t before, const void *bytes, size_t size)
{
  return XXH3_64bits_withSeed(bytes, size, before);
}
