/* SPDX-License-Identifier: GPL-2.0-only */
/* Repair: the one or two atoms that are bound weakest are taken out, one after the other, and each is put at the best
   of the sites that cap three of the others. Choices have a noise (Gumbel's, so that sites are drawn by Boltzmann's
   weights) of a temperature. The quench after it is the walker's, and so is whether it is kept. */
#include "search/moves.h"

#include <math.h>
#include <string.h>

/* Free atoms are the only ones that are taken out or put down; the species of each stays its own. */
static void load_sites(struct l2h_walker *walker, const double *position)
{
  struct l2h_sites *sites = &walker->sites;
  memcpy(sites->place, position, sizeof(double) * 3 * (size_t)walker->free);
  memcpy(sites->place + 3 * walker->free, walker->fixed, sizeof(double) * 3 * (size_t)(walker->atoms - walker->free));
  for (int i = 0; i < walker->atoms; i++)
    sites->present[i] = true;
}

static void count_probes(struct l2h_walker *walker, double probes)
{
  struct l2h_search_counts *counts = &walker->state->counts;
  counts->probes += probes;
  counts->total = counts->evaluations + counts->probes;
}

/* The bindings of all free atoms into walker->gradient (room to work in): from the energies of atoms, in
   the host's order and units and twice each since half of a bond is an atom's, where the host told them; else scored as
   pairs, for half an evaluation. */
static const double *bindings(struct l2h_walker *walker, const double *energies)
{
  double *const binding = walker->gradient;
  if (energies) {
    for (int i = 0; i < walker->free; i++)
      binding[i] = 2 * energies[walker->order ? walker->order[i] : i] / walker->energy;
  } else {
    l2h_sites_bindings(&walker->sites, binding);
    count_probes(walker, 0.5);
  }
  return binding;
}

static int draw_weakest(struct l2h_walker *walker, double temperature, const double *binding)
{
  int weakest = -1, present = 0;
  double most = -INFINITY;
  for (int i = 0; i < walker->free; i++)
    present += walker->sites.present[i];
  const double *noise = l2h_draw_gumbels(walker, present, temperature);
  for (int i = 0; i < walker->free; i++) {
    if (!walker->sites.present[i])
      continue;
    const double value = binding[i] + *noise++;
    if (weakest < 0 || value > most) {
      most = value;
      weakest = i;
    }
  }
  return weakest;
}

int l2h_take_weakest(struct l2h_walker *walker, const double *position, double temperature, const double *energies,
                     double most, int taken[L2H_MOST_TAKEN])
{
  const int count = 1 + l2h_draw_below(walker, (int)fmin(most, walker->free - 3));
  load_sites(walker, position);
  for (int k = 0; k < count; k++) {
    taken[k] = draw_weakest(walker, temperature, bindings(walker, k == 0 ? energies : NULL));
    walker->sites.present[taken[k]] = false;
  }
  return count;
}

/* The site, or -1 where there is none. */
static int draw_site(struct l2h_walker *walker, double temperature)
{
  const struct l2h_sites *sites = &walker->sites;
  int best = -1;
  double least = INFINITY;
  l2h_sites_find(&walker->sites);
  count_probes(walker, (double)sites->count / walker->free);
  const double *const noise = l2h_draw_gumbels(walker, sites->count, temperature);
  for (int q = 0; q < sites->count; q++) {
    const double value = sites->energy[q] - noise[q];
    if (best < 0 || value < least) {
      least = value;
      best = q;
    }
  }
  return best;
}

/* Whether an atom was put where it, or one of its species, was taken from. */
static bool is_back(const struct l2h_walker *walker, int atom, int count, const int *removed)
{
  const double *const place = walker->sites.place + 3 * atom;
  for (int k = 0; k < count; k++) {
    double square = 0;
    for (int c = 0; c < 3; c++) {
      const double d = place[c] - walker->minimum[3 * removed[k] + c];
      square += d * d;
    }
    if (square < L2H_SITE_APART * L2H_SITE_APART && walker->kind[removed[k]] == walker->kind[atom])
      return true;
  }
  return false;
}

bool l2h_repair(struct l2h_walker *walker, double temperature, const double *energies)
{
  struct l2h_sites *sites = &walker->sites;
  int removed[L2H_MOST_TAKEN];
  bool moved = false;
  const int count =
    l2h_take_weakest(walker, walker->minimum, temperature, energies, walker->numbers.repair_most, removed);
  for (int k = 0; k < count; k++) {
    const int atom = removed[k], site = draw_site(walker, temperature);
    if (site < 0) /* a structure with no face to sit on */
      return false;
    memcpy(sites->place + 3 * atom, sites->site[site], sizeof sites->site[site]);
    sites->present[atom] = true;
    moved = moved || !is_back(walker, atom, count, removed);
  }
  memcpy(walker->working, sites->place, sizeof(double) * 3 * (size_t)walker->free);
  return moved;
}
