/* SPDX-License-Identifier: GPL-2.0-only */
/* A structure as extended XYZ, which ASE, OVITO and --from read. */
#ifndef L2H_EXTENDED_XYZ_H
#define L2H_EXTENDED_XYZ_H

#include <stdio.h>

#include "systems/system.h"

struct l2h_frame {
  const struct l2h_system *system; /* its atoms, elements and cell; no potential is asked */
  double energy;
  const double *position, *gradient; /* [atoms][3]; forces are minus the gradient */
  const char *more;                  /* further KEY=VALUE of the comment line, each with a blank after it */
};

/* Writes it after what the stream has; its owner looks for errors. */
void l2h_extended_xyz_print(FILE *stream, const struct l2h_frame *frame);

#endif
