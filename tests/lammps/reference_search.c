/* SPDX-License-Identifier: GPL-2.0-only */
/* A hop search by numbers alone as a program, for comparison with LAMMPS:

     reference_search SYSTEM SEED EVALUATIONS < positions

   reads x y z of each atom of the system (see learn2hop eval --help) in the units of its potential, searches from there
   with the standard numbers and the system's own scales, and prints the energy of each evaluation. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "search/walker.h"
#include "systems/parse.h"
#include "systems/potential.h"

static int fail(const char *what)
{
  fprintf(stderr, "reference_search: %s\n", what);
  return 1;
}

int main(int argc, char **argv)
{
  static double position[L2H_SYSTEM_MAX_ATOMS][3], gradient[L2H_SYSTEM_MAX_ATOMS][3];
  static int kind[L2H_SYSTEM_MAX_ATOMS];
  static struct l2h_system system;
  struct l2h_error error;
  if (argc != 4)
    return fail("usage: reference_search SYSTEM SEED EVALUATIONS < positions");
  if (l2h_system_parse(argv[1], &system, &error) != 0)
    return fail(error.text);
  for (int i = 0; i < system.atoms; i++)
    if (scanf("%lf %lf %lf", &position[i][0], &position[i][1], &position[i][2]) != 3)
      return fail("cannot read the positions");
  for (int s = 0; s < system.species; s++)
    for (int i = system.first[s]; i < system.first[s + 1]; i++)
      kind[i] = s;

  struct l2h_search_problem problem = {.atoms = system.atoms, .species = system.species, .species_of = kind,
                                       .start = &position[0][0], .length = system.length, .energy = system.energy};
  for (int k = 0; k < 3; k++)
    problem.cell[k][k] = system.landscape.cell;
  problem.restart_from_start = system.landscape.cell > 0;
  struct l2h_walker_options options = {.seed = strtoull(argv[2], NULL, 10)};
  l2h_search_numbers_standard(&options.numbers);
  struct l2h_walker *walker = l2h_walker_create(&problem, &options, &error);
  if (!walker)
    return fail(error.text);
  for (long k = atol(argv[3]); k > 0; k--) {
    const double energy = l2h_potential(&system, l2h_walker_ask(walker), &gradient[0][0]);
    printf("%.17g\n", energy);
    l2h_walker_tell(walker, energy, &gradient[0][0], NULL);
  }
  l2h_walker_free(walker);
  return 0;
}
