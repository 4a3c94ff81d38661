/* SPDX-License-Identifier: GPL-2.0-only */
/* The .sw file: LAMMPS's own format, its entries come back, and every way of being wrong is named with file and line.
 */
#include "tests/core/samples.h"

#include <stdlib.h>

#include "core/sw_file.h"

#define FIRST "# DATE: 2026-01-01 UNITS: metal CONTRIBUTOR: the tests CITATION: none\n"

static const char compound[] = FIRST "Ga Ga Ga 1.2 2.1 1.6 32.5 1.2 -0.333 7.917 0.72 4.0 0.0 0.0\n"
                                     "N  N  N  1.3 1.3 1.8 32.5 # two lines\n"
                                     "         1.25 -0.333 7.917 0.73 4 0 0\n"
                                     "Ga Ga N  1.6 0 0 32.5 0 -0.333 0 0 0 0 0\n"
                                     "Ga\nN N  2.17 1.695 1.8 32.5 1.2 -0.333 7.918 0.74 4 0 0.01\n"
                                     "N  Ga Ga 2.17 1.695 1.8 33.5 1.3 -0.333 7.918 0.74 4 0 0\n"
                                     "N  Ga N  1.61 0 0 32.5 0 -0.333 0 0 0 0 0\n"
                                     "N  N  Ga 1.61 0 0 32.5 0 -0.333 0 0 0 0 0\n"
                                     "Ga N  Ga 1.6 0 0 32.5 0 -0.333 0 0 0 0 0"; /* no newline at the end */

static void entries_come_back(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_sw_file file;
  struct l2h_sw_parameters found;
  static const struct l2h_sw_parameters expected = {.epsilon = 2.17,
                                                    .sigma = 1.695,
                                                    .a = 1.8,
                                                    .lambda = 32.5,
                                                    .gamma = 1.2,
                                                    .cos_theta0 = -0.333,
                                                    .big_a = 7.918,
                                                    .big_b = 0.74,
                                                    .p = 4,
                                                    .q = 0,
                                                    .tol = 0.01};
  assert_int_equal(l2h_sw_parse("x.sw", compound, strlen(compound), &file, &error), 0);
  assert_int_equal(file.entries, 8);
  assert_string_equal(file.units, "metal");
  static const char *const elements[] = {"Ga", "N"};
  for (int t = 0; t < 8; t++)
    if (l2h_sw_lookup(&file, elements[t >> 2], elements[t >> 1 & 1], elements[t & 1], &found, &error) != 0)
      fail_msg("%s", error.text);
  assert_int_equal(l2h_sw_lookup(&file, "Ga", "N", "N", &found, &error), 0);
  assert_memory_equal(&found, &expected, sizeof found);
  assert_int_equal(l2h_sw_lookup(&file, "N", "Ga", "Ga", &found, &error), 0);
  assert_true(found.lambda == 33.5 && found.gamma == 1.3);
  l2h_sw_file_free(&file);
}

/* Written out with 17 digits and read again, every number is the same bit for bit. */
static void round_trip(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_sw_file file, again;
  char text[4096] = FIRST;
  assert_int_equal(l2h_sw_parse("x.sw", compound, strlen(compound), &file, &error), 0);
  file.entry[3].parameters.gamma = 0.1 + 0.2;
  for (int e = 0; e < file.entries; e++) {
    const struct l2h_sw_entry *entry = &file.entry[e];
    const struct l2h_sw_parameters *p = &entry->parameters;
    sprintf(text + strlen(text),
            "%s %s %s %.17g %.17g %.17g %.17g %.17g %.17g\n"
            "%.17g %.17g %.17g %.17g %.17g\n",
            entry->element[0], entry->element[1], entry->element[2], p->epsilon, p->sigma, p->a, p->lambda, p->gamma,
            p->cos_theta0, p->big_a, p->big_b, p->p, p->q, p->tol);
  }
  assert_int_equal(l2h_sw_parse("x.sw", text, strlen(text), &again, &error), 0);
  assert_int_equal(again.entries, file.entries);
  for (int e = 0; e < file.entries; e++) {
    assert_memory_equal(&file.entry[e].parameters, &again.entry[e].parameters, sizeof file.entry[e].parameters);
    assert_memory_equal(file.entry[e].element, again.entry[e].element, sizeof file.entry[e].element);
  }
  l2h_sw_file_free(&file);
  l2h_sw_file_free(&again);
}

