/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "core/safe_file.h"
#include "evaluation/minima_file.h"

#define FILE_NAME "test_minima_file.tmp"

static struct l2h_error error;

/* Writes the minima among ends of one system and returns the file. */
static char *written(const struct l2h_system *system, int ends, const struct l2h_outcome *outcome,
                     const double *position)
{
  const struct l2h_searched by = {.command = "test"};
  struct l2h_minima_file file;
  size_t length;
  assert_int_equal(l2h_minima_file_open(&file, FILE_NAME, system, &by, &error), 0);
  assert_int_equal(l2h_minima_file_put_ends(&file, ends, outcome, position, &error), 0);
  l2h_minima_file_close(&file);
  char *text = l2h_file_contents(FILE_NAME, &length, &error);
  assert_non_null(text);
  unlink(FILE_NAME);
  return text;
}

static int times(const char *text, const char *part)
{
  int count = 0;
  for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
    count++;
  return count;
}

/* The positions after the comment line of the first structure, to the 12 digits that are written. */
static void assert_first_is(const char *text, int atoms, const double position[][3])
{
  const char *line = strchr(strchr(text, '\n') + 1, '\n') + 1;
  for (int i = 0; i < atoms; i++, line = strchr(line, '\n') + 1) {
    double x[3];
    assert_int_equal(sscanf(line, "%*s %lf %lf %lf", &x[0], &x[1], &x[2]), 3);
    for (int c = 0; c < 3; c++)
      assert_near(x[c], position[i][c], 1e-12);
  }
}

static const double tetrahedron[4][3] = {
  {0, 0, 0}, {1, 0, 0}, {0.5, 0.86602540378, 0}, {0.5, 0.28867513459, 0.81649658}};
static const double square[4][3] = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};

/* Turned by a, mirrored, listed backwards, moved. */
static void disguise(const double from[4][3], double a, double to[4][3])
{
  for (int i = 0; i < 4; i++) {
    const double *x = from[i];
    to[3 - i][0] = cos(a) * x[0] - sin(a) * x[1] + 3;
    to[3 - i][1] = sin(a) * x[0] + cos(a) * x[1] - 2;
    to[3 - i][2] = 1 - x[2];
  }
}

static void copies_are_one(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:4");
  double position[5][4][3];
  const struct l2h_outcome outcome[5] = {{-6, 1}, {-6 + 1e-7, 1}, {-5, 1}, {-6 - 1e-7, 1}, {-6, 1}};
  memcpy(position[0], tetrahedron, sizeof tetrahedron);
  disguise(tetrahedron, 0.3, position[1]);
  memcpy(position[2], square, sizeof square);
  disguise(tetrahedron, 2, position[3]);
  memcpy(position[4], square, sizeof square); /* by chance of the tetrahedron's energy */
  char *text = written(&system, 5, outcome, position[0][0]);
  assert_int_equal(times(text, "Properties="), 3);
  assert_int_equal(times(text, "count=3 "), 1);
  assert_int_equal(times(text, "count=1 "), 2);
  assert_says(text, "4\nProperties=species:S:1:pos:R:3:forces:R:3 energy=-6.0000001 count=3 pbc=\"F F F\"\nX ");
  assert_true(strstr(text, "energy=-5 ") > strstr(text, "energy=-6")); /* lowest first */
  assert_first_is(text, 4, position[3]);
  free(text);
}

/* Two of silver on an axis and two of gold on a circle around it: only gold knows how far gold is. */
static void each_pair_of_species_counts(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("gupta:Ag2Au2");
  const double position[2][4][3] = {{{0, 0, 1.5}, {0, 0, -1.5}, {3, 0, 0}, {-3, 0, 0}},
                                    {{0, 0, 1.5}, {0, 0, -1.5}, {3, 0, 0}, {0, 3, 0}}};
  const struct l2h_outcome outcome[2] = {{-6, 1}, {-6, 1}};
  char *text = written(&system, 2, outcome, position[0][0]);
  assert_int_equal(times(text, "Properties="), 2);
  free(text);
}

/* A square of silver and gold: alike neighbours, or alike across. */
static void species_tell_apart(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("gupta:Ag2Au2");
  const double position[3][4][3] = {{{0, 0, 0}, {3, 0, 0}, {3, 3, 0}, {0, 3, 0}},
                                    {{0, 0, 0}, {3, 3, 0}, {3, 0, 0}, {0, 3, 0}},
                                    {{3, 3, 0}, {0, 0, 0}, {0, 3, 0}, {3, 0, 0}}};
  const struct l2h_outcome outcome[3] = {{-6, 1}, {-6, 1}, {-6, 1}};
  char *text = written(&system, 3, outcome, position[0][0]);
  assert_int_equal(times(text, "Properties="), 2);
  assert_int_equal(times(text, "count=2 "), 1);
  assert_int_equal(times(text, "\nAg "), 4);
  assert_int_equal(times(text, "\nAu "), 4);
  free(text);
}

static void periodic_copies_are_one(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("sw:Si8");
  double position[2][8][3];
  const struct l2h_outcome outcome[2] = {{-30, 1}, {-30, 1}};
  for (int i = 0; i < 8; i++)
    for (int c = 0; c < 3; c++) {
      position[0][i][c] = 5 * fmod(0.37 * i + 0.61 * c * i + 0.2, 1);
      position[1][i][c] = position[0][i][c] + 1.7 * c + system.landscape.cell * (i % 3 - 1);
    }
  char *text = written(&system, 2, outcome, position[0][0]);
  assert_int_equal(times(text, "Properties="), 1);
  assert_says(text, "count=2 Lattice=\"5.48");
  assert_says(text, "pbc=\"T T T\"");
  free(text);
}

