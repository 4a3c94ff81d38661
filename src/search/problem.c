/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/problem.h"

#include <math.h>

#include "core/species.h"
#include "search/box.h"

/* The sites' lists and the counts of coordinates stay within an int. */
#define MOST_ATOMS 1000000

static int check_sizes(const struct l2h_search_problem *problem, struct l2h_error *error)
{
  if (problem->atoms < 1 || problem->atoms > MOST_ATOMS)
    return l2h_fail(error, "a search of %d atoms: 1 to %d can be searched", problem->atoms, MOST_ATOMS);
  if (problem->species < 1 || problem->species > L2H_MAX_SPECIES)
    return l2h_fail(error, "a search with %d species: 1 to %d can be told apart", problem->species, L2H_MAX_SPECIES);
  if (!(problem->length > 0 && isfinite(problem->length)))
    return l2h_fail(error, "the length scale of a search is %g: give the distance of nearest neighbours",
                    problem->length);
  if (!(problem->energy > 0 && isfinite(problem->energy)))
    return l2h_fail(error, "the energy scale of a search is %g: give the depth of a pair's well", problem->energy);
  return 0;
}

static int check_atoms(const struct l2h_search_problem *problem, struct l2h_error *error)
{
  int free = 0;
  for (int i = 0; i < problem->atoms; i++) {
    if (problem->species_of && (problem->species_of[i] < 0 || problem->species_of[i] >= problem->species))
      return l2h_fail(error, "atom %d of a search is of species %d: with %d species they are 0 to %d", i + 1,
                      problem->species_of[i], problem->species, problem->species - 1);
    free += !(problem->frozen && problem->frozen[i]);
  }
  if (free == 0)
    return l2h_fail(error, "all %d atoms of a search are frozen: free at least one", problem->atoms);
  if (free < problem->atoms && !problem->start)
    return l2h_fail(error, "%d atoms of a search are frozen, and no start says where: give one", problem->atoms - free);
  return 0;
}

static int check_start(const struct l2h_search_problem *problem, struct l2h_error *error)
{
  if (problem->restart_from_start && !problem->start)
    return l2h_fail(error, "a search is to begin again from its start and has none: give one");
  for (int k = 0; problem->start && k < 3 * problem->atoms; k++)
    if (!isfinite(problem->start[k]))
      return l2h_fail(error, "coordinate %d of atom %d of a search's start is %g: give a finite one", k % 3 + 1,
                      k / 3 + 1, problem->start[k]);
  for (int c = 0; c < 3; c++)
    if (!isfinite(problem->origin[c]))
      return l2h_fail(error, "the origin of a search is not finite");
  return 0;
}

static int check_cell(const double cell[3][3], double length, struct l2h_error *error)
{
  struct l2h_box box;
  for (int k = 0; k < 3; k++)
    for (int c = 0; c < 3; c++)
      if (!isfinite(cell[k][c]))
        return l2h_fail(error, "edge %d of a search's cell is not finite", k + 1);
  if (!l2h_box_make(&box, cell, length))
    return l2h_fail(error, "the edges of a search's cell lie in a plane: give edges that span a volume");
  return 0;
}

int l2h_search_problem_check(const struct l2h_search_problem *problem, struct l2h_error *error)
{
  if (check_sizes(problem, error) != 0 || check_atoms(problem, error) != 0 || check_start(problem, error) != 0)
    return -1;
  return check_cell(problem->cell, problem->length, error);
}
