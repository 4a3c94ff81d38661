/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_scales.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "systems/lammps/lammps_crystal.h"

/* Distances tried go from the reach inwards by this ratio, which may step over narrower wells, down to this part of it.
   At the reach itself rounding decides what is seen, and tables end. */
#define INSIDE 0.999999
#define RATIO 1.03
#define NEAREST 1e-7
#define PRECISION 1e-6  /* of the distance */
#define MOST_SEEN 5000  /* a crystal whose atoms see more is too large to compute */
#define LEAST_BOND 1e-9 /* of the energy of a free atom; less is rounding */
#define NEUTRAL 1e-6    /* sum of two charges */
#define FARTHER 1.6     /* times a pair's distance, where a crystal of charges is looked for */

/* Three distances, the middle one the lowest. */
struct well {
  double distance[3], energy[3];
};

static bool too_large(const struct l2h_lammps_crystal *crystal, enum l2h_arrangement arrangement, double distance)
{
  return l2h_lammps_atoms_in_reach(crystal, arrangement, distance) > MOST_SEEN;
}

/* The deepest well below `from`: a scan inwards until bound atoms repel each other, for farther in many potentials fall
   without end. 1, or 0 where there is none. */
static int scan(struct l2h_lammps_crystal *crystal, double from, double free, struct well *deepest)
{
  struct well last = {{0}, {NAN, NAN, NAN}}; /* of which NANs are no well */
  double lowest = free;
  int found = 0;
  for (double distance = INSIDE * from; distance > NEAREST * crystal->reach; distance /= RATIO) {
    const double energy =
      too_large(crystal, crystal->arrangement, distance) ? NAN : l2h_lammps_arrangement_energy(crystal, distance);
    if (isnan(energy))
      break;
    for (int k = 0; k < 2; k++) {
      last.distance[k] = last.distance[k + 1];
      last.energy[k] = last.energy[k + 1];
    }
    last.distance[2] = distance;
    last.energy[2] = energy;
    if (last.energy[1] <= last.energy[0] && last.energy[1] < last.energy[2] && last.energy[1] < lowest) {
      *deepest = last;
      lowest = last.energy[1];
      found = 1;
    }
    if (energy > free && found)
      break;
  }
  return found;
}

