/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_data.h"

#include <math.h>
#include <string.h>

#include "core/safe_file.h"

#define ROOM 2.0 /* length scales between a cluster and its box */

/* Standard atomic weights of what empirical potentials are made for; a minimization does not ask for them. */
static double mass_of(const char *element)
{
  static const struct {
    const char *element;
    double mass;
  } known[] = {{"Li", 6.94},   {"Be", 9.0122}, {"C", 12.011},  {"Na", 22.99},  {"Mg", 24.305}, {"Al", 26.982},
               {"Si", 28.085}, {"K", 39.098},  {"Ca", 40.078}, {"Sc", 44.956}, {"Ti", 47.867}, {"V", 50.942},
               {"Cr", 51.996}, {"Mn", 54.938}, {"Fe", 55.845}, {"Co", 58.933}, {"Ni", 58.693}, {"Cu", 63.546},
               {"Zn", 65.38},  {"Ga", 69.723}, {"Ge", 72.63},  {"Rb", 85.468}, {"Sr", 87.62},  {"Y", 88.906},
               {"Zr", 91.224}, {"Nb", 92.906}, {"Mo", 95.95},  {"Ru", 101.07}, {"Rh", 102.91}, {"Pd", 106.42},
               {"Ag", 107.87}, {"Cd", 112.41}, {"In", 114.82}, {"Sn", 118.71}, {"Sb", 121.76}, {"Te", 127.6},
               {"Cs", 132.91}, {"Ba", 137.33}, {"La", 138.91}, {"Hf", 178.49}, {"Ta", 180.95}, {"W", 183.84},
               {"Re", 186.21}, {"Os", 190.23}, {"Ir", 192.22}, {"Pt", 195.08}, {"Au", 196.97}, {"Tl", 204.38},
               {"Pb", 207.2},  {"Bi", 208.98}};
  for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
    if (strcmp(known[k].element, element) == 0)
      return known[k].mass;
  return 1;
}

static void find_box(const struct l2h_system *system, const double *position, double low[3], double high[3])
{
  for (int c = 0; c < 3; c++) {
    low[c] = INFINITY;
    high[c] = -INFINITY;
    for (int i = 0; i < system->atoms; i++) {
      low[c] = fmin(low[c], position[3 * i + c] - ROOM * system->length);
      high[c] = fmax(high[c], position[3 * i + c] + ROOM * system->length);
    }
    if (system->landscape.cell > 0) {
      low[c] = 0;
      high[c] = system->landscape.cell;
    }
  }
}

static double wrapped(const struct l2h_system *system, double x)
{
  const double cell = system->landscape.cell;
  if (!(cell > 0) || (x >= 0 && x < cell))
    return x;
  const double inside = x - cell * floor(x / cell);
  return inside < cell ? inside : 0;
}

int l2h_lammps_data_write(const char *path, const char *title, const struct l2h_system *system, const double *position,
                          struct l2h_error *error)
{
  struct l2h_safe_file file;
  double low[3], high[3];
  if (l2h_safe_file_open(&file, path, error) != 0)
    return -1;
  find_box(system, position, low, high);
  fprintf(file.stream, "%s\n\n%d atoms\n%d atom types\n\n", title, system->atoms, system->species);
  for (int c = 0; c < 3; c++)
    fprintf(file.stream, "%.17g %.17g %clo %chi\n", low[c], high[c], 'x' + c, 'x' + c);
  fprintf(file.stream, "\nMasses\n\n");
  for (int s = 0; s < system->species; s++)
    fprintf(file.stream, "%d %g # %s\n", s + 1, mass_of(system->element[s]), system->element[s]);
  fprintf(file.stream, "\nAtoms # atomic\n\n");
  for (int s = 0; s < system->species; s++)
    for (int i = system->first[s]; i < system->first[s + 1]; i++)
      fprintf(file.stream, "%d %d %.17g %.17g %.17g\n", i + 1, s + 1, wrapped(system, position[3 * i]),
              wrapped(system, position[3 * i + 1]), wrapped(system, position[3 * i + 2]));
  return l2h_safe_file_commit(&file, error);
}
