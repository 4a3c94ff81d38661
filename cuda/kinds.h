/* SPDX-License-Identifier: GPL-2.0-only */
/* The potentials that have forces on a GPU (forces.cuh), each a kernel of its own: the one list of them. */
#ifndef L2H_CUDA_KINDS_H
#define L2H_CUDA_KINDS_H

#include <stdlib.h>

#include <type_traits>

#include "core/landscape.h"

namespace l2h_cuda
{

template <int KIND> using kind = std::integral_constant<int, KIND>;

/* Calls run(kind<K>()) with the kind of a landscape; the switch names one that is missing. */
template <class Run> void with_kind(enum l2h_potential_kind of, const Run &run)
{
  switch (of) {
  case L2H_LJ:
    return run(kind<L2H_LJ>());
  case L2H_GUPTA:
    return run(kind<L2H_GUPTA>());
  case L2H_SW:
    return run(kind<L2H_SW>());
  case L2H_LAMMPS:
    break;
  }
  abort(); /* l2h_system_on_cpu() keeps it away */
}

/* With each of them; LAMMPS's, the last, is none. */
template <class Run> void with_each_kind(const Run &run)
{
  for (int of = 0; of < L2H_LAMMPS; of++)
    with_kind((enum l2h_potential_kind)of, run);
}

} // namespace l2h_cuda

#endif
