/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "core/safe_file.h"
#include "systems/lammps/lammps_data.h"
#include "systems/starts.h"

#define FILE_NAME "test_lammps_data.tmp"

static struct l2h_error error;

/* A data file as LAMMPS takes it: header lines by their last words, sections by their name, atoms by their id. */
struct data {
  int atoms, types;
  double low[3], high[3], mass[L2H_MAX_SPECIES];
  int type[L2H_SYSTEM_MAX_ATOMS];
  double position[L2H_SYSTEM_MAX_ATOMS][3];
};

static void read_header(char *text, struct data *data)
{
  char line[256], axis;
  double low, high;
  for (char *next = strchr(text, '\n') + 1; next && strncmp(next, "Masses", 6) != 0; next = strchr(next, '\n') + 1) {
    assert_int_equal(sscanf(next, "%255[^\n]", line) >= 0, 1);
    if (strstr(line, " atoms"))
      data->atoms = atoi(line);
    if (strstr(line, " atom types"))
      data->types = atoi(line);
    if (sscanf(line, "%lf %lf %clo", &low, &high, &axis) == 3) {
      data->low[axis - 'x'] = low;
      data->high[axis - 'x'] = high;
    }
  }
}

static char *section(char *text, const char *title)
{
  char *found = strstr(text, title);
  assert_non_null(found);
  return found + strlen(title);
}

static void read_data(struct data *data)
{
  size_t length;
  char *text = l2h_file_contents(FILE_NAME, &length, &error);
  assert_non_null(text);
  read_header(text, data);
  assert_in_range(data->types, 1, L2H_MAX_SPECIES);
  assert_in_range(data->atoms, 1, L2H_SYSTEM_MAX_ATOMS);
  char *next = section(text, "\nMasses\n\n");
  for (int t = 0; t < data->types; t++, next = strchr(next, '\n') + 1) {
    assert_int_equal(strtol(next, &next, 10), t + 1);
    data->mass[t] = strtod(next, &next);
  }
  next = section(text, "\nAtoms # atomic\n\n");
  for (int i = 0; i < data->atoms; i++) {
    const long id = strtol(next, &next, 10);
    assert_in_range(id, 1, data->atoms);
    data->type[id - 1] = (int)strtol(next, &next, 10);
    for (int c = 0; c < 3; c++)
      data->position[id - 1][c] = strtod(next, &next);
  }
  assert_string_equal(next, "\n"); /* and no atom after it */
  free(text);
  unlink(FILE_NAME);
}

/* What comes back from the file of these positions. */
static const struct data *there_and_back(const struct l2h_system *system, const double *position)
{
  static struct data data;
  memset(&data, 0, sizeof data);
  assert_int_equal(l2h_lammps_data_write(FILE_NAME, "a title", system, position, &error), 0);
  read_data(&data);
  assert_int_equal(data.atoms, system->atoms);
  assert_int_equal(data.types, system->species);
  return &data;
}

static const double *a_start(const struct l2h_system *system)
{
  static double position[3 * L2H_SYSTEM_MAX_ATOMS], gradient[3 * L2H_SYSTEM_MAX_ATOMS];
  l2h_start_positions(&(struct l2h_start){system, 3, L2H_HELD_OUT_STARTS, 0, 1}, position, gradient);
  return position;
}

static void clusters_come_back_bit_for_bit(void **state)
{
  (void)state;
  const char *const names[] = {"lj:2", "lj:38", "gupta:Ag10Au28"};
  for (int n = 0; n < 3; n++) {
    const struct l2h_system system = a_system(names[n]);
    const double *position = a_start(&system);
    const struct data *data = there_and_back(&system, position);
    assert_memory_equal(data->position, position, 3 * sizeof(double) * (size_t)system.atoms);
    for (int k = 0; k < 3 * system.atoms; k++) /* nobody at the wall */
      assert_true(position[k] - data->low[k % 3] > system.length && data->high[k % 3] - position[k] > system.length);
  }
}

static void types_are_species(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("gupta:Au2Ag3"); /* the parameter file has silver first */
  const struct data *data = there_and_back(&system, a_start(&system));
  for (int i = 0; i < 5; i++)
    assert_int_equal(data->type[i], i < 3 ? 1 : 2);
  assert_near(data->mass[0], 107.868, 0.01); /* IUPAC, as are the others */
  assert_near(data->mass[1], 196.967, 0.01);
  const struct l2h_system spheres = a_system("lj:3"), silicon = a_system("sw:Si8");
  assert_true(there_and_back(&spheres, a_start(&spheres))->mass[0] == 1);
  assert_near(there_and_back(&silicon, a_start(&silicon))->mass[0], 28.085, 0.001);
}

/* Inside the cell bit for bit, from outside by whole cells: LAMMPS drops no atom that lies in [0, cell). */
static void periodic_atoms_lie_in_the_cell(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("sw:Si64");
  const double cell = system.landscape.cell;
  double position[3 * 64];
  for (int k = 0; k < 3 * 64; k++)
    position[k] = cell * k / (3 * 64);
  position[0] = -1e-20; /* a cell higher it would be rounded to the far wall, which is outside */
  position[1] = cell;
  position[2] = -0.25 * cell;
  position[3] = 7.5 * cell;
  const struct data *data = there_and_back(&system, position);
  for (int c = 0; c < 3; c++) {
    assert_true(data->low[c] == 0);
    assert_true(data->high[c] == cell);
  }
  for (int k = 0; k < 3 * 64; k++) {
    const double x = data->position[k / 3][k % 3], moved = (x - position[k]) / cell;
    assert_true(x >= 0 && x < cell);
    assert_near(moved, round(moved), 1e-14); /* rounding of a number of 7 cells */
    if (k > 3)
      assert_true(x == position[k]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(clusters_come_back_bit_for_bit),
    cmocka_unit_test(types_are_species),
    cmocka_unit_test(periodic_atoms_lie_in_the_cell),
  };
  return cmocka_run_group_tests_name("lammps_data", tests, NULL, NULL);
}
