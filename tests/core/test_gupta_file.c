/* SPDX-License-Identifier: GPL-2.0-only */
/* The Gupta file: its rows come back, the shipped files hold what the paper's Table 4 says, and every way of being
   wrong is named with file and line. */
#include "tests/core/samples.h"

#include <stdlib.h>

#include "core/gupta_file.h"

#define FIRST "# DATE: 2026-01-01 UNITS: metal CONTRIBUTOR: the tests CITATION: none\n"

static const char alloy[] = FIRST "# a comment\n"
                                  "Ag Ag 10.85 3.18 2.8921 0.1031 1.1895\n"
                                  "\n"
                                  "  Ag Au\t10.494 3.607 2.8885 0.1488 1.4874 # mixed\r\n"
                                  "Au Au 10.139 4.033 2.885 0.2096 1.8153"; /* no newline at the end */

static void rows_come_back(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_gupta_file file;
  struct l2h_gupta_parameters row;
  assert_int_equal(l2h_gupta_parse("x.gupta", alloy, strlen(alloy), &file, &error), 0);
  assert_int_equal(file.elements, 2);
  assert_string_equal(file.units, "metal");
  const char *const orders[2][2] = {{"Ag", "Au"}, {"Au", "Ag"}};
  for (int o = 0; o < 2; o++) {
    assert_int_equal(l2h_gupta_lookup(&file, orders[o][0], orders[o][1], &row, &error), 0);
    assert_true(row.p == 10.494 && row.q == 3.607 && row.d0 == 2.8885 && row.a == 0.1488 && row.xi == 1.4874);
  }
  assert_int_equal(l2h_gupta_lookup(&file, "Au", "Au", &row, &error), 0);
  assert_true(row.p == 10.139 && row.xi == 1.8153);
}

/* Written out with 17 digits and read again, every number is the same bit for bit. */
static void round_trip(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_gupta_file file, again;
  char text[1024];
  assert_int_equal(l2h_gupta_parse("x.gupta", alloy, strlen(alloy), &file, &error), 0);
  file.pair[0][1].p = file.pair[1][0].p = 0.1 + 0.2;
  int length = snprintf(text, sizeof text, FIRST);
  for (int i = 0; i < 2; i++)
    for (int j = i; j < 2; j++) {
      const struct l2h_gupta_parameters *row = &file.pair[i][j];
      length += snprintf(text + length, sizeof text - (size_t)length, "%s %s %.17g %.17g %.17g %.17g %.17g\n",
                         file.element[i], file.element[j], row->p, row->q, row->d0, row->a, row->xi);
    }
  assert_int_equal(l2h_gupta_parse("x.gupta", text, (size_t)length, &again, &error), 0);
  assert_memory_equal(&file, &again, sizeof file);
}

static void same_row_twice_is_no_error(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_gupta_file file;
  const char text[] = FIRST "Ag Au 1 2 3 4 5\nAu Ag 1.0 2 3 4 5\n";
  assert_int_equal(l2h_gupta_parse("x.gupta", text, strlen(text), &file, &error), 0);
}

/* The rows of the paper's Table 4, and Michaelian's gold. */
static void shipped_files(void **state)
{
  (void)state;
  static const struct {
    const char *file, *one, *other;
    struct l2h_gupta_parameters row;
  } rows[] = {
    {"Au.gupta", "Au", "Au", {10.15, 4.13, 2.96, 0.204525, 1.727}},
    {"Au-bulk.gupta", "Au", "Au", {10.229, 4.036, 2.884, 0.2061, 1.790}},
    {"AgAu.gupta", "Ag", "Ag", {10.85, 3.18, 2.8921, 0.1031, 1.1895}},
    {"AgAu.gupta", "Ag", "Au", {10.494, 3.607, 2.8885, 0.1488, 1.4874}},
    {"AgAu.gupta", "Au", "Au", {10.139, 4.033, 2.885, 0.2096, 1.8153}},
    {"AgPt.gupta", "Ag", "Ag", {10.86, 3.18, 2.8921, 0.1031, 1.1895}},
    {"AgPt.gupta", "Ag", "Pt", {10.73, 3.57, 2.833, 0.175, 1.79}},
    {"AgPt.gupta", "Pt", "Pt", {10.612, 4.004, 2.7747, 0.2975, 2.695}},
    {"PdAu.gupta", "Pd", "Pd", {10.867, 3.742, 2.7485, 0.1746, 1.718}},
    {"PdAu.gupta", "Pd", "Au", {10.54, 3.89, 2.816, 0.19, 1.75}},
    {"PdAu.gupta", "Au", "Au", {10.299, 4.036, 2.884, 0.2061, 1.79}},
    {"PdPt.gupta", "Pd", "Pd", {10.867, 3.742, 2.7485, 0.1746, 1.718}},
    {"PdPt.gupta", "Pd", "Pt", {10.74, 3.87, 2.76, 0.23, 2.2}},
    {"PdPt.gupta", "Pt", "Pt", {10.612, 4.004, 2.7747, 0.2975, 2.695}},
  };
  for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
    struct l2h_error error;
    struct l2h_gupta_file file;
    struct l2h_gupta_parameters row;
    char path[1024];
    snprintf(path, sizeof path, L2H_POTENTIALS "/%s", rows[r].file);
    if (l2h_gupta_read(path, &file, &error) != 0 ||
        l2h_gupta_lookup(&file, rows[r].one, rows[r].other, &row, &error) != 0)
      fail_msg("%s", error.text);
    assert_string_equal(file.units, "metal");
    assert_memory_equal(&row, &rows[r].row, sizeof row);
  }
}

