/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include "core/safe_file.h"
#include "searches/search_checkpoint.h"

#define FILE_NAME "test_search_checkpoint.tmp"

static const struct l2h_world world = ONE_RANK;
static struct l2h_error error;

static struct l2h_team *a_team(const struct l2h_system *system, int walkers, uint64_t seed)
{
  struct l2h_team_options options = {
    .job = {.system = system, .stop = {.evaluations = 3000}, .seed = seed}, .walkers = walkers, .minima = 5};
  l2h_search_numbers_standard(&options.job.numbers);
  struct l2h_team *team = l2h_team_create(&world, &options, &error);
  if (!team)
    fail_msg("%s", error.text);
  return team;
}

static void finish(struct l2h_team *team)
{
  while (!l2h_team_over(team))
    assert_int_equal(l2h_team_advance(team, &error), 0);
}

static void write_one(const struct l2h_system *system)
{
  const struct l2h_search_past past = {12.5, "avx9"};
  struct l2h_team *team = a_team(system, 3, 1);
  assert_int_equal(l2h_team_advance(team, &error), 0);
  assert_int_equal(l2h_search_checkpoint_write(FILE_NAME, team, &past, &error), 0);
  l2h_team_free(team);
}

static void it_goes_on_to_the_same_bits(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:19");
  struct l2h_search_past past;
  write_one(&system);
  struct l2h_team *whole = a_team(&system, 3, 1), *resumed = a_team(&system, 3, 1);
  assert_int_equal(l2h_search_checkpoint_read(FILE_NAME, resumed, &past, &error), 0);
  assert_true(past.seconds == 12.5);
  assert_string_equal(past.kernels, "avx9");
  assert_int_equal(resumed->rounds, 1);
  finish(whole);
  finish(resumed);
  assert_memory_equal(whole->report, resumed->report, 3 * sizeof *whole->report);
  assert_int_equal(whole->collection->count, 5);
  for (int m = 0; m < 5; m++) {
    assert_true(whole->collection->minimum[m].met.energy == resumed->collection->minimum[m].met.energy);
    assert_true(whole->collection->minimum[m].met.count == resumed->collection->minimum[m].met.count);
  }
  l2h_team_free(whole);
  l2h_team_free(resumed);
  unlink(FILE_NAME);
}

static void refuses(const struct l2h_system *system, int walkers, uint64_t seed, const char *why)
{
  struct l2h_search_past past;
  struct l2h_team *team = a_team(system, walkers, seed);
  assert_int_equal(l2h_search_checkpoint_read(FILE_NAME, team, &past, &error), -1);
  assert_says(error.text, FILE_NAME);
  assert_says(error.text, why);
  l2h_team_free(team);
}

static void wrong_ones_are_told_apart(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:19"), other = a_system("lj:20");
  struct l2h_system deeper = system;
  unlink(FILE_NAME);
  refuses(&system, 3, 1, "there is no checkpoint");
  write_one(&system);
  deeper.landscape.epsilon = 2;
  refuses(&other, 3, 1, "is of a search of lj:19;");
  refuses(&deeper, 3, 1, "with another potential");
  refuses(&system, 4, 1, "has 3 walkers, not 4");
  refuses(&system, 3, 2, "is of a search with --seed 1, not 2");
  unlink(FILE_NAME);
}

/* Any byte that is another one, and any length. */
static void damage_is_noticed(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:5");
  size_t size;
  write_one(&system);
  char *bytes = l2h_file_contents(FILE_NAME, &size, &error);
  assert_non_null(bytes);
  for (size_t at = 0; at < size; at += size / 40) {
    bytes[at] ^= 0x10;
    put_file(FILE_NAME, bytes, size);
    refuses(&system, 3, 1, at < 16 ? "not a checkpoint" : at < 24 ? "version" : "damaged");
    bytes[at] ^= 0x10;
  }
  for (size_t cut = 1; cut < size; cut += size / 10) {
    put_file(FILE_NAME, bytes, cut);
    refuses(&system, 3, 1, cut < 200 ? "not a checkpoint" : "");
  }
  bytes[16]++; /* the version, and a checksum that fits it is not looked at first */
  put_file(FILE_NAME, bytes, size);
  refuses(&system, 3, 1, "a checkpoint of version 3");
  free(bytes);
  unlink(FILE_NAME);
}

/* A folder that is not there: the message says so, and nothing is left lying about. */
static void what_cannot_be_written_is_said(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:5");
  const struct l2h_search_past past = {0, "any"};
  struct l2h_team *team = a_team(&system, 2, 1);
  assert_int_equal(l2h_search_checkpoint_write("no/such/folder/file", team, &past, &error), -1);
  assert_says(error.text, "no/such/folder/file: cannot be written");
  l2h_team_free(team);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_goes_on_to_the_same_bits),
    cmocka_unit_test(wrong_ones_are_told_apart),
    cmocka_unit_test(damage_is_noticed),
    cmocka_unit_test(what_cannot_be_written_is_said),
  };
  return cmocka_run_group_tests_name("search checkpoint", tests, NULL, NULL);
}
