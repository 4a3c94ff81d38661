/* SPDX-License-Identifier: GPL-2.0-only */
/* The weights file: round trip bit for bit, and every way of being wrong named with file and line. */
#include "tests/core/samples.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/hash.h"
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
    written.checked = 1;
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

/* A written file, without its last line if need be; free() it. */
static char *sample_text(int with_checksum)
{
  struct l2h_error error;
  struct l2h_weights weights;
  size_t length;
  sample_weights(7, 1, &weights);
  assert_int_equal(l2h_weights_write(path, &weights, &error), 0);
  char *text = l2h_file_contents(path, &length, &error);
  assert_non_null(text);
  char *last = strstr(text, "checksum ");
  assert_non_null(last);
  assert_int_equal(strlen(last), strlen("checksum 0123456789abcdef\n"));
  if (!with_checksum)
    *last = 0;
  return text;
}

static void text_refused(const char *text, const char *said)
{
  struct l2h_error error;
  struct l2h_weights weights;
  assert_int_equal(l2h_weights_parse("x.learned", text, strlen(text), &weights, &error), -1);
  if (strncmp(error.text, "x.learned:", 10) != 0 || !strstr(error.text, said))
    fail_msg("the message is '%s', expected '%s'", error.text, said);
}

/* The good file, of the time before checksums, with `from` replaced by `to` must fail with `said` in the message. */
static void refused(const char *from, const char *to, const char *said)
{
  char *text = sample_text(0);
  char *place = strstr(text, from);
  assert_non_null(place);
  char *changed = malloc(strlen(text) + strlen(to) + 1);
  sprintf(changed, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
  text_refused(changed, said);
  free(changed);
  free(text);
}

static void wrong_files_are_refused(void **state)
{
  (void)state;
  refused("# DATE", "DATE", "first line");
  refused("UNITS:", "UNITY:", "first line");
  refused("learn2hop-weights 1", "learn2hop-weights 3",
          ":2: weights of version 3; this learn2hop reads versions 1 to 2");
  refused("learn2hop-weights 1", "learn2hop-weights 11", ":2: weights of version 11");
  refused("learn2hop-weights 1", "learn2hop-weights 2", ":3: expected 'holds policy'");
  refused("learn2hop-weights 1", "something else", ":2: not a weights file");
  refused("groups gradients", "groups gradient", ":3: unknown feature group 'gradient'");
  refused("species 1", "species 9", "at most 4");
  refused("species 1", "species one", "'one' is not a whole number");
  refused("hidden 32 32", "hidden 64 32", "no other sizes");
  refused("hidden 32 32", "hidden 32abc 32", ":5: hidden: ");
  refused("UNITS: lj", "UNITS: xyz", ":1: UNITS: 'xyz' is none of LAMMPS's units");
  refused("horizon 5000", "horizon 0", "at least 1");
  refused("horizon 5000", "horizon 99999999999999999999999", ":9: horizon: '99999999999999999999999' is not a whole");
  refused("horizon 5000", "horizon +5000", "'+5000' is not a whole number");
  refused("horizon 5000", "horizon 5e3", "'5e3' is not a whole number");
  refused("updates 7", "updates -7", "'-7' is not a whole number");
  refused("seed 18446744073709551615", "seed -1", ":11: seed: '-1' is not a whole number");
  refused("seed 18446744073709551615", "seed 18446744073709551616", "is not a whole number");
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

/* ---- a policy ---- */

static void sample_policy(int alone, struct l2h_weights *weights)
{
  static const struct l2h_policy_row rows[] = {
    {"number", "kick", "", 0.1 + 0.2, 0}, {"number", "patience", "", 30, 0}, {"shift", "kick", "size", -1e-300, 0}};
  if (alone) {
    memset(weights, 0, sizeof *weights);
    strcpy(weights->date, "2026-11-26");
    strcpy(weights->units, "lj");
    strcpy(weights->contributor, "someone");
    strcpy(weights->citation, "a paper");
    strcpy(weights->configuration, "0123456789abcdef");
    weights->seed = 3;
    weights->updates = 4;
    weights->alone = 1;
  } else {
    sample_weights(7, 2, weights);
  }
  weights->policy_rows = 3;
  memcpy(weights->policy, rows, sizeof rows);
}

static char *policy_text(int alone)
{
  static struct l2h_weights weights;
  struct l2h_error error;
  size_t length;
  sample_policy(alone, &weights);
  assert_int_equal(l2h_weights_write(path, &weights, &error), 0);
  char *text = l2h_file_contents(path, &length, &error);
  assert_non_null(text);
  return text;
}

static void policies_come_back_bit_for_bit(void **state)
{
  (void)state;
  static struct l2h_weights written, read;
  struct l2h_error error;
  for (int alone = 0; alone < 2; alone++) {
    sample_policy(alone, &written);
    assert_int_equal(l2h_weights_write(path, &written, &error), 0);
    if (l2h_weights_read(path, &read, &error) != 0)
      fail_msg("%s", error.text);
    for (int k = 0; k < 3; k++) {
      assert_int_equal(read.policy[k].line, (alone ? 7 : 14) + k + 1);
      read.policy[k].line = 0;
    }
    written.checked = 1;
    assert_memory_equal(&written, &read, sizeof read);
    assert_int_equal(l2h_weights_need_network("x", &read, &error), alone ? -1 : 0);
  }
}

/* What has no policy is written as it always was. */
static void without_a_policy_it_is_version_1(void **state)
{
  (void)state;
  char *text = sample_text(0);
  assert_non_null(strstr(text, "\nlearn2hop-weights 1\ngroups "));
  assert_null(strstr(text, "policy"));
  free(text);
}

static void policy_refused(const char *from, const char *to, const char *said)
{
  char *text = policy_text(1), *place = strstr(text, from), changed[2048];
  assert_non_null(place);
  *strstr(text, "checksum ") = 0;
  snprintf(changed, sizeof changed, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
  text_refused(changed, said);
  free(text);
}

static void wrong_policies_are_refused(void **state)
{
  (void)state;
  policy_refused("holds policy", "holds network", ":3: expected 'holds policy' or 'holds policy network'");
  policy_refused("holds policy", "holds policy networks", "expected 'holds policy'");
  policy_refused("holds policy", "holds policy network", "the header lacks 'groups'");
  policy_refused("policy 3", "policy 2", "surplus line 'shift ...'");
  policy_refused("policy 3", "policy 4", "the file ends within the policy");
  policy_refused("policy 3", "policy 0", "at least 1");
  policy_refused("policy 3", "policies 3", "expected 'policy' and the number of its lines");
  policy_refused("number kick ", "number kick", ":8: expected a line of the policy");
  policy_refused("number patience 30", "number patience x", ":9: patience: 'x' is not a number");
  policy_refused("number patience", "number patience_patience_patience_patience", "too long for a name");
  policy_refused("seed 3", "horizon 3", "the header lacks 'seed' (found horizon)");
}

static void cut_policies_are_refused(void **state)
{
  (void)state;
  static struct l2h_weights weights;
  struct l2h_error error;
  char *text = policy_text(1);
  const size_t end = (size_t)(strstr(text, "checksum ") - text), length = strlen(text);
  for (size_t cut = 0; cut < length; cut++)
    if (cut != end && cut != length - 1) /* without the checksum; without the last line's end */
      assert_int_equal(l2h_weights_parse("x.learned", text, cut, &weights, &error), -1);
  for (size_t at = 0; at < end; at++) {
    text[at] ^= 1;
    assert_int_equal(l2h_weights_parse("x.learned", text, length, &weights, &error), -1);
    text[at] ^= 1;
  }
  free(text);
}

/* Cut anywhere, even within its last number, the file is refused: never read in part. Without its whole last line, the
   checksum, it is what was written before there were checksums. */
static void truncated_files_are_refused(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_weights weights;
  for (int with_checksum = 0; with_checksum < 2; with_checksum++) {
    char *text = sample_text(with_checksum);
    const char *last = strstr(text, "checksum ");
    const size_t length = strlen(text), end = last ? (size_t)(last - text) : length;
    for (size_t cut = 0; cut < length - (size_t)with_checksum; cut += cut < 2000 ? 7 : cut < end - 400 ? 311 : 1)
      if (cut != end)
        assert_int_equal(l2h_weights_parse("x.learned", text, cut, &weights, &error), -1);
    assert_int_equal(l2h_weights_parse("x.learned", text, end, &weights, &error), 0);
    assert_int_equal(weights.checked, 0);
    assert_int_equal(l2h_weights_parse("x.learned", text, length, &weights, &error), 0);
    assert_int_equal(weights.checked, with_checksum);
    free(text);
  }
}

/* The only change that goes unseen is the one that takes the checksum itself away. */
static void any_changed_byte_is_seen(void **state)
{
  (void)state;
  struct l2h_error error;
  struct l2h_weights weights;
  char *text = sample_text(1);
  const size_t length = strlen(text);
  for (size_t at = 0; at < length; at += at < 600 || at > length - 60 ? 1 : 37) {
    text[at] ^= 1;
    const int result = l2h_weights_parse("x.learned", text, length, &weights, &error);
    text[at] ^= 1;
    if (result == 0)
      fail_msg("byte %zu of %zu changed, and nothing said", at, length);
  }
  free(text);
}

static void a_checksum_is_the_last_line(void **state)
{
  (void)state;
  char *text = sample_text(1), *digit = strstr(text, "gradient.1.log ") + strlen("gradient.1.log -0."), longer[64];
  *digit = *digit == '3' ? '4' : '3';
  text_refused(text, "the checksum is not that of the lines before it");
  free(text);
  static const char *const ends[] = {"checksum\n", "checksum 0123456789abcdef\n", "checksum 0123456789abcde\n",
                                     "checksum 0123456789ABCDEF\n"};
  for (int k = 0; k < 4; k++) {
    text = sample_text(1);
    strcpy(strstr(text, "checksum "), ends[k]);
    text_refused(text, "the checksum is not that of the lines before it");
    free(text);
  }
  text = sample_text(1);
  snprintf(longer, sizeof longer, "%s# more\n", strstr(text, "checksum "));
  char *with_more = malloc(strlen(text) + 64);
  strcpy(with_more, text);
  strcpy(strstr(with_more, "checksum "), longer);
  text_refused(with_more, "surplus line after the checksum");
  free(with_more);
  free(text);
}

/* XXH3_64bits of the bytes before the last line, as `xxhsum -H3` gives it for this text. */
static void the_checksum_is_everybodys(void **state)
{
  (void)state;
  assert_int_equal(l2h_hash(0, "learn2hop-weights 1\n", 20), UINT64_C(0xf5cc58086310a796));
  const uint64_t parts = l2h_hash(l2h_hash(0, "learn2hop", 9), "-weights 1\n", 11);
  assert_int_not_equal(parts, l2h_hash(l2h_hash(0, "learn2hop-", 10), "weights 1\n", 10));
}

/* What a reader would take for something else is not written. */
static void provenance_that_cannot_be_read_back(void **state)
{
  (void)state;
  static const char *const wrong[] = {"a\nb", "a\tb", "me UNITS: metal", "CITATION: none"};
  struct l2h_error error;
  struct l2h_weights weights;
  for (int k = 0; k < 4; k++) {
    sample_weights(7, 1, &weights);
    strcpy(weights.contributor, wrong[k]);
    assert_int_equal(l2h_weights_write(path, &weights, &error), -1);
    assert_non_null(strstr(error.text, "cannot be written with the provenance"));
  }
}

/* The weights of the repository are whole. */
static void shipped_weights_have_checksums(void **state)
{
  (void)state;
  static const char *const names[] = {"agau38", "au55", "lj", "lj13-fast", "lj13", "lj38", "si64"};
  struct l2h_error error;
  struct l2h_weights weights;
  for (int k = 0; k < 7; k++) {
    char file[4096];
    snprintf(file, sizeof file, "%s/%s.learned", L2H_POTENTIALS, names[k]);
    if (l2h_weights_read(file, &weights, &error) != 0)
      fail_msg("%s", error.text);
    assert_int_equal(weights.checked, 1);
  }
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
    cmocka_unit_test(round_trip_bit_for_bit),         cmocka_unit_test(inactive_groups_are_left_out),
    cmocka_unit_test(policies_come_back_bit_for_bit), cmocka_unit_test(without_a_policy_it_is_version_1),
    cmocka_unit_test(wrong_policies_are_refused),     cmocka_unit_test(cut_policies_are_refused),
    cmocka_unit_test(wrong_files_are_refused),        cmocka_unit_test(truncated_files_are_refused),
    cmocka_unit_test(any_changed_byte_is_seen),       cmocka_unit_test(a_checksum_is_the_last_line),
    cmocka_unit_test(the_checksum_is_everybodys),     cmocka_unit_test(provenance_that_cannot_be_read_back),
    cmocka_unit_test(shipped_weights_have_checksums), cmocka_unit_test(missing_and_unwritable_files),
  };
  return cmocka_run_group_tests_name("weights", tests, make_file, remove_file);
}
