/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "systems/structures.h"

#define FILE_NAME "test_structures.tmp"

static struct l2h_error error;

/* Twelve lines before the second atom's, as write_data writes them; a box from 0 to EDGE. */
#define DATA(ATOMS, EDGE, STYLE, ROWS)                                                                           \
  "Atoms of LAMMPS's, 9 atoms\n\n" ATOMS " atoms\n2 atom types\n0 " EDGE " xlo xhi\n0 " EDGE " ylo yhi\n0 " EDGE \
  " zlo zhi\nMasses\n\nAtoms # " STYLE "\n\n" ROWS

static int read_text(const char *text, const char *name, int *count, double **position)
{
  const struct l2h_system system = a_system(name);
  put_file(FILE_NAME, text, strlen(text));
  const int result = l2h_structures_read(FILE_NAME, &system, count, position, &error);
  unlink(FILE_NAME);
  return result;
}

static void structures_come_in_the_systems_order(void **state)
{
  (void)state;
  int count;
  double *position;
  assert_int_equal(read_text("3\n\nAu 1 2 3\nAg 4 5 6\nAu 7 8 9.5\n"
                             "\n"
                             " 3 \r\nProperties=id:I:1:species:S:1:mass:R:1:pos:R:3:force:R:3 energy=-1 "
                             "Lattice=\"90 0 0 0 90 0 0 0 90\" pbc=\"F F F\"\r\n"
                             "1 Ag 107 0.5 0.25 -1e1 9 9 9\n2 Au 197 1 1 1 9 9 9\n3 Au 197 2 2 2 9 9 9\n\n",
                             "gupta:Ag1Au2", &count, &position),
                   0);
  static const double wanted[2][9] = {{4, 5, 6, 1, 2, 3, 7, 8, 9.5}, {0.5, 0.25, -10, 1, 1, 1, 2, 2, 2}};
  assert_int_equal(count, 2);
  assert_memory_equal(position, wanted, sizeof wanted);
  free(position);
  assert_int_equal(read_text("2\nargon\nAr 0 0 0\nAr 0 0 1", "lj:2", &count, &position), 0); /* no newline at the end */
  assert_int_equal(count, 1);
  free(position);
}

/* IDs in disorder, image flags, charges and molecules. */
static void data_files_of_lammps(void **state)
{
  (void)state;
  static const double wanted[9] = {4, 5, 6, 1, 2, 3, 7, 8 - 20, 9.5};
  static const char *const rows[] = {
    DATA("3", "20", "atomic", "7 2 7 8 9.5 0 -1 0\n1 2 1 2 3 0 0 0\n3 1 4 5 6 0 0 0\n\nVelocities\n\n1 0 0 0\n"),
    DATA("3", "20", "charge", "3 1 0.5 4 5 6\n1 2 0 1 2 3\n7 2 0 7 -12 9.5\n"),
    DATA("3", "20", "molecular", "3 1 1 4 5 6\n1 1 2 1 2 3\n7 1 2 7 -12 9.5"),
    DATA("3", "20", "full", "3 1 1 0 4 5 6\n1 1 2 0 1 2 3 # the first\n7 1 2 0 7 -12 9.5"),
  };
  for (int k = 0; k < 4; k++) {
    int count;
    double *position;
    if (read_text(rows[k], "gupta:Ag1Au2", &count, &position) != 0)
      fail_msg("%s", error.text);
    assert_int_equal(count, 1);
    assert_memory_equal(position, wanted, sizeof wanted);
    free(position);
  }
}

