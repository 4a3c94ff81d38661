/* SPDX-License-Identifier: GPL-2.0-only */
/* The weights file: round trip bit for bit, and every way of being wrong named with file and line. */
#include "samples.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/safe_file.h"

static char path[] = "/tmp/learn2hop-test-XXXXXX";

static int make_file(void **state)
{
  (void)state;
  const int file = mkstemp(path);
  return file < 0 ? -1 : close(file);
}

static int remove_file(void **state)
{
  (void)state;
  return unlink(path);
}

static void round_trip_bit_for_bit(void **state)
{
  (void)state;
  struct l2h_error error;
  for (int species = 1; species <= L2H_MAX_SPECIES; species++) {
    struct l2h_weights written, read;
    sample_weights(100 + (uint64_t)species, species, &written);
    written.network.first[3][4] = 1e-38f; /* hard ones: subnormal when rounded, long mantissas, minus zero */
    written.network.first[3][5] = 0x1.fffffep-3f;
    written.network.first[3][6] = -0.0f;
    written.length_scale = 0.1;
    assert_int_equal(l2h_weights_write(path, &written, &error), 0);
    assert_int_equal(l2h_weights_read(path, &read, &error), 0);
    assert_memory_equal(&written, &read, sizeof read);
  }
}

static void inactive_groups_are_left_out(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_weights written, read;
  size_t length;
  sample_weights(7, 1, &written);
  written.model.groups = 1u << L2H_GROUP_GRADIENTS | 1u << L2H_GROUP_PROGRESS;
  assert_int_equal(l2h_weights_write(path, &written, &error), 0);
  assert_int_equal(l2h_weights_read(path, &read, &error), 0);
  assert_int_equal(l2h_active_inputs(&read.model), 4);
  for (int row = 0; row < l2h_inputs(&read.model); row++)
    for (int h = 0; h < L2H_HIDDEN; h++)
      assert_true(read.network.first[row][h] ==
                  (l2h_input_active(&read.model, row) ? written.network.first[row][h] : 0));
  char *text = l2h_file_contents(path, &length, &error);
  assert_null(strstr(text, "radial"));
  free(text);
}

/* The good file with `from` replaced by `to` must fail with all of `said` in the message. */
static void refused(const char *from, const char *to, const char *said)
{
  struct l2h_error error;
  struct l2h_weights weights;
  size_t length;
  sample_weights(7, 1, &weights);
  assert_int_equal(l2h_weights_write(path, &weights, &error), 0);
  char *text = l2h_file_contents(path, &length, &error);
  char *place = strstr(text, from);
  assert_non_null(place);
  char *changed = malloc(length + strlen(to) + 1);
  sprintf(changed, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
  assert_int_equal(l2h_weights_parse("x.learned", changed, strlen(changed), &weights, &error), -1);
  if (strncmp(error.text, "x.learned:", 10) != 0 || !strstr(error.text, said))
    fail_msg("'%s' for '%s': the message is '%s', expected '%s'", to, from, error.text, said);
  free(changed);
  free(text);
}

static void wrong_files_are_refused(void **state)
{
  (void)state;
  refused("# DATE", "DATE", "first line");
  refused("UNITS:", "UNITY:", "first line");
  refused("learn2hop-weights 1", "learn2hop-weights 2", ":2: weights of version 2");
  refused("learn2hop-weights 1", "something else", ":2: not a weights file");
  refused("groups gradients", "groups gradient", ":3: unknown feature group 'gradient'");
  refused("species 1", "species 9", "at most 4");
  refused("species 1", "species one", "'one' is not a whole number");
  refused("hidden 32 32", "hidden 64 32", "no other sizes");
  refused("horizon 5000", "horizon 0", "at least 1");
  refused("length_scale 1", "length_scale -1", "above 0");
  refused("energy_scale 1", "energy_scale nan", "not finite");
  refused("seed 18446744073709551615\n", "", "lacks 'seed'");
  refused("updates 7", "horizon 7", "a second time");
  refused("updates 7", "update 7", "lacks 'updates' (found update)");
  refused("alpha 0.100000001", "alpha NaN", "not finite");
  refused("alpha 0.100000001", "alpha zero", "'zero' is not a number");
  refused("gamma -3", "gamma -3 4", "surplus");
  refused("gradient.1.log", "gradient.1.lag", "expected the row 'gradient.1.log'");
  refused("first_bias ", "first_bias 1e50 ", "surplus");
  refused("second.32 ", "second.32\nsecond.32 ", "missing");
  refused("output_bias 0.100000001", "output_bias 1e50", "single precision");
  refused("output_bias 0.100000001 -0.0500000007", "output_bias 0.1 1\nmore 1", "surplus line");
}

/* Cut anywhere before its last number, the file is refused: never read in part. */
static void truncated_files_are_refused(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_weights weights;
  size_t length;
  sample_weights(7, 1, &weights);
  assert_int_equal(l2h_weights_write(path, &weights, &error), 0);
  char *text = l2h_file_contents(path, &length, &error);
  const size_t last = (size_t)(strrchr(text, ' ') - text); /* a cut within the last number can't be seen */
  for (size_t cut = 0; cut <= last; cut += cut < 2000 ? 7 : 311)
    assert_int_equal(l2h_weights_parse("x.learned", text, cut, &weights, &error), -1);
  free(text);
}

static void missing_and_unwritable_files(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_weights weights;
  assert_int_equal(l2h_weights_read("/nowhere/x.learned", &weights, &error), -1);
  assert_non_null(strstr(error.text, "/nowhere/x.learned: cannot be read: No such file"));
  sample_weights(7, 1, &weights);
  assert_int_equal(l2h_weights_write("/nowhere/x.learned", &weights, &error), -1);
  assert_non_null(strstr(error.text, "/nowhere/x.learned: cannot be written"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(round_trip_bit_for_bit),       cmocka_unit_test(inactive_groups_are_left_out),
    cmocka_unit_test(wrong_files_are_refused),      cmocka_unit_test(truncated_files_are_refused),
    cmocka_unit_test(missing_and_unwritable_files),
  };
  return cmocka_run_group_tests_name("weights", tests, make_file, remove_file);
}
