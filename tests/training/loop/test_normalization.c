/* SPDX-License-Identifier: GPL-2.0-only */
/* What losses are divided by, and the file that keeps it. All caches lie below a folder of this test's own. */
#include "tests/training/testing.h"

#include <omp.h>
#include <sys/stat.h>

#include "loop/energy_cache.h"
#include "loop/normalization.h"

#define CACHE "test_normalization.tmp"

static const struct l2h_world world = ONE_RANK;
/* Steps enough to sink into a minimum, and too few to be worth keeping. */
static const struct l2h_adam_effort effort = {150, 2000, 0.01}, small = {4, 300, 0.01};
static struct l2h_error error;
static char folder[4096];

static int empty_cache(void **state)
{
  (void)state;
  if (!getcwd(folder, sizeof folder - 64))
    return -1;
  strcat(folder, "/" CACHE);
  setenv("XDG_CACHE_HOME", folder, 1);
  return system("rm -rf " CACHE);
}

static struct l2h_adam_minimum minimum_of(const char *name, const struct l2h_adam_effort *of)
{
  const struct l2h_system system = a_system(name);
  struct l2h_adam_minimum minimum;
  assert_int_equal(l2h_adam_minimum(&world, &system, of, &minimum, &error), 0);
  return minimum;
}

/* The one file in the cache: its path, and its text. */
static void the_file(char path[4096], char text[4096])
{
  FILE *names = popen("ls " CACHE "/learn2hop/adam/*", "r");
  assert_non_null(names);
  assert_non_null(fgets(path, 4096, names));
  path[strcspn(path, "\n")] = 0;
  char more[2];
  assert_null(fgets(more, sizeof more, names));
  pclose(names);
  FILE *stream = fopen(path, "r");
  assert_non_null(stream);
  text[fread(text, 1, 4095, stream)] = 0;
  fclose(stream);
}

/* -44.326801 is the global minimum of 13 atoms (Cambridge Cluster Database). */
static void adam_finds_the_minimum_of_13(void **state)
{
  (void)state;
  const struct l2h_adam_minimum minimum = minimum_of("lj:13", &effort);
  assert_near(minimum.energy, -44.326801, 1e-6);
  assert_true(minimum.evaluations >= 150 * 2000.0);
  assert_string_equal(minimum.warning, "");
}

/* The second time nothing is computed, and the same comes back bit for bit. */
static void the_cache_is_used(void **state)
{
  (void)state;
  const struct l2h_adam_minimum first = minimum_of("lj:13", &small), second = minimum_of("lj:13", &small);
  assert_true(first.evaluations >= 4 * 300.0 && second.evaluations == 0);
  assert_memory_equal(&first.energy, &second.energy, sizeof first.energy);
}

/* Whatever another setting gave is not taken for it: system, effort, parameters of the potential, scales. */
static void other_settings_have_other_values(void **state)
{
  (void)state;
  const struct l2h_adam_effort longer = {4, 301, 0.01}, slower = {4, 300, 0.005}, more = {5, 300, 0.01};
  struct l2h_system changed = a_system("gupta:Au6");
  struct l2h_adam_minimum minimum;
  minimum_of("lj:13", &small);
  assert_true(minimum_of("lj:13", &longer).evaluations > 0);
  assert_true(minimum_of("lj:13", &slower).evaluations > 0);
  assert_true(minimum_of("lj:13", &more).evaluations > 0);
  const struct l2h_adam_minimum gold = minimum_of("gupta:Au6", &small);
  assert_true(gold.evaluations > 0 && gold.energy < 0);
  changed.landscape.gupta[0][0].xi *= 1.01;
  assert_int_equal(l2h_adam_minimum(&world, &changed, &small, &minimum, &error), 0);
  assert_true(minimum.evaluations > 0 && minimum.energy < gold.energy);
  changed = a_system("gupta:Au6");
  changed.contents = 1; /* as if another LAMMPS script had the forces */
  assert_int_equal(l2h_adam_minimum(&world, &changed, &small, &minimum, &error), 0);
  assert_true(minimum.evaluations > 0);
  changed = a_system("gupta:Au6");
  l2h_system_paper_scales(&changed);
  assert_int_equal(l2h_adam_minimum(&world, &changed, &small, &minimum, &error), 0);
  assert_true(minimum.evaluations > 0);
  assert_true(minimum_of("lj:13", &small).evaluations == 0 && minimum_of("gupta:Au6", &small).evaluations == 0);
}

