/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/extended_xyz.h"

void l2h_extended_xyz_print(FILE *stream, const struct l2h_frame *frame)
{
  const struct l2h_system *system = frame->system;
  const double cell = system->landscape.cell, *x = frame->position, *g = frame->gradient;
  fprintf(stream, "%d\nProperties=species:S:1:pos:R:3:forces:R:3 energy=%.12g %s", system->atoms, frame->energy,
          frame->more);
  if (cell > 0)
    fprintf(stream, "Lattice=\"%.17g 0 0 0 %.17g 0 0 0 %.17g\" pbc=\"T T T\"\n", cell, cell, cell);
  else
    fprintf(stream, "pbc=\"F F F\"\n");
  for (int s = 0; s < system->species; s++)
    for (int i = system->first[s]; i < system->first[s + 1]; i++)
      fprintf(stream, "%s %.12f %.12f %.12f %.6e %.6e %.6e\n", system->element[s], x[3 * i], x[3 * i + 1], x[3 * i + 2],
              -g[3 * i], -g[3 * i + 1], -g[3 * i + 2]);
}
