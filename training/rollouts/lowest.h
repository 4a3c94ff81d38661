/* SPDX-License-Identifier: GPL-2.0-only */
/* How often a rollout that ends at the lowest structure met computes its energy: shared by the CPU and a GPU. */
#ifndef L2H_LOWEST_H
#define L2H_LOWEST_H

/* Steps. An energy costs a tenth of a step; in so few steps atoms move by less than a bond. */
#define L2H_LOWEST_EVERY 5

#endif
