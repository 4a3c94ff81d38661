/* SPDX-License-Identifier: GPL-2.0-only */
/* The scalar reference as a program, for comparison with LAMMPS:

     reference_run WEIGHTS SYSTEM HORIZON STEPS < positions

   reads x y z of each atom of the system (see learn2hop eval --help) in the units of its potential and prints, for each
   step from 0, a line `step energy` and the positions. The scales are those of the weights. */
#include <stdio.h>
#include <stdlib.h>

#include "core/reference.h"
#include "systems/parse.h"
#include "systems/system.h"

static int read_positions(const struct l2h_system *system, double scale, double (*position)[3])
{
  for (int i = 0; i < system->atoms; i++)
    for (int c = 0; c < 3; c++) {
      if (scanf("%lf", &position[i][c]) != 1)
        return -1;
      position[i][c] /= scale;
    }
  return 0;
}

static void print_positions(const struct l2h_reference *run, long step, const struct l2h_weights *weights)
{
  const struct l2h_reference_atoms atoms = {&run->landscape, run->atoms, run->kind,
                                            (const double(*)[3])run->position};
  printf("%ld %.17g\n", step, weights->energy_scale * l2h_reference_energy(&atoms, NULL));
  for (int i = 0; i < run->atoms; i++)
    printf("%.17g %.17g %.17g\n", weights->length_scale * run->position[i][0],
           weights->length_scale * run->position[i][1], weights->length_scale * run->position[i][2]);
}

int main(int argc, char **argv)
{
  static double position[L2H_SYSTEM_MAX_ATOMS][3];
  static int kind[L2H_SYSTEM_MAX_ATOMS];
  static struct l2h_weights weights;
  static struct l2h_system system;
  struct l2h_reference run;
  struct l2h_error error = {"cannot read the positions"};
  if (argc != 5) {
    fprintf(stderr, "usage: reference_run WEIGHTS SYSTEM HORIZON STEPS < positions\n");
    return 1;
  }
  if (l2h_weights_read(argv[1], &weights, &error) != 0 || l2h_system_parse(argv[2], &system, &error) != 0 ||
      read_positions(&system, weights.length_scale, position) != 0) {
    fprintf(stderr, "reference_run: %s\n", error.text);
    return 1;
  }
  for (int s = 0; s < system.species; s++)
    for (int i = system.first[s]; i < system.first[s + 1]; i++)
      kind[i] = s;
  const struct l2h_landscape landscape =
    l2h_landscape_scaled(&system.landscape, weights.length_scale, weights.energy_scale);
  const struct l2h_reference_atoms atoms = {&landscape, system.atoms, kind, (const double(*)[3])position};
  if (l2h_reference_start(&run, &weights, &atoms, atol(argv[3]), &error) != 0) {
    fprintf(stderr, "reference_run: %s\n", error.text);
    return 1;
  }
  const long steps = atol(argv[4]);
  for (long step = 0; step <= steps; step++) {
    print_positions(&run, step, &weights);
    l2h_reference_step(&run);
  }
  l2h_reference_end(&run);
  return 0;
}