/* One byte changed anywhere, the end cut off, or something after it: computed again, and mended. */
static void a_damaged_file_is_computed_again(void **state)
{
  (void)state;
  char path[4096], text[4096], damaged[4096 + 8];
  const double right = minimum_of("lj:13", &small).energy;
  the_file(path, text);
  assert_memory_equal(text, "# learn2hop", 11);
  const size_t size = strlen(text);
  for (size_t at = 0; at < size + 2; at++) {
    strcpy(damaged, text);
    if (at < size)
      damaged[at] ^= 1;
    else if (at == size)
      strcat(damaged, "more\n");
    else
      damaged[size / 2] = 0;
    put_file(path, damaged, strlen(damaged));
    const struct l2h_adam_minimum minimum = minimum_of("lj:13", &small);
    if (minimum.energy != right || minimum.evaluations == 0)
      fail_msg("byte %zu of %zu: %.17g from %g evaluations", at, size, minimum.energy, minimum.evaluations);
    assert_true(minimum_of("lj:13", &small).evaluations == 0);
  }
  put_file(path, "", 0);
  assert_true(minimum_of("lj:13", &small).evaluations > 0);
}

/* A value that no minimum has, in a sound file, is what a cache that is read gives; one to divide by must be below 0.
 */
static void an_entry_comes_back(void **state)
{
  (void)state;
  const struct l2h_cache_entry entry = {"gupta:Au3@/a/b.gupta", "starts 3\n"}, other = {entry.name, "starts 4\n"};
  char path[4096];
  double energy = 0;
  assert_false(l2h_energy_cache_read(&entry, &energy));
  assert_int_equal(l2h_energy_cache_write(&entry, -1.0 / 3, &error), 0);
  assert_true(l2h_energy_cache_read(&entry, &energy));
  assert_near(energy, -1.0 / 3, 0);
  assert_false(l2h_energy_cache_read(&other, &energy));
  assert_int_equal(l2h_energy_cache_path(&entry, path, sizeof path, &error), 0);
  assert_says(path, CACHE "/learn2hop/adam/gupta-Au3--a-b-gupta-");
}

/* The folder can't be made: a warning, and the value all the same. */
static void no_room_is_a_warning(void **state)
{
  (void)state;
  put_file(CACHE, "a file, not a folder", 20);
  const struct l2h_adam_minimum first = minimum_of("lj:13", &small), second = minimum_of("lj:13", &small);
  assert_true(second.evaluations > 0 && first.energy == second.energy);
  assert_says(first.warning, CACHE);
  unlink(CACHE);
  unsetenv("XDG_CACHE_HOME");
  unsetenv("HOME");
  assert_says(minimum_of("lj:13", &small).warning, "set HOME or XDG_CACHE_HOME");
}

static void threads_do_not_show(void **state)
{
  (void)state;
  omp_set_num_threads(1);
  const double one = minimum_of("gupta:Ag3Au4", &small).energy;
  assert_int_equal(empty_cache(NULL), 0);
  omp_set_num_threads(3);
  const struct l2h_adam_minimum many = minimum_of("gupta:Ag3Au4", &small);
  assert_true(many.evaluations > 0 && many.energy == one);
}

/* `known` leaves the systems as they are. What `adam` sets comes from the cache here: planted for two systems, so that
   the test need not wait for 150 runs of 50 000 steps. */
static void a_configuration_is_normalized(void **state)
{
  (void)state;
  static struct l2h_config config;
  const struct l2h_adam_effort paper = L2H_PAPER_ADAM_EFFORT;
  const char *const names[2] = {"lj:13", "gupta:Au6"};
  struct l2h_journal journal = {.log = tmpfile()};
  config.systems = 2;
  for (int s = 0; s < 2; s++) {
    char key[L2H_NORMALIZATION_KEY];
    const struct l2h_cache_entry entry = {names[s], key};
    config.system[s] = a_system(names[s]);
    l2h_normalization_key(&config.system[s], &paper, key);
    assert_int_equal(l2h_energy_cache_write(&entry, -7.5 - s, &error), 0);
  }
  config.normalization = L2H_BY_KNOWN;
  assert_int_equal(l2h_normalize(&world, &config, &journal, &error), 0);
  assert_near(config.system[0].loss_scale, 44.326801, 1e-6);
  config.normalization = L2H_BY_ADAM;
  assert_int_equal(l2h_normalize(&world, &config, &journal, &error), 0);
  assert_near(config.system[0].loss_scale, 7.5, 0);
  assert_near(config.system[1].loss_scale, 8.5, 0);
  fclose(journal.log);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(adam_finds_the_minimum_of_13, empty_cache),
    cmocka_unit_test_setup(the_cache_is_used, empty_cache),
    cmocka_unit_test_setup(other_settings_have_other_values, empty_cache),
    cmocka_unit_test_setup(a_damaged_file_is_computed_again, empty_cache),
    cmocka_unit_test_setup(an_entry_comes_back, empty_cache),
    cmocka_unit_test_setup(threads_do_not_show, empty_cache),
    cmocka_unit_test_setup(a_configuration_is_normalized, empty_cache),
    cmocka_unit_test_setup_teardown(no_room_is_a_warning, empty_cache, empty_cache),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