/* Golden section. */
static void refine(struct l2h_lammps_crystal *crystal, const struct well *well, double *distance, double *energy)
{
  const double golden = (sqrt(5) - 1) / 2;
  double low = well->distance[2], high = well->distance[0];
  double left = high - golden * (high - low), right = low + golden * (high - low);
  double at_left = l2h_lammps_arrangement_energy(crystal, left);
  double at_right = l2h_lammps_arrangement_energy(crystal, right);
  while (high - low > PRECISION * low && !isnan(at_left) && !isnan(at_right))
    if (at_left < at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - golden * (high - low);
      at_left = l2h_lammps_arrangement_energy(crystal, left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + golden * (high - low);
      at_right = l2h_lammps_arrangement_energy(crystal, right);
    }
  *distance = at_left < at_right ? left : right;
  *energy = at_left < at_right ? at_left : at_right;
}

static double alone(struct l2h_lammps_crystal *crystal, int type)
{
  return l2h_lammps_arrange(crystal, L2H_ALONE, type, type) == 0 ? l2h_lammps_arrangement_energy(crystal, 0) : NAN;
}

/* Energy of a bond: an atom has half of each of its own. `of` is NULL where nothing is bound. */
static struct l2h_bond bond_of(struct l2h_lammps_crystal *crystal, enum l2h_arrangement arrangement, int type,
                               int other, double from, double free)
{
  struct l2h_bond bond = {0};
  struct well well;
  double energy;
  if (l2h_lammps_arrange(crystal, arrangement, type, other) != 0 || !scan(crystal, from, free, &well))
    return bond;
  if (!crystal->lammps.handle && l2h_lammps_arrange(crystal, arrangement, type, other) != 0)
    return bond;
  refine(crystal, &well, &bond.length, &energy);
  bond.cohesive = free - energy;
  bond.energy = bond.cohesive / (0.5 * l2h_arrangement_neighbours(arrangement));
  bond.crystal = arrangement != L2H_PAIR;
  bond.with = other;
  if (bond.cohesive > LEAST_BOND * fabs(free))
    bond.of = l2h_arrangement_name(arrangement, type == other);
  return bond;
}

/* The most bound of those that atoms of one type, or of two, may have. */
static struct l2h_bond bond_of_crystal(struct l2h_lammps_crystal *crystal, int type, int other, double from,
                                       double free)
{
  static const enum l2h_arrangement of_one[] = {L2H_FCC, L2H_BCC, L2H_DIAMOND};
  static const enum l2h_arrangement of_two[] = {L2H_ROCKSALT, L2H_BCC, L2H_DIAMOND};
  struct l2h_bond best = {0};
  for (int k = 0; k < 3; k++) {
    const struct l2h_bond bond = bond_of(crystal, type == other ? of_one[k] : of_two[k], type, other, from, free);
    if (bond.of && bond.cohesive > best.cohesive)
      best = bond;
  }
  return best;
}

/* The crystal's, where one can be had that binds atoms more than a pair does, and else the pair's. Charges of one sign
   would fill a crystal without end; those of two make wells of their own where a sum of theirs is cut off, far beyond
   the distance of a pair. */
static struct l2h_bond best_bond(struct l2h_lammps_crystal *crystal, int type, int other, struct l2h_bond *pair)
{
  const double free = 0.5 * (alone(crystal, type) + alone(crystal, other));
  const double charge = crystal->charge[type - 1], sum = charge + crystal->charge[other - 1];
  struct l2h_bond bond = {0};
  *pair = bond;
  if (isnan(free))
    return bond;
  *pair = bond_of(crystal, L2H_PAIR, type, other, crystal->reach, free);
  const double from = charge != 0 && pair->of ? fmin(FARTHER * pair->length, crystal->reach) : crystal->reach;
  if (fabs(sum) < NEUTRAL && !(pair->of && too_large(crystal, L2H_FCC, pair->length)))
    bond = bond_of_crystal(crystal, type, other, from, free);
  return bond.of && bond.cohesive > pair->cohesive ? bond : *pair;
}

/* A crystal before a pair, its like before others, and of others the strongest bond. */
static bool goes_before(const struct l2h_bond *bond, const struct l2h_bond *other, int type)
{
  if (!bond->of || !other->of || bond->crystal != other->crystal)
    return bond->of && (!other->of || bond->crystal);
  return other->with != type && bond->energy > other->energy;
}

static void take_bonds(struct l2h_lammps_crystal *crystal, int species, struct l2h_lammps_scales *scales)
{
  const int type = species + 1;
  struct l2h_bond *mine = &scales->bond[species], pair;
  *mine = best_bond(crystal, type, type, &scales->pair[species]);
  for (int other = 1; other <= scales->species && !(mine->crystal && mine->with == type); other++) {
    if (other == type)
      continue;
    const struct l2h_bond bond = best_bond(crystal, type, other, &pair);
    if (goes_before(&bond, mine, type)) {
      *mine = bond;
      scales->pair[species] = pair;
    }
  }
}

static int take_mean(const struct l2h_lammps_crystal *crystal, struct l2h_lammps_scales *scales)
{
  int atoms = 0, counted = 0;
  for (int s = 0; s < scales->species; s++)
    atoms += scales->bond[s].of ? crystal->atoms[s] : 0;
  for (int s = 0; s < scales->species; s++) {
    const int count = !scales->bond[s].of ? 0 : atoms > 0 ? crystal->atoms[s] : 1;
    scales->length += count * scales->bond[s].length;
    scales->energy += count * scales->bond[s].energy;
    counted += count;
  }
  if (counted == 0)
    return -1;
  scales->length /= counted;
  scales->energy /= counted;
  return 0;
}

static int refuse(const struct l2h_lammps_crystal *crystal, struct l2h_error *error)
{
  if (crystal->shrinks)
    return l2h_fail(error,
                    "%.400s: no scales: its pair_style has no cutoff of its own and sees less in a small cell: give it "
                    "one that reaches a few neighbours, as in `pair_style gupta/hop 12.0`, or write l2h_length "
                    "(distance of nearest neighbours) and l2h_energy (energy of a bond) by hand",
                    crystal->script);
  return l2h_fail(error,
                  "%.400s: no scales: by its potential neither a pair of atoms nor a simple crystal has a "
                  "lowest energy at any distance up to %g: write l2h_length (distance of nearest "
                  "neighbours) and l2h_energy (energy of a bond) by hand%s%.300s%s",
                  crystal->script, crystal->reach, crystal->why.text[0] ? " (LAMMPS says: " : "", crystal->why.text,
                  crystal->why.text[0] ? ")" : "");
}

int l2h_lammps_scales(const char *script, struct l2h_lammps_scales *scales, struct l2h_error *error)
{
  struct l2h_lammps_crystal crystal;
  memset(scales, 0, sizeof *scales);
  if (l2h_lammps_crystal_open(script, &crystal, error) != 0)
    return -1;
  scales->species = crystal.types;
  memcpy(scales->units, crystal.units, sizeof scales->units);
  memcpy(scales->element, crystal.element, sizeof scales->element);
  for (int s = 0; s < scales->species; s++)
    take_bonds(&crystal, s, scales);
  const int result = !crystal.shrinks && take_mean(&crystal, scales) == 0 ? 0 : refuse(&crystal, error);
  l2h_lammps_crystal_close(&crystal);
  return result;
}
