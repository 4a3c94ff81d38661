/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/meant.h"

const char *const l2h_scales[] = {"natural", "paper", NULL};

static int take_whole(const struct l2h_option *option, const char *text, struct l2h_error *error)
{
  char *end;
  long *value = option->value;
  errno = 0;
  *value = strtol(text, &end, 10);
  if (end == text || *end || errno || *value < option->least || *value > option->most)
    return l2h_fail(error, "--%s: '%s' is not a whole number from %ld to %ld", option->name, text, option->least,
                    option->most);
  return 0;
}

static int take_seed(const struct l2h_option *option, const char *text, struct l2h_error *error)
{
  char *end;
  errno = 0;
  *(uint64_t *)option->value = strtoull(text, &end, 10);
  if (text[0] < '0' || text[0] > '9' || *end || errno)
    return l2h_fail(error, "--%s: '%s' is not a whole number from 0 to 2^64 - 1", option->name, text);
  return 0;
}

static int take_number(const struct l2h_option *option, const char *text, struct l2h_error *error)
{
  char *end;
  const double number = strtod(text, &end);
  if (end == text || *end || !isfinite(number))
    return l2h_fail(error, "--%s: '%s' is not a number", option->name, text);
  *(double *)option->value = number;
  return 0;
}

/* Whole numbers between colons, all but the first of two digits below 60. */
static int take_time(const struct l2h_option *option, const char *text, struct l2h_error *error)
{
  double seconds = 0;
  const char *at = text;
  int parts = 0;
  bool good = true;
  do {
    const size_t digits = strspn(at, "0123456789");
    const double part = good && digits ? strtod(at, NULL) : 0; /* digits alone, up to a colon or the end */
    good = good && digits > 0 && digits < 8 && (parts == 0 || (digits == 2 && part < 60));
    seconds = 60 * seconds + part;
    at += digits;
    parts++;
  } while (*at == ':' && at++);
  if (!good || *at || parts > 3 || seconds <= 0)
    return l2h_fail(error, "--%s: '%s' is no time: write seconds, MM:SS or H:MM:SS, as 90, 5:00 or 1:30:00",
                    option->name, text);
  *(double *)option->value = seconds;
  return 0;
}

static int take_text(const struct l2h_option *option, const char *text, struct l2h_error *error)
{
  struct l2h_texts *texts = option->value;
  if (texts->count == (int)(sizeof texts->text / sizeof texts->text[0]))
    return l2h_fail(error, "--%s stands too often", option->name);
  texts->text[texts->count++] = text;
  return 0;
}

static int take_choice(const struct l2h_option *option, const char *text, struct l2h_error *error)
{
  char known[256] = "";
  for (int i = 0; option->choices[i]; i++) {
    if (strcmp(text, option->choices[i]) == 0) {
      *(int *)option->value = i;
      return 0;
    }
    snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", i ? " or " : "", option->choices[i]);
  }
  return l2h_fail(error, "--%s: '%s' is unknown; it is %s", option->name, text, known);
}

static int take(const struct l2h_option *option, const char *text, struct l2h_error *error)
{
  switch (option->type) {
  case L2H_TEXT:
    *(const char **)option->value = text;
    return 0;
  case L2H_TEXTS:
    return take_text(option, text, error);
  case L2H_WHOLE:
    return take_whole(option, text, error);
  case L2H_SEED:
    return take_seed(option, text, error);
  case L2H_NUMBER:
    return take_number(option, text, error);
  case L2H_TIME:
    return take_time(option, text, error);
  case L2H_CHOICE:
    return take_choice(option, text, error);
  case L2H_SWITCH:
    *(bool *)option->value = true;
    return 0;
  }
  return l2h_fail(error, "--%s: of a type that options do not have", option->name);
}

/* Answers of getopt_long that no letter and no complaint uses. */
#define FIRST_ANSWER 256

/* A word with dashes that is no option, nor the beginning of one alone; it may have a value, as in --sed=1. */
static int refuse_word(const char *word, const struct l2h_option *table, struct l2h_error *error)
{
  char name[64];
  int begun = 0;
  const char *const bare = word + strspn(word, "-");
  struct l2h_meant meant = {.word = name, .before = "--"};
  snprintf(name, sizeof name, "%.*s", (int)strcspn(bare, "="), bare);
  for (int i = 0; table[i].name; i++) {
    l2h_meant_try(&meant, table[i].name);
    begun += strncmp(word, "--", 2) == 0 && strncmp(name, table[i].name, strlen(name)) == 0;
  }
  if (begun > 1)
    return l2h_fail(error, "option '%s' may be one of %d: write it out", word, begun);
  return l2h_fail(error, "unknown option '%s'%s", word, meant.hint);
}

/* getopt_long's complaint in words. It reads -word as letters, and stays at it until the last one. */
static int complain(int answer, char *const *arguments, const struct l2h_option *table, struct l2h_error *error)
{
  const char *word = arguments[optind - 1];
  if (answer == ':')
    return l2h_fail(error, "option '%s' needs a value", word);
  if (optopt >= FIRST_ANSWER)
    return l2h_fail(error, "option '%s' takes no value", word);
  if (optopt && !(word[0] == '-' && word[1] == optopt && !word[2]))
    word = arguments[optind];
  return refuse_word(word, table, error);
}

int l2h_options_take(int count, char **arguments, const struct l2h_option *table, int most, const char **word,
                     struct l2h_error *error)
{
  struct option known[L2H_MOST_OPTIONS + 1] = {{0}};
  int answer;
  for (int i = 0; table[i].name; i++)
    known[i] = (struct option){table[i].name, table[i].type == L2H_SWITCH ? no_argument : required_argument, NULL,
                               FIRST_ANSWER + i};
  opterr = 0;
  while ((answer = getopt_long(count, arguments, ":", known, NULL)) != -1)
    if (answer < FIRST_ANSWER ? complain(answer, arguments, table, error) != 0
                              : take(&table[answer - FIRST_ANSWER], optarg, error) != 0)
      return -1;
  for (int i = 0; i < most; i++)
    word[i] = optind < count ? arguments[optind++] : NULL;
  return optind < count ? l2h_fail(error, "'%s' is no option: write --NAME VALUE", arguments[optind]) : 0;
}