static void shipped_file(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_sw_file file;
  struct l2h_sw_parameters si;
  if (l2h_sw_read(L2H_POTENTIALS "/Si-paper.sw", &file, &error) != 0 ||
      l2h_sw_lookup(&file, "Si", "Si", "Si", &si, &error) != 0)
    fail_msg("%s", error.text);
  assert_string_equal(file.units, "metal");
  assert_true(si.epsilon == 2.16826 && si.sigma == 2.0951 && si.a == 1.8 && si.lambda == 21 && si.gamma == 1.2 &&
              si.cos_theta0 == -1.0 / 3 && si.big_a == 7.049556277 && si.big_b == 0.6022245584 && si.p == 4 &&
              si.q == 0 && si.tol == 0);
  l2h_sw_file_free(&file);
}

/* LAMMPS: tol is 0.01 at most, and shortens a sigma by sigma/ln(tol), times gamma where that is below 1. */
static void tol_shortens_the_cutoff(void **state)
{
  (void)state;
  struct l2h_sw_parameters p = {.sigma = 2, .a = 1.8, .gamma = 1.2};
  assert_true(l2h_sw_cutoff(&p) == 3.6);
  p.tol = 0.001;
  assert_true(fabs(l2h_sw_cutoff(&p) - (3.6 - 2 / (3 * 2.302585092994046))) < 1e-14);
  p.gamma = 0.5;
  assert_true(fabs(l2h_sw_cutoff(&p) - (3.6 - 1 / (3 * 2.302585092994046))) < 1e-14);
  p.tol = 0.5;
  assert_true(fabs(l2h_sw_cutoff(&p) - (3.6 - 1 / (2 * 2.302585092994046))) < 1e-14);
  p.a = 0.01; /* nothing is left, which is not a negative length */
  assert_true(l2h_sw_cutoff(&p) == 0);
}

static char *changed(const char *from, const char *to)
{
  const char *place = strstr(compound, from);
  assert_non_null(place);
  char *text = malloc(sizeof compound + strlen(to));
  sprintf(text, "%.*s%s%s", (int)(place - compound), compound, to, place + strlen(from));
  return text;
}

static void expect(const struct l2h_error *error, const char *said)
{
  if (strncmp(error->text, "x.sw:", 5) != 0 || !strstr(error->text, said))
    fail_msg("the message is '%s', expected '%s'", error->text, said);
}

/* The compound with `from` replaced by `to` must fail to parse, with `said` in the message. */
static void refused(const char *from, const char *to, const char *said)
{
  struct l2h_error error;
  struct l2h_sw_file file;
  char *text = changed(from, to);
  assert_int_equal(l2h_sw_parse("x.sw", text, strlen(text), &file, &error), -1);
  assert_null(file.entry);
  expect(&error, said);
  free(text);
}

static void wrong_files_are_refused(void **state)
{
  (void)state;
  refused("Ga Ga Ga", "Ga Ga 31", ":2: '31' is no element");
  refused("Ga Ga Ga", "Ga Ga Gallium-69", ":2: 'Gallium-69' is no element");
  refused("1.2 2.1", "one 2.1", ":2: Ga Ga Ga (line 2), epsilon: 'one' is not a number");
  refused("1.2 2.1", "1.2 2.1x", ":2: Ga Ga Ga (line 2), sigma: '2.1x' is not a number");
  refused("0.72", "nan", ":2: Ga Ga Ga (line 2), B: 'nan' is not finite");
  refused("1.25", "-inf", ":4: N N N (line 3), gamma: '-inf' is not finite");
  refused("7.917 0.73", "-7.917 0.73", ":4: N N N (line 3), A: '-7.917' is below 0; only costheta0 may be");
  refused("1.25 -0.333", "1.25 -1.333", ":4: N N N (line 3), costheta0: '-1.333' is no cosine");
  refused("0.73 4 0 0\n", "0.73 4 0\n", ":5: N N N (line 3), tol: 'Ga' is not a number");
  refused("4.0 0.0 0.0\n", "4.0 0.0 0.0 0.0\n", ":2: surplus '0.0' after the entry of line 2, which has its 14 words");
  refused("N  N  N", "Ga Ga Ga", ":4: Ga Ga Ga stands on line 2 before; keep the entry that is meant");
  refused("Ga N  Ga 1.6 0 0 32.5 0 -0.333 0 0 0 0 0", "Ga N  Ga 1.6 0 0 32.5 0 -0.333 0 0 0",
          ":11: the file ends within the entry of line 11, which has 12 of its 14");
}

