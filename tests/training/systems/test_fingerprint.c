/* SPDX-License-Identifier: GPL-2.0-only */
/* A fingerprint changes with whatever a run on the system depends on, and with nothing else. */
#include "tests/training/testing.h"

#include "systems/lammps/lammps_files.h"

static struct l2h_error error;

static int set_up(void **state)
{
  (void)state;
  char folder[] = "/tmp/l2h-fingerprint-XXXXXX";
  return mkdtemp(folder) ? chdir(folder) : -1;
}

static int tear_down(void **state)
{
  (void)state;
  return system("rm -r \"$PWD\"");
}

static void write_text(const char *path, const char *text)
{
  put_file(path, text, strlen(text));
}

/* Parameters of a potential file count, its comments do not. */
static void write_gold(const char *comment, const char *xi)
{
  char text[512];
  snprintf(text, sizeof text,
           "# DATE: 2026-11-23 UNITS: metal CONTRIBUTOR: a test CITATION: none\n# %s\nAu Au 10.15 4.13 2.96 0.204525 "
           "%s\n",
           comment, xi);
  write_text("my.gupta", text);
}

static void parameters_count(void **state)
{
  (void)state;
  write_gold("one", "1.727");
  const struct l2h_system gold = a_system("gupta:Au13@my.gupta");
  write_gold("two", "1.727");
  const struct l2h_system same = a_system("gupta:Au13@my.gupta");
  write_gold("two", "2.0724");
  const struct l2h_system other = a_system("gupta:Au13@my.gupta");
  assert_true(l2h_system_fingerprint(&gold) == l2h_system_fingerprint(&same));
  assert_true(l2h_system_fingerprint(&gold) != l2h_system_fingerprint(&other));
}

static void whatever_changes_a_run_counts(void **state)
{
  (void)state;
  const struct l2h_system silicon = a_system("sw:Si64");
  const uint64_t own = l2h_system_fingerprint(&silicon);
  struct l2h_system changed[7];
  for (int k = 0; k < 7; k++)
    changed[k] = silicon;
  l2h_system_paper_scales(&changed[0]);
  changed[1].landscape.sw.lambda *= 1.01;
  changed[2].landscape.cell *= 1.01;
  changed[3].sphere *= 1.01;
  changed[4].contents = 1;
  changed[5].landscape.kind = L2H_LAMMPS;
  changed[6].known_minimum -= 1;
  for (int k = 0; k < 7; k++)
    if (l2h_system_fingerprint(&changed[k]) == own)
      fail_msg("change %d is not seen", k);
  assert_true(l2h_system_fingerprint(&silicon) == own);
  changed[0] = silicon;
  changed[0].loss_scale = 3; /* what losses are divided by is the training's */
  assert_true(l2h_system_fingerprint(&changed[0]) == own);
}

static uint64_t contents_of(const char *script)
{
  uint64_t hash;
  assert_int_equal(l2h_lammps_contents(script, &hash, &error), 0);
  assert_true(hash != 0);
  return hash;
}

/* Scripts, files that they name, and those of scripts that they include; not what they write. */
static void files_of_scripts_count(void **state)
{
  (void)state;
  write_text("cu.eam", "first");
  write_text("more.in", "pair_style eam\npair_coeff * * &\n  'cu.eam' Cu # a comment\n");
  write_text("in.cu", "log out.log\ninclude more.in\ndump d all xyz 1 out.xyz\n");
  write_text("out.log", "first");
  const uint64_t own = contents_of("in.cu");
  write_text("out.log", "second");
  write_text("out.xyz", "second");
  write_text("other", "second");
  assert_true(contents_of("in.cu") == own);
  write_text("cu.eam", "second");
  const uint64_t second = contents_of("in.cu");
  assert_true(second != own);
  write_text("more.in", "pair_style eam\npair_coeff * * cu.eam Cu\n");
  assert_true(contents_of("in.cu") != second);
  write_text("cu.eam", "first");
  write_text("more.in", "pair_style eam\npair_coeff * * &\n  'cu.eam' Cu # a comment\n");
  assert_true(contents_of("in.cu") == own);
}

/* Potentials are found as LAMMPS finds them; a script that includes itself ends; one that is not there is an error. */
static void files_are_looked_for(void **state)
{
  (void)state;
  assert_int_equal(system("mkdir -p potentials folder"), 0);
  setenv("LAMMPS_POTENTIALS", "potentials", 1);
  write_text("potentials/ag.eam", "first");
  write_text("in.ag", "include in.ag\npair_coeff * * ag.eam Ag folder\n");
  const uint64_t own = contents_of("in.ag");
  write_text("potentials/ag.eam", "second");
  assert_true(contents_of("in.ag") != own);
  unsetenv("LAMMPS_POTENTIALS");
  uint64_t hash;
  assert_int_equal(l2h_lammps_contents("in.nowhere", &hash, &error), -1);
  assert_says(error.text, "in.nowhere");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(parameters_count),
    cmocka_unit_test(whatever_changes_a_run_counts),
    cmocka_unit_test(files_of_scripts_count),
    cmocka_unit_test(files_are_looked_for),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
