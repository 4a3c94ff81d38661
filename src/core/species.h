/* SPDX-License-Identifier: GPL-2.0-only */
/* How many kinds of atoms an optimizer and a landscape may tell apart. */
#ifndef L2H_SPECIES_H
#define L2H_SPECIES_H

#define L2H_MAX_SPECIES 4

#endif
