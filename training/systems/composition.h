/* SPDX-License-Identifier: GPL-2.0-only */
/* Elements and how many atoms of each, as in Ag10Au28; a file may be named after them, as in Ag10Au28@mine.gupta. */
#ifndef L2H_COMPOSITION_H
#define L2H_COMPOSITION_H

#include <stddef.h>

#include "systems/system.h"

struct l2h_composition {
  int elements;
  char element[L2H_MAX_SPECIES][4];
  int count[L2H_MAX_SPECIES]; /* may be 0: Ag0Au38 is gold with the parameters of the alloy */
  char file[256];             /* what stands after @; empty without */
};

/* text + skip is the composition; all of text stands in messages. 0, or -1 with a message: no element, one twice, an
   atom count missing, no atoms at all, too many of either. */
int l2h_composition_parse(const char *text, size_t skip, struct l2h_composition *composition, struct l2h_error *error);

/* Moves `element`, if it is there, to `place`; 1 if it was there, else 0. */
int l2h_composition_bring_forward(struct l2h_composition *composition, const char *element, int place);

/* Elements and counts into the system. */
void l2h_composition_apply(const struct l2h_composition *composition, struct l2h_system *system);

#endif
