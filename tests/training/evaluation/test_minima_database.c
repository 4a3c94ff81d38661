/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "evaluation/minima_database.h"

#define FILE_NAME "test_minima_database.db"
#define OTHER_NAME "test_minima_database_other.db"

static struct l2h_error error;

static const double tetrahedron[4][3] = {
  {0, 0, 0}, {1, 0, 0}, {0.5, 0.86602540378, 0}, {0.5, 0.28867513459, 0.81649658}};
static const double square[4][3] = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};
/* No mirror plane: four atoms along a screw. */
static const double screw[4][3] = {{0, 0, 0}, {1, 0, 0}, {1, 1.1, 0}, {0.6, 1.3, 0.9}};
static const double none[4][3];

static void remove_files(void)
{
  unlink(FILE_NAME);
  unlink(OTHER_NAME);
}

static int begin_anew(void **state)
{
  (void)state;
  remove_files();
  return 0;
}

static int clean_up(void **state)
{
  (void)state;
  remove_files();
  return 0;
}

static struct l2h_database opened(const char *path, enum l2h_database_use use)
{
  struct l2h_database database;
  if (l2h_database_open(&database, path, use, &error) != 0)
    fail_msg("%s", error.text);
  return database;
}

/* A file with some meetings of one run, each with one of the structures. */
struct met {
  double energy, count, walker, evaluations;
  const double (*position)[3];
};

static void write_run(const char *path, const struct l2h_system *system, const struct l2h_searched *by, int meetings,
                      const struct met *met)
{
  struct l2h_database database = opened(path, L2H_DATABASE_WRITES);
  struct l2h_shelf shelf;
  assert_int_equal(l2h_database_begin(&database, &error), 0);
  assert_int_equal(l2h_shelf_open(&shelf, &database, system, by, &error), 0);
  for (int k = 0; k < meetings; k++) {
    const struct l2h_meeting meeting = {met[k].energy, met[k].count, met[k].walker, met[k].evaluations};
    int64_t row;
    assert_int_equal(l2h_shelf_put(&shelf, met[k].energy, met[k].position[0], none[0], &row, &error), 0);
    assert_int_equal(l2h_shelf_meet(&shelf, row, &meeting, &error), 0);
  }
  l2h_shelf_close(&shelf);
  assert_int_equal(l2h_database_commit(&database, &error), 0);
  l2h_database_close(&database);
}

/* What is read back. */
struct found {
  int count;
  struct l2h_stored_minimum minimum[16];
  double position[16][12];
  char seed[16][24];
};

static int take_minimum(void *context, const struct l2h_stored_minimum *minimum, struct l2h_error *why)
{
  struct found *found = context;
  (void)why;
  assert_true(found->count < 16);
  memcpy(found->position[found->count], minimum->position, sizeof found->position[0]);
  snprintf(found->seed[found->count], sizeof found->seed[0], "%s", minimum->seed);
  found->minimum[found->count++] = *minimum;
  return 0;
}

/* The minima of the one system in a file. */
static struct found read_back(const char *path)
{
  struct l2h_database database = opened(path, L2H_DATABASE_READS);
  struct found found = {0};
  int systems;
  struct l2h_stored_system *system = l2h_stored_systems(&database, &systems, &error);
  assert_non_null(system);
  assert_int_equal(systems, 1);
  assert_int_equal(l2h_stored_minima(&database, system, 16, take_minimum, &found, &error), 0);
  assert_int_equal(system->minima, found.count);
  free(system);
  l2h_database_close(&database);
  return found;
}

static const struct l2h_searched first = {.command = "search", .seed = 1}, second = {.command = "search", .seed = 2};

/* ---- which are one ---- */

static void mirrored(const double from[4][3], double to[4][3])
{
  for (int i = 0; i < 4; i++) { /* turned, in another order, moved, and mirrored */
    to[3 - i][0] = -from[i][1] + 3;
    to[3 - i][1] = from[i][0] - 2;
    to[3 - i][2] = 1 - from[i][2];
  }
}

