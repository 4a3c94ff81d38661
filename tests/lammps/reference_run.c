/* SPDX-License-Identifier: GPL-2.0-only */
/* The scalar reference as a program, for comparison with LAMMPS:

     reference_run WEIGHTS HORIZON STEPS < positions

   reads x y z of each atom in length scales and prints, for each step from 0, a line `step energy` and the positions.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../src/core/reference.h"

#define MOST_ATOMS 1000

static int read_positions(double (*position)[3])
{
  int atoms = 0;
  while (atoms < MOST_ATOMS && scanf("%lf %lf %lf", &position[atoms][0], &position[atoms][1], &position[atoms][2]) == 3)
    atoms++;
  return atoms;
}

static void print_positions(const struct l2h_reference *run, long step, double energy)
{
  printf("%ld %.17g\n", step, energy);
  for (int i = 0; i < run->atoms; i++)
    printf("%.17g %.17g %.17g\n", run->position[i][0], run->position[i][1], run->position[i][2]);
}

int main(int argc, char **argv)
{
  static double position[MOST_ATOMS][3], gradient[MOST_ATOMS][3];
  static struct l2h_weights weights;
  struct l2h_reference run;
  struct l2h_error error;
  if (argc != 4) {
    fprintf(stderr, "usage: reference_run WEIGHTS HORIZON STEPS < positions\n");
    return 1;
  }
  const int atoms = read_positions(position);
  if (l2h_weights_read(argv[1], &weights, &error) != 0 ||
      l2h_reference_start(&run, &weights, atoms, (const double(*)[3])position, atol(argv[2]), &error) != 0) {
    fprintf(stderr, "reference_run: %s\n", error.text);
    return 1;
  }
  const long steps = atol(argv[3]);
  for (long step = 0; step <= steps; step++) {
    print_positions(&run, step, l2h_reference_lj(atoms, (const double(*)[3])run.position, gradient));
    l2h_reference_step(&run);
  }
  l2h_reference_end(&run);
  return 0;
}
