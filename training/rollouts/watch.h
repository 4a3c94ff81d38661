/* SPDX-License-Identifier: GPL-2.0-only */
/* How often a run that ends at the lowest structure met looks at its energy: shared by the CPU and a GPU's threads. */
#ifndef L2H_WATCH_H
#define L2H_WATCH_H

/* Steps. An energy costs a tenth of a step; in so few steps atoms move by less than a bond. */
#define L2H_WATCH_STEPS 5

#endif
