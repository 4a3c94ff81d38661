/* SPDX-License-Identifier: GPL-2.0-only */
/* Decorate: which atom of an alloy sits where in a symmetric start. Orbits are given a species each, drawn by how many
   atoms of it are left, as long as one has enough for the whole orbit: alloys are ordered by shells more often than
   chance would have it. What fits nowhere, and what lies outside of all orbits, is mixed. */
#include <string.h>

#include "search/moves.h"

/* The species of which atoms are left, drawn by how many are; of those with `least` left alone. -1 where none has. */
static int draw_species(struct l2h_walker *walker, const int *left, int least)
{
  int sum = 0, species = -1;
  for (int s = 0; s < walker->species; s++)
    sum += left[s] >= least ? left[s] : 0;
  if (sum == 0)
    return -1;
  int mark = l2h_draw_below(walker, sum);
  while (mark >= 0)
    mark -= left[++species] >= least ? left[species] : 0;
  return species;
}

/* The next atom of that species, which is its `next`-th or later. */
static int take_atom(const struct l2h_walker *walker, int species, int *next)
{
  while (walker->kind[*next] != species)
    ++*next;
  return (*next)++;
}

void l2h_decorate(struct l2h_walker *walker, int orbits, const int *size)
{
  const int n = walker->free;
  int left[L2H_MAX_SPECIES] = {0}, next[L2H_MAX_SPECIES] = {0}, orbit = 0, rest = 0, species = -1;
  memcpy(walker->gradient, walker->working, l2h_vector_bytes(walker)); /* room to work in */
  for (int i = 0; i < n; i++)
    left[walker->kind[i]]++;
  for (int i = 0; i < n; i++, rest--) {
    if (rest == 0) {
      rest = orbit < orbits ? size[orbit] : n; /* n: all that lies outside */
      species = orbit < orbits ? draw_species(walker, left, rest) : -1;
      orbit++;
    }
    const int s = species < 0 ? draw_species(walker, left, 1) : species;
    const int atom = take_atom(walker, s, &next[s]);
    memcpy(walker->working + 3 * atom, walker->gradient + 3 * i, sizeof(double) * 3);
    left[s]--;
  }
}
