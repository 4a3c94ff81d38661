/* SPDX-License-Identifier: GPL-2.0-only */
/* What was meant by a misspelt word. */
#include "tests/training/testing.h"

#include "base/meant.h"

static const char *hint_of(const char *word)
{
  static const char *const known[] = {"seed", "set", "system", "starts", "steps", "evaluations", "basin-hopping-lbfgs",
                                      "x"};
  static struct l2h_meant meant;
  meant = (struct l2h_meant){.word = word, .before = "--"};
  for (size_t k = 0; k < sizeof known / sizeof *known; k++)
    l2h_meant_try(&meant, known[k]);
  return meant.hint;
}

static void one_change_is_told(void **state)
{
  (void)state;
  assert_string_equal(hint_of("sed"), "; did you mean '--seed'?");      /* a letter is missing */
  assert_string_equal(hint_of("seeed"), "; did you mean '--seed'?");    /* one too many */
  assert_string_equal(hint_of("syskem"), "; did you mean '--system'?"); /* a wrong one */
  assert_string_equal(hint_of("sytsem"), "; did you mean '--system'?"); /* two that changed places */
}

/* Long words may have more: at 16 letters four. */
static void more_changes_in_longer_words(void **state)
{
  (void)state;
  assert_string_equal(hint_of("evaluatons"), "; did you mean '--evaluations'?");
  assert_string_equal(hint_of("basinhopinglbfgs"), "; did you mean '--basin-hopping-lbfgs'?");
  assert_string_equal(hint_of("sqx"), "");
}

static void the_nearest_is_meant(void **state)
{
  (void)state;
  assert_string_equal(hint_of("stars"), "; did you mean '--starts'?"); /* steps is two changes away */
  assert_string_equal(hint_of("sed"), "; did you mean '--seed'?");     /* set has a letter that is not there */
  assert_string_equal(hint_of("step"), "; did you mean '--steps'?");
}

static void nothing_near_is_no_hint(void **state)
{
  (void)state;
  char endless[400];
  memset(endless, 's', sizeof endless - 1);
  endless[sizeof endless - 1] = 0;
  assert_string_equal(hint_of("colour"), "");
  assert_string_equal(hint_of(""), "");
  assert_string_equal(hint_of("y"), ""); /* one letter says nothing */
  assert_string_equal(hint_of(endless), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_change_is_told),
    cmocka_unit_test(more_changes_in_longer_words),
    cmocka_unit_test(the_nearest_is_meant),
    cmocka_unit_test(nothing_near_is_no_hint),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