/* The alloy with `from` replaced by `to` must fail with a message that begins with the file's name and holds `said`. */
static void refused(const char *from, const char *to, const char *said)
{
  struct l2h_error error;
  struct l2h_gupta_file file;
  const char *place = strstr(alloy, from);
  assert_non_null(place);
  char *changed = malloc(sizeof alloy + strlen(to));
  sprintf(changed, "%.*s%s%s", (int)(place - alloy), alloy, to, place + strlen(from));
  assert_int_equal(l2h_gupta_parse("x.gupta", changed, strlen(changed), &file, &error), -1);
  if (strncmp(error.text, "x.gupta:", 8) != 0 || !strstr(error.text, said))
    fail_msg("'%s' for '%s': the message is '%s', expected '%s'", to, from, error.text, said);
  free(changed);
}

static void wrong_files_are_refused(void **state)
{
  (void)state;
  refused("# DATE", "DATE", ":1: not a Gupta file: the first line must read");
  refused("UNITS:", "UNITY:", ":1: not a Gupta file");
  refused("Ag Ag 10.85", "Ag 10.85", ":3: a row reads 'element element p q d0 A xi', 7 words; found 6");
  refused("1.1895", "1.1895 7", ":3: a row reads 'element element p q d0 A xi', 7 words; found 8");
  refused("Ag Ag", "Ag 47", ":3: '47' is no element");
  refused("Ag Ag", "Ag Silberling", ":3: 'Silberling' is no element");
  refused("10.494", "ten", ":5: p: 'ten' is not a number");
  refused("3.607", "3.607x", ":5: q: '3.607x' is not a number");
  refused("2.8885", "nan", ":5: d0: 'nan' is not finite");
  refused("0.1488", "inf", ":5: A: 'inf' is not finite");
  refused("1.4874", "-1.4874", ":5: xi: '-1.4874' is below 0");
  refused("2.8885", "0", ":5: d0: must be above 0");
  refused("Au Au", "Au Ag", ":6: Au Ag stands in the file before with other numbers");
}

static void refused_text(const char *text, size_t length, const char *said)
{
  struct l2h_error error;
  struct l2h_gupta_file file;
  assert_int_equal(l2h_gupta_parse("x.gupta", text, length, &file, &error), -1);
  if (!strstr(error.text, said))
    fail_msg("the message is '%s', expected '%s'", error.text, said);
}

static void damaged_files_are_refused(void **state)
{
  (void)state;
  refused_text("", 0, "x.gupta: the file is empty");
  refused_text(FIRST "# no rows\n", strlen(FIRST) + 10, "x.gupta:2: the file ends without a row");
  refused_text(FIRST "Au\0Au", strlen(FIRST) + 5, "x.gupta:2: this is no line of such a file (it holds a 0 byte)");
  char many[2048] = FIRST;
  for (int e = 0; e <= L2H_GUPTA_MAX_ELEMENTS; e++)
    sprintf(many + strlen(many), "X%d X%d 1 1 1 1 1\n", e, e);
  refused_text(many, strlen(many), "x.gupta:18: X16 is one element too many: at most 16");
  char longest[6000];
  memset(longest, 'x', sizeof longest);
  memcpy(longest, FIRST, strlen(FIRST));
  refused_text(longest, sizeof longest, "x.gupta:2: this is no line of such a file (too long)");
  for (size_t w = strlen(FIRST); w < 1500; w += 2)
    longest[w] = ' ';
  longest[1500] = '\n';
  refused_text(longest, 1501, "x.gupta:2: too many words");
}

static void missing_rows_and_files(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_gupta_file file;
  struct l2h_gupta_parameters row;
  const char text[] = FIRST "Ag Ag 1 2 3 4 5\nAu Au 1 2 3 4 5\n";
  assert_int_equal(l2h_gupta_parse("x.gupta", text, strlen(text), &file, &error), 0);
  assert_int_equal(l2h_gupta_lookup(&file, "Ag", "Au", &row, &error), -1);
  assert_non_null(strstr(error.text, "x.gupta: no row for Ag-Au; the file has Ag-Ag, Au-Au: add a row 'Ag Au p q"));
  assert_int_equal(l2h_gupta_lookup(&file, "Cu", "Cu", &row, &error), -1);
  assert_non_null(strstr(error.text, "no row for Cu-Cu"));
  assert_int_equal(l2h_gupta_read("/nowhere/x.gupta", &file, &error), -1);
  assert_non_null(strstr(error.text, "/nowhere/x.gupta: cannot be read: No such file"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(rows_come_back),          cmocka_unit_test(round_trip),
    cmocka_unit_test(shipped_files),           cmocka_unit_test(same_row_twice_is_no_error),
    cmocka_unit_test(wrong_files_are_refused), cmocka_unit_test(damaged_files_are_refused),
    cmocka_unit_test(missing_rows_and_files),
  };
  return cmocka_run_group_tests_name("gupta_file", tests, NULL, NULL);
}