static void copies_are_one_and_lowest_first(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:4");
  double image[4][3], handed[4][3];
  mirrored(screw, image);
  mirrored(image, handed); /* mirrored twice: the same hand again */
  const struct met met[] = {
    {-5, 1, 0, 10, square},
    {-6, 2, 1, 20, screw},
    {-6 + 1e-7, 3, 1, 30, (const double(*)[3])image},
    {-6, 1, 0, 5, tetrahedron},
    {-6 - 1e-7, 4, 2, 40, (const double(*)[3])handed},
    {-4, 1, 0, 1, screw},
  };
  write_run(FILE_NAME, &system, &first, 6, met);
  const struct found found = read_back(FILE_NAME);
  assert_int_equal(found.count, 4);
  for (int k = 1; k < found.count; k++)
    assert_true(found.minimum[k - 1].energy <= found.minimum[k].energy);
  assert_near(found.minimum[0].energy, -6, 1e-6);
  assert_near(found.minimum[1].energy, -6, 1e-6);
  assert_near(found.minimum[2].energy, -5, 1e-12);
  assert_near(found.minimum[3].energy, -4, 1e-12);
  /* a structure is one row at one energy and another at another */
  assert_memory_equal(found.position[2], square, sizeof square);
  assert_memory_equal(found.position[3], screw, sizeof screw);
}

/* A run says how often it has met a minimum until now, not how often since the last time: the larger word stands. */
static void nothing_is_counted_twice(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:4");
  const struct met early = {-6, 3, 5, 300, tetrahedron}, later = {-6, 7, 2, 250, tetrahedron},
                   other = {-6, 2, 1, 400, tetrahedron};
  write_run(FILE_NAME, &system, &first, 1, &early);
  write_run(FILE_NAME, &system, &first, 1, &later);
  write_run(FILE_NAME, &system, &first, 1, &early); /* resumed from an earlier checkpoint */
  struct found found = read_back(FILE_NAME);
  assert_int_equal(found.count, 1);
  assert_int_equal(found.minimum[0].count, 7);
  assert_int_equal(found.minimum[0].runs, 1);
  assert_int_equal(found.minimum[0].evaluations, 250);
  assert_int_equal(found.minimum[0].walker, 2);
  write_run(FILE_NAME, &system, &second, 1, &other);
  found = read_back(FILE_NAME);
  assert_int_equal(found.minimum[0].count, 9);
  assert_int_equal(found.minimum[0].runs, 2);
  assert_int_equal(found.minimum[0].evaluations, 250); /* the fewest of all runs, and whose they were */
  assert_string_equal(found.seed[0], "1");
}

/* Other weights, settings, commands are other runs. */
static void runs_are_told_apart(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:4");
  const struct met met = {-6, 1, 0, 10, tetrahedron};
  const struct l2h_searched by[] = {
    {.command = "search", .seed = 1},
    {.command = "eval", .seed = 1},
    {.command = "search", .seed = 1, .settings = 1},
    {.command = "search", .seed = 1, .weights = "a.learned", .weights_hash = 7},
    {.command = "search", .seed = UINT64_MAX},
  };
  for (int k = 0; k < 5; k++)
    write_run(FILE_NAME, &system, &by[k], 1, &met);
  const struct found found = read_back(FILE_NAME);
  assert_int_equal(found.count, 1);
  assert_int_equal(found.minimum[0].runs, 5);
  assert_int_equal(found.minimum[0].count, 5);
}

/* An energy that is wanted and scales of the paper's do not make another potential of it; parameters do. */
static void surfaces_are_told_apart(void **state)
{
  (void)state;
  struct l2h_system system = a_system("gupta:Ag2Au2"), wanted = system, other = system;
  wanted.known_minimum = -11;
  wanted.wanted = true;
  l2h_system_paper_scales(&wanted);
  other.landscape.gupta[0][1].xi *= 1.0001;
  assert_true(l2h_system_surface(&system) == l2h_system_surface(&wanted));
  assert_true(l2h_system_surface(&system) != l2h_system_surface(&other));
  const struct met met = {-6, 1, 0, 10, tetrahedron};
  write_run(FILE_NAME, &system, &first, 1, &met);
  write_run(FILE_NAME, &wanted, &first, 1, &met);
  assert_int_equal(read_back(FILE_NAME).count, 1);
  write_run(FILE_NAME, &other, &first, 1, &met);
  struct l2h_database database = opened(FILE_NAME, L2H_DATABASE_READS);
  int count;
  struct l2h_stored_system *stored = l2h_stored_systems(&database, &count, &error);
  assert_int_equal(count, 2);
  assert_string_equal(stored[0].system.name, "gupta:Ag2Au2");
  assert_string_equal(stored[0].system.element[1], "Au");
  assert_int_equal(stored[0].system.first[1], 2);
  assert_int_equal(stored[0].system.atoms, 4);
  free(stored);
  l2h_database_close(&database);
}

