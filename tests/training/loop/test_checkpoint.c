/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include <signal.h>
#include <sys/resource.h>

#include "loop/checkpoint.h"
#include "core/safe_file.h"
#include "rollouts/parameters.h"

#define FILE_NAME "test_checkpoint.tmp"

static struct l2h_config config;
static struct l2h_state written, read_back;
static struct l2h_error error;

static int set_up(void **state)
{
  (void)state;
  strcpy(config.hash, "0123456789abcdef");
  config.seed = 42;
  config.model = a_model();
  const int count = l2h_parameter_count(&config.model);
  assert_int_equal(l2h_state_create(&written, count, 2, &error), 0);
  assert_int_equal(l2h_state_create(&read_back, count, 2, &error), 0);
  for (int k = 0; k < 5 * count; k++)
    written.vectors[k] = sin(k);
  written.update = 12;
  written.recorded = 11;
  written.seconds = 3.25;
  written.best_score = -0.99;
  written.best_update = 10;
  written.gain_score = -0.98;
  written.idle = 3;
  written.journal_bytes = 777;
  written.validation_bytes = 555;
  written.progress = (struct l2h_progress){-0.9, -1, 2.5, 0.003, 5000, 240, 1.2e6, 0.03, 12.5, 0.75};
  assert_int_equal(l2h_checkpoint_write(FILE_NAME, &config, "avx2", &written, &error), 0);
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  l2h_state_free(&written);
  l2h_state_free(&read_back);
  unlink(FILE_NAME);
  return 0;
}

static int read_it(void)
{
  char kernels[16];
  return l2h_checkpoint_read(FILE_NAME, &config, &read_back, kernels, &error);
}

static void all_of_it_comes_back(void **state)
{
  (void)state;
  char kernels[16];
  assert_int_equal(l2h_checkpoint_read(FILE_NAME, &config, &read_back, kernels, &error), 0);
  assert_string_equal(kernels, "avx2");
  assert_int_equal(read_back.update, 12);
  assert_int_equal(read_back.recorded, 11);
  assert_int_equal(read_back.best_update, 10);
  assert_int_equal(read_back.idle, 3);
  assert_int_equal(read_back.journal_bytes, 777);
  assert_int_equal(read_back.validation_bytes, 555);
  assert_true(read_back.seconds == 3.25 && read_back.best_score == -0.99 && read_back.gain_score == -0.98);
  assert_memory_equal(&read_back.progress, &written.progress, sizeof written.progress);
  assert_memory_equal(read_back.vectors, written.vectors, 5 * (size_t)written.parameters * sizeof(double));
}

/* A byte changed anywhere, or the end missing: refused, with the state untouched. */
static void damage_is_seen(void **state)
{
  (void)state;
  size_t size;
  char *bytes = l2h_file_contents(FILE_NAME, &size, &error);
  assert_non_null(bytes);
  for (size_t at = 0; at < size; at += at < 200 ? 1 : 9973) {
    bytes[at] ^= 16;
    put_file(FILE_NAME, bytes, size);
    bytes[at] ^= 16;
    read_back.update = -5;
    assert_int_equal(read_it(), -1);
    assert_int_equal(read_back.update, -5);
    assert_says(error.text, FILE_NAME);
  }
  const size_t cuts[] = {0, 1, 15, 100, size / 2, size - 1};
  for (int i = 0; i < 6; i++) {
    put_file(FILE_NAME, bytes, cuts[i]);
    assert_int_equal(read_it(), -1);
    assert_says(error.text, "start afresh in another folder");
  }
  for (char version = 2; version < 10; version += 7) { /* an earlier one, and one to come */
    bytes[16] = version;                               /* after the magic */
    put_file(FILE_NAME, bytes, size);
    assert_int_equal(read_it(), -1);
    assert_says(error.text, version == 2 ? "version 2;" : "version 9;");
  }
  free(bytes);
}

static void another_configuration_is_refused(void **state)
{
  (void)state;
  strcpy(config.hash, "fedcba9876543210");
  assert_int_equal(read_it(), -1);
  assert_says(error.text, "another configuration");
  assert_says(error.text, "0123456789abcdef");
}

/* One number of a parameter file is another: the name, and so the hash, stay. */
static void another_potential_is_refused(void **state)
{
  (void)state;
  config.systems = 2;
  config.system[0] = a_system("lj:13");
  config.system[1] = a_system("gupta:Au5");
  assert_int_equal(l2h_checkpoint_write(FILE_NAME, &config, "avx2", &written, &error), 0);
  assert_int_equal(read_it(), 0);
  config.system[1].landscape.gupta[0][0].xi *= 1.2;
  assert_int_equal(read_it(), -1);
  assert_says(error.text, "gupta:Au5 is no longer the same: a potential file or script that it reads has changed");
  config.systems = 0;
}

static void a_missing_file_is_no_riddle(void **state)
{
  (void)state;
  unlink(FILE_NAME);
  assert_int_equal(read_it(), -1);
  assert_says(error.text, "no checkpoint to resume from");
  assert_says(error.text, "leave out --resume");
}

/* A disk without room keeps the earlier checkpoint: a limit on the size of files stands in for it. */
static void a_full_disk_keeps_the_earlier_one(void **state)
{
  (void)state;
  struct rlimit before, tight;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  tight = before;
  tight.rlim_cur = 4096;
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
  written.update = 13;
  const int result = l2h_checkpoint_write(FILE_NAME, &config, "avx2", &written, &error);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  assert_int_equal(result, -1);
  assert_says(error.text, "File too large");
  assert_int_equal(read_it(), 0);
  assert_int_equal(read_back.update, 12);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(all_of_it_comes_back, set_up, tear_down),
    cmocka_unit_test_setup_teardown(damage_is_seen, set_up, tear_down),
    cmocka_unit_test_setup_teardown(another_configuration_is_refused, set_up, tear_down),
    cmocka_unit_test_setup_teardown(another_potential_is_refused, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_missing_file_is_no_riddle, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_full_disk_keeps_the_earlier_one, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
