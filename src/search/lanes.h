/* SPDX-License-Identifier: GPL-2.0-only */
/* What files share that are compiled once for each instruction set. */
#ifndef L2H_SEARCH_LANES_H
#define L2H_SEARCH_LANES_H

#define L2H_LANES 16 /* two of the widest registers, so that one sum needn't wait for itself */
#define L2H_PADDED(count) (((count) + L2H_LANES - 1) / L2H_LANES * L2H_LANES)

/* NAME_SET, of the set that the file is compiled for. */
#define L2H_SEARCH_NAME_(name, set) name##_##set
#define L2H_SEARCH_NAME(name, set) L2H_SEARCH_NAME_(name, set)
#define L2H_SEARCH_KERNEL(name) L2H_SEARCH_NAME(name, L2H_SET)

#endif