static void periodic_copies_are_one(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("sw:Si8");
  double position[2][8][3], gradient[24] = {0};
  for (int i = 0; i < 8; i++)
    for (int c = 0; c < 3; c++) {
      position[0][i][c] = 5 * fmod(0.37 * i + 0.61 * c * i + 0.2, 1);
      position[1][i][c] = position[0][i][c] + 1.7 * c + system.landscape.cell * (i % 3 - 1);
    }
  struct l2h_database database = opened(FILE_NAME, L2H_DATABASE_WRITES);
  struct l2h_shelf shelf;
  int64_t row[2];
  assert_int_equal(l2h_database_begin(&database, &error), 0);
  assert_int_equal(l2h_shelf_open(&shelf, &database, &system, &first, &error), 0);
  for (int k = 0; k < 2; k++)
    assert_int_equal(l2h_shelf_put(&shelf, -30, position[k][0], gradient, &row[k], &error), 0);
  assert_int_equal(row[0], row[1]);
  assert_near(shelf.system.landscape.cell, system.landscape.cell, 0);
  l2h_shelf_close(&shelf);
  l2h_database_rollback(&database);
  l2h_database_close(&database);
}

/* ---- merging ---- */

static void merging_again_changes_nothing(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:4");
  double image[4][3];
  mirrored(screw, image);
  const struct met here[] = {{-6, 3, 0, 30, screw}, {-5, 1, 0, 10, square}};
  const struct met there[] = {{-6, 2, 4, 20, (const double(*)[3])image}, {-6.5, 1, 1, 50, tetrahedron}};
  write_run(FILE_NAME, &system, &first, 2, here);
  write_run(OTHER_NAME, &system, &second, 2, there);
  struct l2h_database database = opened(OTHER_NAME, L2H_DATABASE_WRITES);
  assert_int_equal(l2h_database_run(&database, "UPDATE minimum SET motif = 'fcc'", &error), 0);
  l2h_database_close(&database);
  for (int time = 0; time < 2; time++) {
    long added;
    database = opened(FILE_NAME, L2H_DATABASE_WRITES);
    assert_int_equal(l2h_database_merge(&database, OTHER_NAME, &added, &error), 0);
    assert_int_equal(added, time == 0 ? 1 : 0);
    l2h_database_close(&database);
    const struct found found = read_back(FILE_NAME);
    assert_int_equal(found.count, 3);
    assert_near(found.minimum[0].energy, -6.5, 0);
    assert_int_equal(found.minimum[1].count, 5);
    assert_int_equal(found.minimum[1].runs, 2);
    assert_int_equal(found.minimum[1].evaluations, 20);
    assert_string_equal(found.seed[1], "2");
    assert_int_equal(found.minimum[2].runs, 1);
    assert_non_null(found.minimum[1].motif);
    assert_null(found.minimum[2].motif);
  }
  assert_int_equal(read_back(OTHER_NAME).count, 2);
}

/* ---- structures to begin from ---- */

static void structures_come_lowest_first(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:4"), larger = a_system("lj:5");
  const struct met met[] = {{-5, 1, 0, 10, square}, {-6, 1, 0, 10, tetrahedron}, {-4, 1, 0, 10, screw}};
  write_run(FILE_NAME, &system, &first, 3, met);
  struct l2h_database database = opened(FILE_NAME, L2H_DATABASE_READS);
  int count;
  double *position = l2h_stored_structures(&database, &system, 2, &count, &error);
  assert_non_null(position);
  assert_int_equal(count, 2);
  assert_memory_equal(position, tetrahedron, sizeof tetrahedron);
  assert_memory_equal(position + 12, square, sizeof square);
  free(position);
  assert_null(l2h_stored_structures(&database, &larger, 2, &count, &error));
  assert_says(error.text, "has no minimum of lj:5");
  assert_says(error.text, "it has lj:4");
  l2h_database_close(&database);
}

/* ---- files that are none of ours ---- */

static void refuses(const char *words, enum l2h_database_use use)
{
  struct l2h_database database;
  assert_int_equal(l2h_database_open(&database, FILE_NAME, use, &error), -1);
  assert_says(error.text, FILE_NAME);
  assert_says(error.text, words);
  l2h_database_close(&database);
}

