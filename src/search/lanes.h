/* SPDX-License-Identifier: GPL-2.0-only */
/* In how many parts the search adds up: the same for each instruction set. */
#ifndef L2H_SEARCH_LANES_H
#define L2H_SEARCH_LANES_H

#define L2H_LANES 16 /* two of the widest registers, so that one sum needn't wait for itself */
#define L2H_PADDED(count) (((count) + L2H_LANES - 1) / L2H_LANES * L2H_LANES)

#endif