/* Three numbers an atom after its place: minus the gradient there, in which a pair at 0.9 d0 is pushed apart. */
static void forces_stand_beside_positions(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:2");
  const double position[2][3] = {{0, 0, 0}, {0.9, 0, 0}};
  const struct l2h_outcome outcome[1] = {{-0.7, 1}};
  double f[2];
  char *text = written(&system, 1, outcome, position[0]);
  const char *line = strchr(strchr(text, '\n') + 1, '\n') + 1;
  assert_int_equal(sscanf(line, "X %*f %*f %*f %lf %*f %*f", &f[0]), 1);
  assert_int_equal(sscanf(strchr(line, '\n') + 1, "X %*f %*f %*f %lf %*f %*f", &f[1]), 1);
  const double push = 12 / 0.9 * (pow(0.9, -12) - pow(0.9, -6)); /* of (1/r)^12 - 2 (1/r)^6 */
  assert_near(f[0], -push, 1e-5);
  assert_near(f[1], push, 1e-5);
  free(text);
}

/* What LAMMPS could not compute is no minimum. */
static void unbound_ends_are_left_out(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:4");
  double position[3][4][3];
  const struct l2h_outcome outcome[3] = {{1e12, 1}, {-6, 1}, {NAN, 1}};
  for (int k = 0; k < 3; k++)
    memcpy(position[k], tetrahedron, sizeof tetrahedron);
  char *text = written(&system, 3, outcome, position[0][0]);
  assert_int_equal(times(text, "Properties="), 1);
  assert_int_equal(times(text, "energy=-6 count=1 "), 1);
  free(text);
}

/* Of the meetings with a minimum, the one that took the fewest evaluations says who met it first, in whatever order
   they come. */
static void the_first_meeting_is_kept(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:4");
  static const struct l2h_meeting met[3] = {{-6, 1, 3, 500}, {-6, 2, 1, 200}, {-6, 1, 2, 300}};
  struct l2h_collection *collection = l2h_collection_create(&system, 5, &error);
  for (int k = 0; k < 3; k++)
    assert_int_equal(l2h_collection_add(collection, &met[k], tetrahedron[0], &error), k == 0 ? 1 : 0);
  assert_int_equal(collection->count, 1);
  assert_int_equal(collection->minimum[0].met.count, 4);
  assert_int_equal(collection->minimum[0].met.walker, 1);
  assert_int_equal(collection->minimum[0].met.evaluations, 200);
  l2h_collection_free(collection);
}

#define DATABASE_NAME "test_minima_file.db"

/* Rows of the database, and how often all of them were met. */
static void assert_stored(long minima, double count)
{
  struct l2h_database database;
  int systems;
  assert_int_equal(l2h_database_open(&database, DATABASE_NAME, L2H_DATABASE_READS, &error), 0);
  struct l2h_stored_system *stored = l2h_stored_systems(&database, &systems, &error);
  assert_int_equal(systems, 1);
  assert_int_equal(stored->minima, minima);
  assert_int_equal(stored->count, count);
  free(stored);
  l2h_database_close(&database);
}

/* An end whose quench has not come to its end, a pair at 0.9 d0, is in an XYZ file and in no database. What is put
   again is not counted again, and what waited for a lock comes with the next time. */
static void a_database_takes_minima_as_they_come(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:2");
  const struct l2h_searched by = {.command = "test"};
  const double pair[2][3] = {{0, 0, 0}, {1, 0, 0}}, squeezed[2][3] = {{0, 0, 0}, {0.9, 0, 0}};
  const struct l2h_meeting met = {-1, 1, 0, 10}, high = {-0.7, 1, 0, 10};
  struct l2h_collection *collection = l2h_collection_create(&system, 5, &error);
  struct l2h_minima_file file;
  struct l2h_database other;
  unlink(DATABASE_NAME);
  assert_int_equal(l2h_minima_file_open(&file, DATABASE_NAME, &system, &by, &error), 0);
  assert_int_equal(l2h_collection_add(collection, &met, pair[0], &error), 1);
  assert_int_equal(l2h_collection_add(collection, &high, squeezed[0], &error), 1);
  for (int time = 0; time < 2; time++) {
    assert_int_equal(l2h_minima_file_put(&file, collection, false, &error), 0);
    assert_int_equal(file.no_minima, 1);
    assert_stored(1, 1);
  }
  assert_int_equal(l2h_collection_add(collection, &met, pair[0], &error), 0); /* met again */
  assert_int_equal(l2h_database_open(&other, DATABASE_NAME, L2H_DATABASE_WRITES, &error), 0);
  assert_int_equal(l2h_database_begin(&other, &error), 0);
  assert_int_equal(l2h_minima_file_put(&file, collection, false, &error), 1);
  assert_says(error.text, "another program has kept it locked");
  assert_stored(1, 1);
  l2h_database_rollback(&other);
  l2h_database_close(&other);
  assert_int_equal(l2h_minima_file_put(&file, collection, true, &error), 0);
  assert_stored(1, 2);
  l2h_minima_file_close(&file);
  l2h_collection_free(collection);
  unlink(DATABASE_NAME);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_first_meeting_is_kept),
    cmocka_unit_test(a_database_takes_minima_as_they_come),
    cmocka_unit_test(copies_are_one),
    cmocka_unit_test(species_tell_apart),
    cmocka_unit_test(each_pair_of_species_counts),
    cmocka_unit_test(periodic_copies_are_one),
    cmocka_unit_test(forces_stand_beside_positions),
    cmocka_unit_test(unbound_ends_are_left_out),
  };
  return cmocka_run_group_tests_name("minima_file", tests, NULL, NULL);
}