static void damaged_files_are_refused(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_sw_file file;
  assert_int_equal(l2h_sw_parse("x.sw", "", 0, &file, &error), -1);
  expect(&error, "x.sw: the file is empty");
  assert_int_equal(l2h_sw_parse("x.sw", FIRST, strlen(FIRST), &file, &error), -1);
  expect(&error, "x.sw:1: the file ends without an entry: three elements, then epsilon");
  assert_int_equal(l2h_sw_parse("x.sw", "Si\0", 3, &file, &error), -1);
  expect(&error, "x.sw:1: this is no line of such a file (it holds a 0 byte)");
  assert_int_equal(l2h_sw_read("/nowhere/x.sw", &file, &error), -1);
  assert_non_null(strstr(error.text, "/nowhere/x.sw: cannot be read: No such file"));
}

/* The compound with `from` replaced by `to` parses; the entry c a b is refused with `said`, or found where said is
 * NULL. */
static void looked_up(const char *from, const char *to, const char *c, const char *a, const char *b, const char *said)
{
  struct l2h_error error = {""};
  struct l2h_sw_file file;
  struct l2h_sw_parameters found;
  char *text = changed(from, to);
  assert_int_equal(l2h_sw_parse("x.sw", text, strlen(text), &file, &error), 0);
  assert_int_equal(l2h_sw_lookup(&file, c, a, b, &found, &error), said ? -1 : 0);
  if (said)
    expect(&error, said);
  l2h_sw_file_free(&file);
  free(text);
}

static void entries_that_contradict_are_refused(void **state)
{
  (void)state;
  looked_up("Ga Ga N  1.6", "Ga Ga N  1.7", "Ga", "N", "Ga",
            ":11: Ga N Ga and Ga Ga N (line 5) differ in lambda epsilon or costheta0");
  looked_up("Ga Ga N  1.6", "Ga Ga N  1.7", "Ga", "Ga", "N", ":5: Ga Ga N and Ga N Ga (line 11) differ in lambda");
  looked_up("Ga Ga N  1.6 0 0 32.5 0 -0.333", "Ga Ga N  1.6 0 0 32.5 0 -0.3", "Ga", "Ga", "N", "costheta0");
  looked_up("Ga Ga N  1.6 0 0 32.5", "Ga Ga N  3.2 0 0 16.25", "Ga", "Ga", "N", NULL); /* the product is the same */
  looked_up("Ga Ga N  1.6", "Ga Ga N  1.600001", "Ga", "Ga", "N", NULL);               /* up to rounding */
  looked_up("Ga Ga N  1.6", "Ga Ga N  1.7", "N", "Ga", "N", NULL);                     /* others are not concerned */
  looked_up("N  Ga Ga 2.17", "N  Ga Ga 2.18", "Ga", "N", "N",
            ":6: Ga N N and N Ga Ga (line 8) differ in A epsilon, B, sigma, a, p or q");
  looked_up("N  Ga Ga 2.17 1.695", "N  Ga Ga 2.17 1.7", "N", "Ga", "Ga", ":8: N Ga Ga and Ga N N (line 6) differ in A");
  looked_up("N  N  Ga", "N  N  As", "N", "N", "Ga", "x.sw: no entry N N Ga; add one (three elements, then epsilon");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(entries_come_back),
    cmocka_unit_test(round_trip),
    cmocka_unit_test(shipped_file),
    cmocka_unit_test(tol_shortens_the_cutoff),
    cmocka_unit_test(wrong_files_are_refused),
    cmocka_unit_test(damaged_files_are_refused),
    cmocka_unit_test(entries_that_contradict_are_refused),
  };
  return cmocka_run_group_tests_name("sw_file", tests, NULL, NULL);
}
