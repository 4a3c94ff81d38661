/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_elements.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Grams a mole: standard atomic weights, abridged (IUPAC 2021), of elements that have one. */
static const struct {
  char element[4];
  double mass;
} known[] = {
  {"H", 1.008},    {"He", 4.003},   {"Li", 6.94},    {"Be", 9.012},   {"B", 10.81},    {"C", 12.011},   {"N", 14.007},
  {"O", 15.999},   {"F", 18.998},   {"Ne", 20.18},   {"Na", 22.99},   {"Mg", 24.305},  {"Al", 26.982},  {"Si", 28.085},
  {"P", 30.974},   {"S", 32.06},    {"Cl", 35.45},   {"Ar", 39.948},  {"K", 39.098},   {"Ca", 40.078},  {"Sc", 44.956},
  {"Ti", 47.867},  {"V", 50.941},   {"Cr", 51.996},  {"Mn", 54.938},  {"Fe", 55.845},  {"Co", 58.933},  {"Ni", 58.693},
  {"Cu", 63.546},  {"Zn", 65.38},   {"Ga", 69.723},  {"Ge", 72.63},   {"As", 74.922},  {"Se", 78.971},  {"Br", 79.904},
  {"Kr", 83.798},  {"Rb", 85.468},  {"Sr", 87.62},   {"Y", 88.906},   {"Zr", 91.224},  {"Nb", 92.906},  {"Mo", 95.95},
  {"Ru", 101.07},  {"Rh", 102.906}, {"Pd", 106.42},  {"Ag", 107.868}, {"Cd", 112.414}, {"In", 114.818}, {"Sn", 118.71},
  {"Sb", 121.76},  {"Te", 127.6},   {"I", 126.904},  {"Xe", 131.293}, {"Cs", 132.905}, {"Ba", 137.327}, {"La", 138.905},
  {"Ce", 140.116}, {"Pr", 140.908}, {"Nd", 144.242}, {"Sm", 150.36},  {"Eu", 151.964}, {"Gd", 157.25},  {"Tb", 158.925},
  {"Dy", 162.5},   {"Ho", 164.93},  {"Er", 167.259}, {"Tm", 168.934}, {"Yb", 173.054}, {"Lu", 174.967}, {"Hf", 178.49},
  {"Ta", 180.948}, {"W", 183.84},   {"Re", 186.207}, {"Os", 190.23},  {"Ir", 192.217}, {"Pt", 195.084}, {"Au", 196.967},
  {"Hg", 200.592}, {"Tl", 204.38},  {"Pb", 207.2},   {"Bi", 208.98},  {"Th", 232.038}, {"U", 238.029}};

/* Scripts and potential files round them, at worst to whole numbers. */
#define ROUNDED 0.1

static const char *element_of_mass(double mass)
{
  const char *nearest = NULL;
  double distance = ROUNDED;
  for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
    if (fabs(known[k].mass - mass) < distance) {
      distance = fabs(known[k].mass - mass);
      nearest = known[k].element;
    }
  return nearest;
}

static bool name_by_mass(struct l2h_lammps *lammps, int species, char (*element)[4])
{
  const char *units = lammps->library->extract_global(lammps->handle, "units");
  const double *mass = lammps->library->extract_atom(lammps->handle, "mass"); /* from 1 */
  if (!units || !mass || !(strcmp(units, "metal") == 0 || strcmp(units, "real") == 0 || strcmp(units, "electron") == 0))
    return false;
  for (int s = 0; s < species; s++) {
    const char *name = element_of_mass(mass[s + 1]);
    if (!name)
      return false;
    for (int other = 0; other < s; other++)
      if (strcmp(element[other], name) == 0)
        return false;
    strcpy(element[s], name);
  }
  return true;
}

void l2h_lammps_elements(struct l2h_lammps *lammps, int species, char (*element)[4])
{
  struct l2h_error ignored;
  const char *words = NULL;
  if (lammps->library->extract_variable_datatype(lammps->handle, "l2h_elements") == L2H_LAMMPS_TEXT)
    words = lammps->library->extract_variable(lammps->handle, "l2h_elements", NULL);
  const bool named = !words && name_by_mass(lammps, species, element);
  l2h_lammps_failed(lammps, &ignored);
  for (int s = 0; s < species && !named; s++) {
    const char *word = words ? words + strspn(words, " ") : "";
    const size_t length = strcspn(word, " ");
    snprintf(element[s], sizeof element[s], "%.*s", length ? (int)length : 1, length ? word : "X");
    words = words ? word + length : NULL;
  }
}
