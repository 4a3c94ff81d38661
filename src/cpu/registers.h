/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes the mathematics of src/core one over registers full of numbers: the first include of a file that is compiled
   for each instruction set. Its functions are always inlined, for none must stand in the program once for all sets. */
#ifndef L2H_REGISTERS_H
#define L2H_REGISTERS_H

#define L2H_FN static inline __attribute__((always_inline))
#define L2H_REAL_HEADER "cpu/vector.h"

#endif