static void write_foreign(const char *statements)
{
  sqlite3 *sqlite;
  unlink(FILE_NAME);
  assert_int_equal(sqlite3_open(FILE_NAME, &sqlite), SQLITE_OK);
  assert_int_equal(sqlite3_exec(sqlite, statements, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(sqlite);
}

static void foreign_files_are_refused(void **state)
{
  (void)state;
  refuses("No such file", L2H_DATABASE_READS);
  for (int use = L2H_DATABASE_READS; use <= L2H_DATABASE_WRITES; use++) {
    put_file(FILE_NAME, "38\nan XYZ file, with a name that a database would have", 54);
    assert_true(l2h_is_database(FILE_NAME));
    refuses("is no database", (enum l2h_database_use)use);
    write_foreign("CREATE TABLE t (a); PRAGMA application_id = 5");
    refuses("another application's database (application_id 5", (enum l2h_database_use)use);
    write_foreign("CREATE TABLE t (a)");
    refuses("another application's database (application_id 0, with 1 tables)", (enum l2h_database_use)use);
    write_foreign("PRAGMA application_id = 0x4C32484D; PRAGMA user_version = 2; CREATE TABLE t (a)");
    refuses("has schema version 2, and this learn2hop knows version 1", (enum l2h_database_use)use);
  }
  put_file(FILE_NAME, "", 0);
  refuses("is empty", L2H_DATABASE_READS);
}

/* By what is in it, and by its name where there is nothing. */
static void databases_are_known(void **state)
{
  (void)state;
  assert_true(l2h_is_database("not_there.db") && l2h_is_database("not_there.sqlite3"));
  assert_false(l2h_is_database("not_there.xyz") || l2h_is_database(".db") || l2h_is_database("db"));
  struct l2h_database database = opened(FILE_NAME, L2H_DATABASE_WRITES);
  l2h_database_close(&database);
  assert_int_equal(rename(FILE_NAME, "test_minima_database.xyz"), 0);
  assert_true(l2h_is_database("test_minima_database.xyz"));
  unlink("test_minima_database.xyz");
}

/* Some other program holds it: told apart from what waiting does not mend. */
static void locks_are_told(void **state)
{
  (void)state;
  struct l2h_database one = opened(FILE_NAME, L2H_DATABASE_WRITES), two = opened(FILE_NAME, L2H_DATABASE_WRITES);
  l2h_database_wait(&two, 20);
  assert_int_equal(l2h_database_begin(&one, &error), 0);
  assert_int_equal(l2h_database_begin(&two, &error), -1);
  assert_true(two.locked);
  assert_says(error.text, "another program has kept it locked for 0.02 s");
  assert_int_equal(l2h_database_commit(&one, &error), 0);
  assert_int_equal(l2h_database_begin(&two, &error), 0);
  l2h_database_rollback(&two);
  l2h_database_close(&one);
  l2h_database_close(&two);
}

/* A row that has not the atoms of its system is said to be damaged, not read. */
static void damaged_rows_are_named(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:4");
  const struct met met = {-6, 1, 0, 10, tetrahedron};
  struct found found = {0};
  int systems;
  write_run(FILE_NAME, &system, &first, 1, &met);
  struct l2h_database database = opened(FILE_NAME, L2H_DATABASE_WRITES);
  assert_int_equal(l2h_database_run(&database, "UPDATE minimum SET positions = x'00'", &error), 0);
  struct l2h_stored_system *stored = l2h_stored_systems(&database, &systems, &error);
  assert_int_equal(l2h_stored_minima(&database, stored, 16, take_minimum, &found, &error), -1);
  assert_says(error.text, "the database is damaged: minimum 1 has not the atoms of its system");
  free(stored);
  assert_int_equal(l2h_database_run(&database, "UPDATE system SET elements = 'X 0'", &error), 0);
  assert_null(l2h_stored_systems(&database, &systems, &error));
  assert_says(error.text, "the database is damaged: system 1 makes no sense");
  l2h_database_close(&database);
}

int main(void)
{
#define DATABASE_TEST(name) cmocka_unit_test_setup_teardown(name, begin_anew, clean_up)
  const struct CMUnitTest tests[] = {
    DATABASE_TEST(copies_are_one_and_lowest_first),
    DATABASE_TEST(nothing_is_counted_twice),
    DATABASE_TEST(runs_are_told_apart),
    DATABASE_TEST(surfaces_are_told_apart),
    DATABASE_TEST(periodic_copies_are_one),
    DATABASE_TEST(merging_again_changes_nothing),
    DATABASE_TEST(structures_come_lowest_first),
    DATABASE_TEST(foreign_files_are_refused),
    DATABASE_TEST(databases_are_known),
    DATABASE_TEST(locks_are_told),
    DATABASE_TEST(damaged_rows_are_named),
  };
  return cmocka_run_group_tests_name("minima_database", tests, NULL, NULL);
}