static void wrong_files_are_told_apart(void **state)
{
  (void)state;
  static const struct {
    const char *name, *text, *says;
  } wrong[] = {
    {"lj:2", "", "holds no structure"},
    {"lj:2", "\n\n", "holds no structure"},
    {"lj:2", "two\n\nX 0 0 0\nX 0 0 1\n", "is no structure: XYZ begins with the number of atoms"},
    {"lj:2", "2\n\nX 0 0 0\nX 0 0 1\ntwo\n\n", ":5: a structure begins with its number of atoms"},
    {"lj:2", DATA("3", "2.5", "atomic", "1 1 0 0 0\n2 1 1 0 0\n3 1 2 0 0\n"), "a structure of 3 atoms, and lj:2 has 2"},
    {"lj:2", DATA("2", "2.5", "atomic", "1 1 0 0 0\n"), "ends within its atoms: 1 of 2"},
    {"lj:2", DATA("2", "2.5", "atomic", "1 1 0 0 0\n2 1 0 0\n"), ":13: an atom of style atomic has 5 words, not 4"},
    {"lj:2", DATA("2", "2.5", "atomic", "1 1 0 0 0\n2 1 0 0 z\n"), ":13: 'z' is no coordinate"},
    {"lj:2", DATA("2", "2.5", "atomic", "1 1 0 0 0\n2 1 0 0 0\n"), "two atoms of this structure are in one place"},
    {"lj:2", DATA("2", "2.5", "sphere", "1 1 1 1 0 0 0\n2 1 1 1 0 0 1\n"), ":10: atoms of style sphere: write"},
    {"lj:2", DATA("2", "2.5", "charge", "1 one 0 0 0 0\n2 1 0 0 0 1\n"), ":12: an ID and a type are whole numbers"},
    {"gupta:Ag1Au1", DATA("2", "90", "atomic", "1 1 0 0 0\n2 3 0 0 3\n"),
     ":13: an atom of type 3, and gupta:Ag1Au1 has 2"},
    {"gupta:Ag1Au1", DATA("2", "90", "atomic", "1 2 0 0 0\n2 2 0 0 3\n"),
     "more atoms of type 2 than gupta:Ag1Au1 has of Au"},
    {"sw:Si8", DATA("8", "5.4", "atomic", ""), "its box is not the cell of sw:Si8, a cube of 5.4"},
    {"lj:2", "3\n\nX 0 0 0\nX 0 0 1\nX 0 1 0\n", ":1: a structure of 3 atoms, and lj:2 has 2"},
    {"lj:2", "2\n\nX 0 0 0\n", "ends within the structure of line 1: 1 of 2"},
    {"lj:2", "2\n", "comment line is missing"},
    {"lj:2", "2\n\nX 0 0 0\nX 0 0\n", ":4: an atom's line has"},
    {"lj:2", "2\n\nX 0 0 0\nX 0 0 z\n", ":4: 'z' is no coordinate"},
    {"lj:2", "2\n\nX 0 0 0\nX 0 0 nan\n", ":4: 'nan' is no coordinate"},
    {"lj:2", "2\n\nX 0 0 1\nX 0 0 1\n", ":1: two atoms of this structure are in one place"},
    {"lj:2", "2\n\nX 0 0 0\nX 0 0 1\n2\n\nX 0 0 0\nX 0 q 1\n", ":8: 'q'"},
    {"lj:2", "2\nProperties=species:S:1\nX 0 0 0\nX 0 0 1\n", ":2: Properties= lacks"},
    {"lj:2", "2\nProperties=species:S:1:pos:R:x\nX 0 0 0\nX 0 0 1\n", ":2: Properties= is not"},
    {"gupta:Ag1Au1", "2\n\nAg 0 0 0\nAg 0 0 3\n", ":4: more atoms of Ag than gupta:Ag1Au1 has: 1"},
    {"gupta:Ag1Au1", "2\n\nAg 0 0 0\nCu 0 0 3\n", ":4: gupta:Ag1Au1 has no Cu"},
    {"sw:Si8", "8\nLattice=\"5.4 0 0 0 5.4 0 0 0 5.4\"\n", ":2: its Lattice is not the cell of sw:Si8"},
    {"sw:Si8", "8\nLattice=\"5.482 0 0\"\n", ":2: Lattice= is not nine numbers"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    int count;
    double *position;
    if (read_text(wrong[i].text, wrong[i].name, &count, &position) != -1)
      fail_msg("taken: %s", wrong[i].text);
    assert_null(position);
    assert_says(error.text, FILE_NAME);
    assert_says(error.text, wrong[i].says);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(structures_come_in_the_systems_order),
    cmocka_unit_test(data_files_of_lammps),
    cmocka_unit_test(wrong_files_are_told_apart),
  };
  return cmocka_run_group_tests_name("structures", tests, NULL, NULL);
}
